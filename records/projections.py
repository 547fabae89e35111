"""From events to views: what each event changes in the tables that pages and policies read.

`project` runs in the transaction that appends the event, so that log and views never differ; it is
also what `rebuild` calls for every event of the log.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from records import events as ev
from records.events import Body, Event
from records.tables import Tables

# in an order that respects foreign keys
VIEWS = ("active_week", "nudge", "question", "alert", "value", "channel", "participant")

B = TypeVar("B", bound=Body)
_HANDLERS: dict[type[Body], Callable[[Tables, Event, Any], None]] = {}


def project(tables: Tables, event: Event) -> None:
    """Apply one event to the views; kinds without a view change nothing."""
    handler = _HANDLERS.get(type(event.body))
    if handler is not None:
        handler(tables, event, event.body)


def clear(tables: Tables, participant: str | None = None) -> None:
    """Empty the views, of one participant or of all."""
    for table in VIEWS:
        key = "id" if table == "participant" else "participant"
        if participant is None:
            tables.run(f"delete from {table}")
        else:
            tables.run(f"delete from {table} where {key} = :id", id=participant)


def _on(kind: type[B]) -> Callable[[Callable[[Tables, Event, B], None]], None]:
    def register(handler: Callable[[Tables, Event, B], None]) -> None:
        _HANDLERS[kind] = handler

    return register


def _update(tables: Tables, event: Event, **columns: Any) -> None:
    changes = ", ".join(f"{column} = :{column}" for column in columns)
    tables.run(f"update participant set {changes} where id = :id", id=event.participant, **columns)


@_on(ev.Joined)
def _joined(tables: Tables, event: Event, body: ev.Joined) -> None:
    tables.insert(
        "participant",
        {"id": event.participant, "alias": body.alias, "joined_at": event.at.isoformat()},
    )


@_on(ev.ChannelLinked)
def _linked(tables: Tables, event: Event, body: ev.ChannelLinked) -> None:
    tables.run(
        "insert into channel (channel, address, participant, linked_at)"
        " values (:channel, :address, :participant, :at) on conflict (channel, address)"
        " do update set participant = excluded.participant, linked_at = excluded.linked_at",
        channel=body.channel,
        address=body.address,
        participant=event.participant,
        at=event.at.isoformat(),
    )


@_on(ev.ChannelUnlinked)
def _unlinked(tables: Tables, event: Event, body: ev.ChannelUnlinked) -> None:
    tables.run(
        "delete from channel where channel = :channel and address = :address"
        " and participant = :participant",
        channel=body.channel,
        address=body.address,
        participant=event.participant,
    )


@_on(ev.ConsentGiven)
def _consented(tables: Tables, event: Event, body: ev.ConsentGiven) -> None:
    _update(
        tables,
        event,
        consent="given",
        consent_version=body.version,
        consent_at=event.at.isoformat(),
        wished=event.seq,
    )


@_on(ev.ConsentRefused)
def _refused(tables: Tables, event: Event, body: ev.ConsentRefused) -> None:
    _update(tables, event, consent="refused", consent_version=body.version)


@_on(ev.ProfileChanged)
def _profile(tables: Tables, event: Event, body: ev.ProfileChanged) -> None:
    told = ev.to_json(body)
    del told["message_id"]
    changes = {name: value for name, value in told.items() if value is not None}
    if body.windows is not None:  # the first window's start and the time she chose are one
        changes["checkin_time"] = body.windows[0][:5] if body.windows else None
        changes["windows"] = json.dumps(body.windows)
    elif body.checkin_time is not None:
        changes["windows"] = json.dumps([body.checkin_time])
    if changes:
        _update(tables, event, wished=event.seq, **changes)


@_on(ev.Onboarded)
def _onboarded(tables: Tables, event: Event, body: ev.Onboarded) -> None:
    _update(tables, event, onboarded_at=event.at.isoformat(), wished=event.seq)


@_on(ev.RemindersChanged)
def _reminders(tables: Tables, event: Event, body: ev.RemindersChanged) -> None:
    _update(tables, event, reminders=body.state, reminders_until=body.until)


@_on(ev.MessageReceived)
def _received(tables: Tables, event: Event, body: ev.MessageReceived) -> None:
    _update(tables, event, last_in_at=event.at.isoformat())
    _active(tables, event)
    tables.run(
        "update channel set heard_at = :at where participant = :participant and channel = :channel",
        at=event.at.isoformat(),
        participant=event.participant,
        channel=body.channel,
    )


def _active(tables: Tables, event: Event) -> None:
    """She wrote in this week after joining, counted from 0."""
    joined = "select joined_at from participant where id = :id"
    for row in tables.query(joined, id=event.participant):
        days = (event.at - datetime.fromisoformat(row["joined_at"])).days
        tables.run(
            "insert into active_week (participant, week) values (:id, :week)"
            " on conflict do nothing",
            id=event.participant,
            week=max(days, 0) // 7,
        )


@_on(ev.MessageSent)
def _sent(tables: Tables, event: Event, body: ev.MessageSent) -> None:
    _update(tables, event, last_out_at=event.at.isoformat())


@_on(ev.ValueRecorded)
def _valued(tables: Tables, event: Event, body: ev.ValueRecorded) -> None:
    if body.supersedes is not None:
        tables.run(
            "update value set status = 'superseded' where id = :id and participant = :participant",
            id=body.supersedes,
            participant=event.participant,
        )
    word = body.value if isinstance(body.value, str) else None
    tables.insert(
        "value",
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
        },
    )


@_on(ev.ValueCorrected)
def _corrected(tables: Tables, event: Event, body: ev.ValueCorrected) -> None:
    """The first correction counts: one of a value that is superseded already changes nothing."""
    of_hers = {"id": body.supersedes, "participant": event.participant}
    current = tables.query(
        "select * from value where id = :id and participant = :participant and status = 'current'",
        **of_hers,
    )
    if not current:
        return
    tables.run("update value set status = 'superseded' where id = :id", id=body.supersedes)
    if body.value is None:
        return
    word = body.value if isinstance(body.value, str) else None
    # its time stays that of her words too, so that it keeps its place among the values of the day
    kept = ("participant", "measure", "day", "at", "message_id")
    told = {name: current[0][name] for name in kept}
    tables.insert(
        "value",
        {
            **told,
            "id": event.id,
            "number": None if word is not None else float(body.value),
            "word": word,
            "status": "current",
            "start": current[0]["start"],
            "end": current[0]["end"],
            "extractor": "clinician",
            "asked": current[0]["asked"],
            "supersedes": body.supersedes,
        },
    )


@_on(ev.OwnerChanged)
def _owned(tables: Tables, event: Event, body: ev.OwnerChanged) -> None:
    _update(tables, event, owner=body.owner)


@_on(ev.AlertRaised)
def _alerted(tables: Tables, event: Event, body: ev.AlertRaised) -> None:
    tables.insert(
        "alert",
        {
            "id": event.id,
            "participant": event.participant,
            "tier": body.tier,
            "flags": json.dumps(body.flags),
            "message_id": body.message_id,
            "raised_at": event.at.isoformat(),
            "state": "open",
        },
    )


@_on(ev.AlertAcknowledged)
def _acknowledged(tables: Tables, event: Event, body: ev.AlertAcknowledged) -> None:
    tables.run(
        "update alert set state = 'acknowledged', clinician = :clinician, acknowledged_at = :at"
        " where id = :id and participant = :participant and state = 'open'",
        clinician=body.clinician,
        at=event.at.isoformat(),
        id=body.alert,
        participant=event.participant,
    )


@_on(ev.AlertClosed)
def _closed(tables: Tables, event: Event, body: ev.AlertClosed) -> None:
    tables.run(
        "update alert set state = 'closed', clinician = :clinician, closed_at = :at, note = :note"
        " where id = :id and participant = :participant and state != 'closed'",
        clinician=body.clinician,
        at=event.at.isoformat(),
        note=body.note,
        id=body.alert,
        participant=event.participant,
    )


@_on(ev.CheckinDecided)
def _decided(tables: Tables, event: Event, body: ev.CheckinDecided) -> None:
    tables.run(
        "insert into nudge (checkin, participant, at, action, family, arm)"
        " values (:checkin, :participant, :at, :action, :family, :arm) on conflict do nothing",
        checkin=body.checkin,
        participant=event.participant,
        at=event.at.isoformat(),
        action=body.action,
        family=body.family,
        arm=body.arm,
    )


@_on(ev.CheckinOutcome)
def _followed(tables: Tables, event: Event, body: ev.CheckinOutcome) -> None:
    tables.run(
        "update nudge set took_part = :took_part"
        " where checkin = :checkin and participant = :participant",
        took_part=int(body.took_part),
        checkin=body.checkin,
        participant=event.participant,
    )


@_on(ev.GuidanceShown)
def _asked(tables: Tables, event: Event, body: ev.GuidanceShown) -> None:
    tables.insert(
        "question",
        {
            "id": event.id,
            "participant": event.participant,
            "at": event.at.isoformat(),
            "answered": int(body.article is not None),
        },
    )
