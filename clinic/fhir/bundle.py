"""The whole record as one Bundle, a collection whose references point into itself.

The same record gives the same bundle, ids included. What FHIR has no place for (goals, questions,
nudges with their probabilities, notes, settings) is in the JSON export alone.
"""

from __future__ import annotations

from typing import Any

from clinic.fhir.alerts import alerts
from clinic.fhir.answers import answers
from clinic.fhir.consents import consents
from clinic.fhir.corrections import corrections
from clinic.fhir.elements import TERMINOLOGY, Record, Resource, uid
from clinic.fhir.observations import observations
from clinic.fhir.people import people
from clinic.fhir.rounds import rounds

_TEST_DATA = {
    "system": f"{TERMINOLOGY}v3-ActReason",
    "code": "HTEST",
    "display": "test health data",
}
_WORDS_LEFT_OUT = {"system": f"{TERMINOLOGY}v3-ObservationValue", "code": "REDACTED"}


def bundle(record: Record) -> Resource:
    """From what `records.export.export_participant` gives, as FHIR R4 JSON types."""
    families = (people, answers, rounds, observations, corrections, alerts, consents)
    resources = [resource for family in families for resource in family(record)]
    meta: dict[str, Any] = {}
    if record["simulated"]:
        meta["tag"] = [_TEST_DATA]
        resources = [_tagged(resource) for resource in resources]
    if "withheld" in record:
        meta["security"] = [_WORDS_LEFT_OUT]
    found: Resource = {
        "resourceType": "Bundle",
        "id": uid("bundle", record["participant"]["id"]),
        "type": "collection",
        "entry": [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in resources],
    }
    return {**found, "meta": meta} if meta else found


def _tagged(resource: Resource) -> Resource:
    kind, key = resource["resourceType"], resource["id"]
    return {"resourceType": kind, "id": key, "meta": {"tag": [_TEST_DATA]}, **resource}
