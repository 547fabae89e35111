"""Messages and questions: when she was heard, in which weeks she wrote, what she asked."""

from __future__ import annotations

from datetime import datetime

from records import events as ev
from records.events import Event
from records.projections.handlers import Handlers, update
from records.tables import Tables


def _received(tables: Tables, event: Event, body: ev.MessageReceived) -> None:
    update(tables, event, last_in_at=event.at.isoformat())
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


def _sent(tables: Tables, event: Event, body: ev.MessageSent) -> None:
    update(tables, event, last_out_at=event.at.isoformat())


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


HANDLERS: Handlers = {
    ev.MessageReceived: _received,
    ev.MessageSent: _sent,
    ev.GuidanceShown: _asked,
}
