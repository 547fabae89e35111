"""Provenance for each correction: who made it, when, why, and what stood there before."""

from __future__ import annotations

from typing import Any

from clinic.fhir.answers import CLINICIAN
from clinic.fhir.elements import (
    TERMINOLOGY,
    Record,
    Resource,
    concept,
    events,
    identifier,
    instant,
    patient,
    reference,
    uid,
    without_nothing,
)


def corrections(record: Record) -> list[Resource]:
    values = {value["id"]: value for value in record["values"]}
    by_clinicians = {event["id"]: event for event in events(record, "value_corrected")}
    found = []
    for value in values.values():
        if value["supersedes"]:
            clinician = value["source"]["extractor"] == CLINICIAN
            event = by_clinicians.get(value["id"]) if clinician else None
            at = event["at"] if event else value["at"]
            who = reference("clinician", event["clinician"]) if event else patient(record)
            found.append(
                _provenance(
                    {**value, "at": at},  # a correction keeps the time of her words
                    "UPDATE",
                    who,
                    event["reason"] if event else None,
                    {"role": "revision", "what": _original(values, value["supersedes"])},
                )
            )
    replaced = {value["supersedes"] for value in values.values()}
    for event in by_clinicians.values():
        old = values.get(event["supersedes"])
        taken_out = event["value"] is None and event["supersedes"] not in replaced
        if old is not None and taken_out and old["status"] == "superseded":
            replaced.add(event["supersedes"])  # a second one changed nothing
            who = reference("clinician", event["clinician"])
            what = {"role": "removal", "what": reference("value", old["id"])}
            found.append(
                _provenance({**old, "at": event["at"]}, "NULLIFY", who, event["reason"], what)
            )
    return found


def _original(values: dict[str, Any], key: str) -> dict[str, Any]:
    """The value corrected; by its identifier alone when it isn't in the record."""
    return reference("value", key) if key in values else {"identifier": identifier("event", key)}


def _provenance(
    value: dict[str, Any],
    operation: str,
    who: dict[str, str],
    reason: str | None,
    entity: dict[str, Any],
) -> Resource:
    return without_nothing(
        {
            "resourceType": "Provenance",
            "id": uid(f"correction:{operation}", value["id"]),
            "target": [reference("value", value["id"])],
            "recorded": instant(value["at"]),
            "activity": {
                "coding": [{"system": f"{TERMINOLOGY}v3-DataOperation", "code": operation}]
            },
            "reason": [concept(reason)] if reason else None,
            "agent": [
                {
                    "type": {
                        "coding": [
                            {
                                "system": f"{TERMINOLOGY}provenance-participant-type",
                                "code": "author",
                            }
                        ]
                    },
                    "who": who,
                }
            ],
            "entity": [entity],
        }
    )
