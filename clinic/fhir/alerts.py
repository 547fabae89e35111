"""Each alert as three resources: DetectedIssue (what was seen), Flag (for whoever opens her record)
and Task (who sees to it, and what was done)."""

from __future__ import annotations

from typing import Any

from clinic.fhir.codes import token
from clinic.fhir.elements import (
    TERMINOLOGY,
    Record,
    Resource,
    events,
    identifier,
    instant,
    patient,
    reference,
    text,
    uid,
    without_nothing,
)
from clinic.flags import flag

LOCAL_FLAG = "urn:backstay:flag"
_SEVERITY = {"emergency": "high", "urgent": "high", "review": "moderate"}
_PRIORITY = {"emergency": "stat", "urgent": "urgent", "review": "routine"}
_TASK = {"open": "requested", "acknowledged": "accepted", "closed": "completed"}


def alerts(record: Record) -> list[Resource]:
    return [
        each(record, alert)
        for alert in record["alerts"]
        for each in (_detected_issue, _flag, _task)
    ]


def _code(alert: dict[str, Any]) -> dict[str, Any]:
    coding = [
        {"system": LOCAL_FLAG, "code": token(name), "display": text(flag(name).short) or "Alert"}
        for name in alert["flags"]
    ]
    names = ", ".join(flag(name).short for name in alert["flags"])
    return without_nothing({"coding": coding, "text": text(names) or "Alert"})


def _detected_issue(record: Record, alert: dict[str, Any]) -> Resource:
    return without_nothing(
        {
            "resourceType": "DetectedIssue",
            "id": uid("issue", alert["id"]),
            "identifier": [identifier("event", alert["id"])],
            "status": "final",
            "code": _code(alert),
            "severity": _SEVERITY.get(alert["tier"]),
            "patient": patient(record),
            "identifiedDateTime": instant(alert["at"]),
            "evidence": [{"detail": [reference("answer", alert["message_id"])]}],
        }
    )


def _flag(record: Record, alert: dict[str, Any]) -> Resource:
    closed = alert["closed_at"]
    return {
        "resourceType": "Flag",
        "id": uid("flag", alert["id"]),
        "status": "active" if alert["state"] != "closed" else "inactive",
        "category": [{"coding": [{"system": f"{TERMINOLOGY}flag-category", "code": "clinical"}]}],
        "code": _code(alert),
        "subject": patient(record),
        "period": without_nothing(
            {"start": instant(alert["at"]), "end": instant(closed) if closed else None}
        ),
    }


def _task(record: Record, alert: dict[str, Any]) -> Resource:
    notes = _notes(record, alert)
    taken, closed = alert["acknowledged_at"], alert["closed_at"]
    latest = max([alert["at"], *(at for at in (taken, closed) if at), *(at for at, _ in notes)])
    return without_nothing(
        {
            "resourceType": "Task",
            "id": uid("task", alert["id"]),
            "status": _TASK[alert["state"]],
            "businessStatus": {"text": alert["state"]},
            "intent": "order",
            "priority": _PRIORITY.get(alert["tier"]),
            "code": {"text": "See to this alert"},
            "focus": reference("issue", alert["id"]),
            "for": patient(record),
            "authoredOn": instant(alert["at"]),
            "lastModified": instant(latest),
            "owner": reference("clinician", alert["clinician"]) if alert["clinician"] else None,
            "executionPeriod": without_nothing(
                {
                    "start": instant(taken) if taken else None,
                    "end": instant(closed) if closed else None,
                }
            ),
            "note": [note for _, note in notes],
        }
    )


def _notes(record: Record, alert: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """What was done about it, by whom and when, escalations among it; each with its time."""
    found = []
    for event in events(record, "alert_acted", "alert_closed", "alert_escalated"):
        if event["alert"] != alert["id"]:
            continue
        if event["kind"] == "alert_escalated":
            words: str | None = f"Nobody had taken it on: step {event['step']}, {event['how']}"
        else:
            words = text(event["note"])
        who = event.get("clinician")
        if words is not None:
            note = {
                "authorReference": reference("clinician", who) if who else None,
                "time": instant(event["at"]),
                "text": words,
            }
            found.append((event["at"], without_nothing(note)))
    return found
