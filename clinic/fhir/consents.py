"""Consent for each answer to the consent text; the latest one is the one that holds."""

from __future__ import annotations

from typing import Any

from clinic.fhir.codes import LOINC, token
from clinic.fhir.elements import (
    TERMINOLOGY,
    Record,
    Resource,
    instant,
    patient,
    reference,
    uid,
)


def consents(record: Record) -> list[Resource]:
    told = record["consents"]
    return [
        _consent(record, number, consent, latest=number == len(told))
        for number, consent in enumerate(told, 1)
    ]


def _consent(record: Record, number: int, told: dict[str, Any], *, latest: bool) -> Resource:
    given = "active" if latest else "inactive"
    at, version = instant(told["at"]), token(told["version"]).replace(" ", "-")
    return {
        "resourceType": "Consent",
        "id": uid("consent", f"{record['participant']['id']}:{number}"),
        "status": given if told["given"] else "rejected",
        "scope": {"coding": [{"system": f"{TERMINOLOGY}consentscope", "code": "patient-privacy"}]},
        "category": [
            {"coding": [{"system": LOINC, "code": "59284-0", "display": "Consent Document"}]}
        ],
        "patient": patient(record),
        "dateTime": at,
        "performer": [patient(record)],
        "sourceReference": reference("answer", told["message_id"]),
        "policy": [{"uri": f"urn:backstay:consent-text:{version}"}],
        "provision": {"type": "permit" if told["given"] else "deny", "period": {"start": at}},
    }
