"""Observation for each value and score, derived from the response that holds her words."""

from __future__ import annotations

from typing import Any

from clinic.fhir.codes import code, quantity, value
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

_SURVEY = {"coding": [{"system": f"{TERMINOLOGY}observation-category", "code": "survey"}]}


def observations(record: Record) -> list[Resource]:
    corrected = {event["id"]: event["at"] for event in events(record, "value_corrected")}
    return [
        _observation(record, told, corrected.get(told["id"], told["at"]))
        for told in record["values"]
    ]


def _observation(record: Record, told: dict[str, Any], issued: str) -> Resource:
    source = told["source"]
    scored = "items" in source
    return without_nothing(
        {
            "resourceType": "Observation",
            "id": uid("value", told["id"]),
            "identifier": [identifier("event", told["id"])],
            "status": _status(told),
            "category": [_SURVEY],
            "code": code(told["measure"]),
            "subject": patient(record),
            "effectiveDateTime": told["day"],
            "issued": instant(issued),
            "performer": [patient(record)],
            **value(told["measure"], told["value"]),
            "interpretation": [concept(told["band"])] if told.get("band") else None,
            "method": concept(f"read by {source['extractor']}"),
            "derivedFrom": [
                reference("round", told["id"])
                if scored
                else reference("answer", source["message_id"])
            ],
            "component": [
                {
                    "code": code(item["item"]),
                    "valueQuantity": quantity(item["item"], item["value"]),
                }
                for item in source.get("items", ())
            ],
        }
    )


def _status(told: dict[str, Any]) -> str:
    """What a later value has taken the place of was entered in error; what corrects is amended."""
    if told["status"] == "superseded":
        return "entered-in-error"
    return "amended" if told["supersedes"] else "final"
