"""Everything the record holds of one participant, as JSON types: her copy, and the clinic's.

Every value leads back to the words it came from: `source.text[start:end]` of its message.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from records.events import (
    BarrierReported,
    Body,
    CheckinDecided,
    CheckinDelivered,
    CheckinEnded,
    CheckinOutcome,
    CheckinStarted,
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
from records.store import Participant, RecordStore
from records.weekly import Answer, weekly_scores

_STATES = {"send": "sent", "silent": "silent", "refuse": "refused", "missed": "missed"}


def export_participant(store: RecordStore, participant: str) -> dict[str, Any]:
    """Times are ISO in UTC, days her own dates, lists oldest first.

    `events` is her whole record as it was written, so that nothing is left out; the rest is the
    same, easier to read.

    Raises UnknownParticipant.
    """
    her = store.participant(participant)
    events = store.read(participant)
    return {
        "participant": _profile(her),
        "values": [*_values(store, participant, events), *_weekly_scores(events)],
        "alerts": _alerts(store, participant),
        "messages": [message for event in events for message in _message(event)],
        "checkins": _checkins(events),
        "nudges": _nudges(store, participant, events),
        "goals": _goals(events),
        "plan": None,
        "consents": [consent for event in events for consent in _consent(event)],
        "reminders": {
            "state": her.reminders,
            "until": _iso(her.reminders_until),
            "time": her.checkin_time,
            "windows": list(her.windows),
            "zone": her.zone,
        },
        "questions": [question for event in events for question in _question(event)],
        "clinicians_see": _clinicians_see(events),
        "events": [_event(event) for event in events],
    }


def _profile(her: Participant) -> dict[str, Any]:
    return {
        "id": her.id,
        "alias": her.alias,
        "joined_at": _iso(her.joined_at),
        "onboarded": her.onboarded,
        "consent": her.consent,
        "birth_date": None if her.birth_date is None else her.birth_date.isoformat(),
        "birth_kind": her.birth_kind,
        "channels": [{"channel": c.channel, "address": c.address} for c in her.channels],
    }


def _values(store: RecordStore, participant: str, events: list[Event]) -> list[dict[str, Any]]:
    texts = {e.id: e.body.text for e in events if isinstance(e.body, MessageReceived)}
    return [
        {
            "id": value.id,
            "measure": value.measure,
            "value": value.shown,
            "day": value.day.isoformat(),
            "at": _iso(value.at),
            "status": value.status,
            "supersedes": value.supersedes,
            "source": {
                "message_id": value.message_id,
                "text": texts.get(value.message_id),
                "span": [value.start, value.end],
                "extractor": value.extractor,
                "asked": value.asked,
            },
        }
        for value in store.values(participant, superseded=True)
    ]


def _weekly_scores(events: list[Event]) -> list[dict[str, Any]]:
    """Questionnaire scores as values; the source is her last answer, `items` holds them all."""
    texts = {e.id: e.body.text for e in events if isinstance(e.body, MessageReceived)}
    found = []
    for score in weekly_scores(events):
        items = [_item(answer, texts) for answer in score.answers]
        found.append(
            {
                "id": score.id,
                "measure": score.body.questionnaire,
                "value": _shown(score.body.value),
                "day": score.body.day,
                "at": _iso(score.at),
                "status": score.status,
                "supersedes": score.body.supersedes,
                "band": score.body.band,
                "version": score.body.version,
                "source": {
                    **{name: items[-1][name] for name in ("message_id", "text", "span")},
                    "extractor": "score",
                    "asked": items[-1]["item"],
                    "items": items,
                },
            }
        )
    return found


def _item(answer: Answer, texts: dict[str, str]) -> dict[str, Any]:
    body = answer.body
    return {
        "id": answer.id,
        "item": body.item,
        "activity": answer.activity,
        "value": _shown(body.value),
        "message_id": body.message_id,
        "text": texts.get(body.message_id),
        "span": [body.start, body.end],
        "asked": body.asked,
        "supersedes": body.supersedes,
    }


def _shown(value: float) -> float:
    """As people read it: 6 rather than 6.0."""
    return int(value) if value == int(value) else value


def _alerts(store: RecordStore, participant: str) -> list[dict[str, Any]]:
    alerts = store.alerts(participant, states=("open", "acknowledged", "closed"))
    return [
        {
            "id": alert.id,
            "tier": alert.tier,
            "flags": list(alert.flags),
            "at": _iso(alert.raised_at),
            "state": alert.state,
            "message_id": alert.message_id,
            "clinician": alert.clinician,
            "acknowledged_at": _iso(alert.acknowledged_at),
            "closed_at": _iso(alert.closed_at),
            "note": alert.note,
        }
        for alert in reversed(alerts)
    ]


def _message(event: Event) -> list[dict[str, Any]]:
    if not isinstance(event.body, MessageReceived | MessageSent):
        return []
    return [
        {
            "id": event.id,
            "from": "participant" if isinstance(event.body, MessageReceived) else "coach",
            "text": event.body.text,
            "at": _iso(event.at),
            "channel": event.body.channel,
        }
    ]


def _checkins(events: list[Event]) -> list[dict[str, Any]]:
    """The check-in conversations; one that has not ended has no outcome yet."""
    found: list[dict[str, Any]] = []
    for event in events:
        if isinstance(event.body, CheckinStarted):
            found.append(_checkin(event.body.day, event.body.checkin, _iso(event.at)))
        elif isinstance(event.body, CheckinEnded):
            if not found or found[-1]["outcome"] is not None:
                found.append(_checkin(event.body.day, None, None))
            found[-1].update(ended_at=_iso(event.at), outcome=event.body.outcome)
    return found


def _checkin(day: str, nudge: str | None, started_at: str | None) -> dict[str, Any]:
    return {
        "day": day,
        "nudge": nudge,
        "started_at": started_at,
        "ended_at": None,
        "outcome": None,
    }


def _nudges(store: RecordStore, participant: str, events: list[Event]) -> list[dict[str, Any]]:
    """Each decision point with what became of it, and then those yet to come."""
    delivered = {e.body.checkin: e.body for e in events if isinstance(e.body, CheckinDelivered)}
    outcomes = {e.body.checkin: e.body for e in events if isinstance(e.body, CheckinOutcome)}
    waiting = {row.id: row for row in store.checkins(participant, states=("due", "claimed"))}
    decided = [
        {
            "id": event.body.checkin,
            "due_at": event.body.due_at,
            "state": _state(event.body, delivered.get(event.body.checkin), waiting),
            "reason": _reason(event.body, delivered.get(event.body.checkin)),
            "at": _iso(event.at),
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
            "due_at": _iso(row.due_at),
            "state": "due",
            "reason": row.reason,
            "at": None,
            "decision": None,
            "delivery": None,
            "outcome": None,
        }
        for row in waiting.values()
        if row.id not in known
    ]
    return decided + planned


def _state(
    decided: CheckinDecided, delivered: CheckinDelivered | None, waiting: Collection[str]
) -> str:
    """What a decision has led to; one to send that is still on its way counts as due."""
    if decided.action == "send" and decided.checkin in waiting:
        return "due"
    if delivered is not None and delivered.outcome == "expired":
        return "missed"
    return _STATES[decided.action]


def _reason(decided: CheckinDecided, delivered: CheckinDelivered | None) -> str:
    """Why it was decided so; of one that never reached her, why not."""
    expired = delivered is not None and delivered.outcome == "expired"
    return delivered.reason if delivered is not None and expired else decided.reason


def _json(body: Body | None) -> dict[str, Any] | None:
    return None if body is None else to_json(body)


def _goals(events: list[Event]) -> list[dict[str, Any]]:
    """What she said of her goals and of what kept her from exercising, oldest first."""
    kinds = GoalSet | GoalPlanned | GoalDropped | GoalStepDone | BarrierReported
    return [
        {"id": event.id, "kind": event.kind, "at": _iso(event.at), **to_json(event.body)}
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
            "at": _iso(event.at),
            "message_id": event.body.message_id,
        }
    ]


def _question(event: Event) -> list[dict[str, Any]]:
    """What she asked, and what was shown to her."""
    if not isinstance(event.body, GuidanceShown):
        return []
    return [{"at": _iso(event.at), **to_json(event.body)}]


def _clinicians_see(events: list[Event]) -> str:
    chosen = [event.body.words for event in events if isinstance(event.body, ClinicianView)]
    return "numbers and words" if not chosen or chosen[-1] else "numbers only"


def _event(event: Event) -> dict[str, Any]:
    return {"id": event.id, "kind": event.kind, "at": _iso(event.at), **to_json(event.body)}


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
