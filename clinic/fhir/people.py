"""Patient and Practitioner: who she is to us, and who has acted in her record.

Her name, her own birth date and her sex are not in the record, so they aren't here either: her name
is the alias, `gender` is unknown.
"""

from __future__ import annotations

from clinic.fhir.elements import Record, Resource, events, identifier, text, uid


def people(record: Record) -> list[Resource]:
    return [_patient(record), *map(_practitioner, _clinicians(record))]


def _patient(record: Record) -> Resource:
    her = record["participant"]
    return {
        "resourceType": "Patient",
        "id": uid("patient", her["id"]),
        "identifier": [identifier("participant", her["id"]), identifier("alias", her["alias"])],
        "active": True,
        "name": [{"use": "anonymous", "text": text(her["alias"]) or "unknown"}],
        "gender": "unknown",
    }


def _clinicians(record: Record) -> list[str]:
    """Sign-in names, in the order in which they first acted."""
    kinds = ("alert_acknowledged", "alert_acted", "alert_closed", "value_corrected")
    return list(dict.fromkeys(event["clinician"] for event in events(record, *kinds)))


def _practitioner(name: str) -> Resource:
    return {
        "resourceType": "Practitioner",
        "id": uid("clinician", name),
        "identifier": [identifier("clinician", name)],
        "name": [{"text": text(name) or "unknown"}],
    }
