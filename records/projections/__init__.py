"""From events to views: what each event changes in the tables that pages and policies read.

`project` runs in the transaction that appends the event, so that log and views never differ; it is
also what `rebuild` calls for every event of the log.
"""

from __future__ import annotations

from records.events import Event
from records.projections import chat, clock, diary, people, safety
from records.projections.handlers import Handlers
from records.tables import Tables

# in an order that respects foreign keys
VIEWS = ("active_week", "nudge", "question", "alert", "value", "channel", "participant")
HANDLERS: Handlers = {
    **people.HANDLERS,
    **chat.HANDLERS,
    **diary.HANDLERS,
    **safety.HANDLERS,
    **clock.HANDLERS,
}


def project(tables: Tables, event: Event) -> None:
    """Apply one event to the views; kinds without a view change nothing."""
    handler = HANDLERS.get(type(event.body))
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
