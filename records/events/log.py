"""An event as the log holds it, and its body as JSON and back."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from records.events import chat, clock, diary, people, safety, weekly
from records.events.body import Body

# every kind there is, by the name in the log
BODIES: dict[str, type[Body]] = {
    cls.kind: cls
    for module in (chat, clock, diary, people, safety, weekly)
    for cls in vars(module).values()
    if isinstance(cls, type) and issubclass(cls, Body) and cls is not Body
}


@dataclass(frozen=True)
class Draft:
    """An event that is not in the log yet.

    `cause` makes replays harmless: a second draft with the same cause in the same clinic is not
    appended. Give the provider's message id, or message id + measure. None: always appended.
    """

    body: Body
    at: datetime
    cause: str | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"the time of an event needs a time zone: {self.at}")


@dataclass(frozen=True)
class Event:
    """An event in the log. `seq` counts from 1 within the clinic; `at` is UTC."""

    id: str
    seq: int
    participant: str | None
    at: datetime
    body: Body
    cause: str
    hash: str

    @property
    def kind(self) -> str:
        return self.body.kind


def to_json(body: Body) -> dict[str, Any]:
    """The body as JSON types (tuples become lists)."""
    return {name: _thaw(value) for name, value in vars(body).items()}


def from_json(kind: str, data: dict[str, Any]) -> Body:
    """The body of that kind; unknown fields are dropped so that an older program reads a newer log.

    Raises KeyError for an unknown kind.
    """
    cls = BODIES[kind]
    known = {f.name for f in fields(cls)}
    return cls(**{name: _freeze(value) for name, value in data.items() if name in known})


def _thaw(value: Any) -> Any:
    return [_thaw(item) for item in value] if isinstance(value, tuple) else value


def _freeze(value: Any) -> Any:
    return tuple(_freeze(item) for item in value) if isinstance(value, list) else value
