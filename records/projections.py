"""From events to views: what each event changes in the tables that pages and policies read.

`project` runs in the transaction that appends the event, so that log and views never differ; it is
also what `rebuild` calls for every event of the log.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from sqlite_utils import Database

from records import events as ev
from records.events import Body, Event

VIEWS = ("alert", "value", "channel", "participant")  # in an order that respects foreign keys

B = TypeVar("B", bound=Body)
_HANDLERS: dict[type[Body], Callable[[Database, Event, Any], None]] = {}


def project(db: Database, event: Event) -> None:
    """Apply one event to the views; kinds without a view change nothing."""
    handler = _HANDLERS.get(type(event.body))
    if handler is not None:
        handler(db, event, event.body)


def clear(db: Database, participant: str | None = None) -> None:
    """Empty the views, of one participant or of all."""
    for table in VIEWS:
        key = "id" if table == "participant" else "participant"
        if participant is None:
            db.table(table).delete_where()
        else:
            db.table(table).delete_where(f"{key} = ?", [participant])


def _on(kind: type[B]) -> Callable[[Callable[[Database, Event, B], None]], None]:
    def register(handler: Callable[[Database, Event, B], None]) -> None:
        _HANDLERS[kind] = handler

    return register


def _update(db: Database, event: Event, **columns: Any) -> None:
    assert event.participant is not None
    db.table("participant").update(event.participant, columns)


@_on(ev.Joined)
def _joined(db: Database, event: Event, body: ev.Joined) -> None:
    db.table("participant").insert(
        {"id": event.participant, "alias": body.alias, "joined_at": event.at.isoformat()}
    )


@_on(ev.ChannelLinked)
def _linked(db: Database, event: Event, body: ev.ChannelLinked) -> None:
    db.table("channel").upsert(
        {
            "channel": body.channel,
            "address": body.address,
            "participant": event.participant,
            "linked_at": event.at.isoformat(),
        },
        pk=("channel", "address"),
    )


@_on(ev.ConsentGiven)
def _consented(db: Database, event: Event, body: ev.ConsentGiven) -> None:
    _update(
        db, event, consent="given", consent_version=body.version, consent_at=event.at.isoformat()
    )


@_on(ev.ConsentRefused)
def _refused(db: Database, event: Event, body: ev.ConsentRefused) -> None:
    _update(db, event, consent="refused", consent_version=body.version)


@_on(ev.ProfileChanged)
def _profile(db: Database, event: Event, body: ev.ProfileChanged) -> None:
    told = ev.to_json(body)
    del told["message_id"]
    changes = {name: value for name, value in told.items() if value is not None}
    if changes:
        _update(db, event, **changes)


@_on(ev.Onboarded)
def _onboarded(db: Database, event: Event, body: ev.Onboarded) -> None:
    _update(db, event, onboarded_at=event.at.isoformat())


@_on(ev.RemindersChanged)
def _reminders(db: Database, event: Event, body: ev.RemindersChanged) -> None:
    _update(db, event, reminders=body.state, reminders_until=body.until)


@_on(ev.MessageReceived)
def _received(db: Database, event: Event, body: ev.MessageReceived) -> None:
    _update(db, event, last_in_at=event.at.isoformat())


@_on(ev.MessageSent)
def _sent(db: Database, event: Event, body: ev.MessageSent) -> None:
    _update(db, event, last_out_at=event.at.isoformat())


@_on(ev.ValueRecorded)
def _valued(db: Database, event: Event, body: ev.ValueRecorded) -> None:
    if body.supersedes is not None:
        db.execute(
            "update value set status = 'superseded' where id = ? and participant = ?",
            [body.supersedes, event.participant],
        )
    word = body.value if isinstance(body.value, str) else None
    db.table("value").insert(
        {
            "id": event.id,
            "participant": event.participant,
            "measure": body.measure,
            "number": None if word is not None else float(body.value),
            "word": word,
            "day": body.day,
            "at": event.at.isoformat(),
            "status": "current",
            "message_id": body.message_id,
            "start": body.start,
            "end": body.end,
            "extractor": body.extractor,
            "asked": body.asked,
            "supersedes": body.supersedes,
        }
    )


@_on(ev.AlertRaised)
def _alerted(db: Database, event: Event, body: ev.AlertRaised) -> None:
    db.table("alert").insert(
        {
            "id": event.id,
            "participant": event.participant,
            "tier": body.tier,
            "flags": json.dumps(body.flags),
            "message_id": body.message_id,
            "raised_at": event.at.isoformat(),
            "state": "open",
        }
    )


@_on(ev.AlertAcknowledged)
def _acknowledged(db: Database, event: Event, body: ev.AlertAcknowledged) -> None:
    db.execute(
        "update alert set state = 'acknowledged', clinician = ?, acknowledged_at = ?"
        " where id = ? and participant = ? and state = 'open'",
        [body.clinician, event.at.isoformat(), body.alert, event.participant],
    )


@_on(ev.AlertClosed)
def _closed(db: Database, event: Event, body: ev.AlertClosed) -> None:
    db.execute(
        "update alert set state = 'closed', clinician = ?, closed_at = ?, note = ?"
        " where id = ? and participant = ? and state != 'closed'",
        [body.clinician, event.at.isoformat(), body.note, body.alert, event.participant],
    )
