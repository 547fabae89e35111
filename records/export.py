"""Everything the record holds of one participant, as JSON types: her copy, and the clinic's.

Every value leads back to the words it came from: `source.text[start:end]` of its message.
"""

from __future__ import annotations

from typing import Any

from records.events import (
    AlertActed,
    AlertEscalated,
    BarrierReported,
    ClinicianView,
    ConsentGiven,
    ConsentRefused,
    Event,
    GoalDropped,
    GoalPlanned,
    GoalSet,
    GoalStepDone,
    GuidanceShown,
    MessageReceived,
    MessageSent,
    to_json,
)
from records.export_checkins import checkins, nudges
from records.export_values import scores, values
from records.rows import iso
from records.sealing import FORMAT, VERSION, sealed
from records.store import ALERT_STATES, Participant, RecordStore


def export_participant(store: RecordStore, participant: str) -> dict[str, Any]:
    """Times are ISO in UTC, days her own dates, lists oldest first.

    `events` is her whole record as it was written, so that nothing is left out; the rest is the
    same, easier to read. `digest` seals the rest, so that damage is noticed when it is read back.

    Raises UnknownParticipant.
    """
    her = store.participant(participant)
    events = store.read(participant)
    record = {
        "format": FORMAT,
        "version": VERSION,
        "simulated": her.simulated,
        "participant": _profile(her),
        "values": [*values(store, participant, events), *scores(events)],
        "alerts": _alerts(store, participant, events),
        "messages": [message for event in events for message in _message(event)],
        "checkins": checkins(events),
        "nudges": nudges(store, participant, events),
        "goals": _goals(events),
        "plan": None,
        "consents": [consent for event in events for consent in _consent(event)],
        "reminders": {
            "state": her.reminders,
            "until": iso(her.reminders_until),
            "time": her.checkin_time,
            "windows": list(her.windows),
            "zone": her.zone,
        },
        "questions": [question for event in events for question in _question(event)],
        "clinicians_see": _clinicians_see(events),
        "events": [_event(event) for event in events],
    }
    return sealed(record)


def _profile(her: Participant) -> dict[str, Any]:
    return {
        "id": her.id,
        "alias": her.alias,
        "joined_at": iso(her.joined_at),
        "onboarded": her.onboarded,
        "consent": her.consent,
        "birth_date": None if her.birth_date is None else her.birth_date.isoformat(),
        "birth_kind": her.birth_kind,
        "channels": [{"channel": c.channel, "address": c.address} for c in her.channels],
    }


def _alerts(store: RecordStore, participant: str, events: list[Event]) -> list[dict[str, Any]]:
    alerts = store.alerts(participant, states=ALERT_STATES)
    return [
        {
            "id": alert.id,
            "tier": alert.tier,
            "flags": list(alert.flags),
            "at": iso(alert.raised_at),
            "state": alert.state,
            "message_id": alert.message_id,
            "clinician": alert.clinician,
            "acknowledged_at": iso(alert.acknowledged_at),
            "closed_at": iso(alert.closed_at),
            "note": alert.note,
            "actions": _about(alert.id, AlertActed, events),
            "escalations": _about(alert.id, AlertEscalated, events),
        }
        for alert in reversed(alerts)
    ]


def _about(
    alert: str, kind: type[AlertActed] | type[AlertEscalated], events: list[Event]
) -> list[dict[str, Any]]:
    """What was done about an alert, or whom it was told to, oldest first."""
    found = ((event.at, event.body) for event in events if isinstance(event.body, kind))
    return [
        {"at": iso(at), **{name: value for name, value in to_json(body).items() if name != "alert"}}
        for at, body in found
        if body.alert == alert
    ]


def _message(event: Event) -> list[dict[str, Any]]:
    if not isinstance(event.body, MessageReceived | MessageSent):
        return []
    return [
        {
            "id": event.id,
            "from": "participant" if isinstance(event.body, MessageReceived) else "coach",
            "text": event.body.text,
            "at": iso(event.at),
            "channel": event.body.channel,
        }
    ]


def _goals(events: list[Event]) -> list[dict[str, Any]]:
    """What she said of her goals and of what kept her from exercising, oldest first."""
    kinds = GoalSet | GoalPlanned | GoalDropped | GoalStepDone | BarrierReported
    return [
        {"id": event.id, "kind": event.kind, "at": iso(event.at), **to_json(event.body)}
        for event in events
        if isinstance(event.body, kinds)
    ]


def _consent(event: Event) -> list[dict[str, Any]]:
    if not isinstance(event.body, ConsentGiven | ConsentRefused):
        return []
    return [
        {
            "version": event.body.version,
            "given": isinstance(event.body, ConsentGiven),
            "at": iso(event.at),
            "message_id": event.body.message_id,
        }
    ]


def _question(event: Event) -> list[dict[str, Any]]:
    """What she asked, and what was shown to her."""
    if not isinstance(event.body, GuidanceShown):
        return []
    return [{"at": iso(event.at), **to_json(event.body)}]


def _clinicians_see(events: list[Event]) -> str:
    chosen = [event.body.words for event in events if isinstance(event.body, ClinicianView)]
    return "numbers and words" if not chosen or chosen[-1] else "numbers only"


def _event(event: Event) -> dict[str, Any]:
    told = {"id": event.id, "kind": event.kind, "at": iso(event.at), "cause": event.cause}
    return {**told, **to_json(event.body)}
