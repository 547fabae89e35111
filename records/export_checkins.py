"""The check-ins of an export: conversations, and decision points with what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from records.events import (
    Body,
    CheckinDecided,
    CheckinDelivered,
    CheckinEnded,
    CheckinOutcome,
    CheckinStarted,
    CheckinState,
    Event,
    to_json,
)
from records.rows import iso
from records.store import Checkin, RecordStore

# where a decision has led, unless it didn't reach her
SETTLED: dict[str, CheckinState] = {
    "send": "sent",
    "silent": "silent",
    "refuse": "refused",
    "missed": "missed",
}


def checkins(events: list[Event]) -> list[dict[str, Any]]:
    """The check-in conversations; one that has not ended has no outcome yet."""
    found: list[dict[str, Any]] = []
    for event in events:
        if isinstance(event.body, CheckinStarted):
            found.append(_checkin(event.body.day, event.body.checkin, iso(event.at)))
        elif isinstance(event.body, CheckinEnded):
            if not found or found[-1]["outcome"] is not None:
                found.append(_checkin(event.body.day, None, None))
            found[-1].update(ended_at=iso(event.at), outcome=event.body.outcome)
    return found


def _checkin(day: str, nudge: str | None, started_at: str | None) -> dict[str, Any]:
    return {
        "day": day,
        "nudge": nudge,
        "started_at": started_at,
        "ended_at": None,
        "outcome": None,
    }


def nudges(store: RecordStore, participant: str, events: list[Event]) -> list[dict[str, Any]]:
    """Each decision point with what became of it, and then those yet to come."""
    delivered = {e.body.checkin: e.body for e in events if isinstance(e.body, CheckinDelivered)}
    outcomes = {e.body.checkin: e.body for e in events if isinstance(e.body, CheckinOutcome)}
    rows = {row.id: row for row in store.checkins(participant)}
    decided = [
        {
            "id": event.body.checkin,
            "due_at": event.body.due_at,
            "state": _state(event.body, delivered.get(event.body.checkin), rows),
            "reason": _reason(event.body, delivered.get(event.body.checkin)),
            "at": iso(event.at),
            "decision": to_json(event.body),
            "delivery": _json(delivered.get(event.body.checkin)),
            "outcome": _json(outcomes.get(event.body.checkin)),
        }
        for event in events
        if isinstance(event.body, CheckinDecided)
    ]
    known = {nudge["id"] for nudge in decided}
    planned = [
        {
            "id": row.id,
            "due_at": iso(row.due_at),
            "state": "due",
            "reason": row.reason,
            "at": None,
            "decision": None,
            "delivery": None,
            "outcome": None,
        }
        for row in rows.values()
        if row.state in ("due", "claimed") and row.id not in known
    ]
    return decided + planned


def _state(
    decided: CheckinDecided, delivered: CheckinDelivered | None, rows: Mapping[str, Checkin]
) -> str:
    """What a decision has led to; one to send counts as due until something became of it."""
    if delivered is not None and delivered.outcome == "expired":
        return "missed"
    row = rows.get(decided.checkin)
    on_its_way = row is not None and row.state != "sent"
    if decided.action == "send" and delivered is None and on_its_way:
        return "due"
    return SETTLED[decided.action]


def _reason(decided: CheckinDecided, delivered: CheckinDelivered | None) -> str:
    """Why it was decided so; of one that never reached her, why not."""
    expired = delivered is not None and delivered.outcome == "expired"
    return delivered.reason if delivered is not None and expired else decided.reason


def _json(body: Body | None) -> dict[str, Any] | None:
    return None if body is None else to_json(body)
