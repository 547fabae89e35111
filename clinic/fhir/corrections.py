"""Provenance for each correction: who made it, when, why, and what stood there before."""

from __future__ import annotations

from typing import Any

from clinic.fhir.elements import (
    TERMINOLOGY,
    Record,
    Resource,
    concept,
    identifier,
    instant,
    patient,
    reference,
    uid,
    without_nothing,
)


def corrections(record: Record) -> list[Resource]:
    values = {value["id"]: value for value in record["values"]}
    made = {
        value["corrected"]["id"]: value["corrected"]
        for value in values.values()
        if value.get("corrected")
    }
    found = []
    for value in values.values():
        if value["supersedes"]:
            by = made.get(value["id"])
            found.append(
                _provenance(
                    {**value, "at": by["at"] if by else value["at"]},  # not that of her words
                    "UPDATE",
                    reference("clinician", by["clinician"]) if by else patient(record),
                    by["reason"] if by else None,
                    {"role": "revision", "what": _original(values, value["supersedes"])},
                )
            )
    for value in values.values():
        by = value.get("corrected")
        if by and by["value"] is None:
            who = reference("clinician", by["clinician"])
            what = {"role": "removal", "what": reference("value", value["id"])}
            found.append(_provenance({**value, "at": by["at"]}, "NULLIFY", who, by["reason"], what))
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
