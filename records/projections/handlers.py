"""What a handler is: it changes the views as one kind of event says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from records.events import Body, Event
from records.tables import Tables

Handlers = Mapping[type[Body], Callable[[Tables, Event, Any], None]]


def update(tables: Tables, event: Event, **columns: Any) -> None:
    """Change what is known of the participant whose event it is."""
    changes = ", ".join(f"{column} = :{column}" for column in columns)
    tables.run(f"update participant set {changes} where id = :id", id=event.participant, **columns)
