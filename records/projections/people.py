"""Who she is to us: the tables `participant` and `channel`."""

from __future__ import annotations

import json

from records import events as ev
from records.events import Event
from records.projections.handlers import Handlers, update
from records.tables import Tables


def _joined(tables: Tables, event: Event, body: ev.Joined) -> None:
    tables.insert(
        "participant",
        {"id": event.participant, "alias": body.alias, "joined_at": event.at.isoformat()},
    )


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


def _unlinked(tables: Tables, event: Event, body: ev.ChannelUnlinked) -> None:
    tables.run(
        "delete from channel where channel = :channel and address = :address"
        " and participant = :participant",
        channel=body.channel,
        address=body.address,
        participant=event.participant,
    )


def _consented(tables: Tables, event: Event, body: ev.ConsentGiven) -> None:
    update(
        tables,
        event,
        consent="given",
        consent_version=body.version,
        consent_at=event.at.isoformat(),
        wished=event.seq,
    )


def _refused(tables: Tables, event: Event, body: ev.ConsentRefused) -> None:
    update(tables, event, consent="refused", consent_version=body.version)


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
        update(tables, event, wished=event.seq, **changes)


def _onboarded(tables: Tables, event: Event, body: ev.Onboarded) -> None:
    update(tables, event, onboarded_at=event.at.isoformat(), wished=event.seq)


def _reminders(tables: Tables, event: Event, body: ev.RemindersChanged) -> None:
    update(tables, event, reminders=body.state, reminders_until=body.until)


def _owned(tables: Tables, event: Event, body: ev.OwnerChanged) -> None:
    update(tables, event, owner=body.owner)


HANDLERS: Handlers = {
    ev.Joined: _joined,
    ev.ChannelLinked: _linked,
    ev.ChannelUnlinked: _unlinked,
    ev.ConsentGiven: _consented,
    ev.ConsentRefused: _refused,
    ev.ProfileChanged: _profile,
    ev.Onboarded: _onboarded,
    ev.RemindersChanged: _reminders,
    ev.OwnerChanged: _owned,
}
