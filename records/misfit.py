"""Whether data from outside has the shape of an event body: fields, types as annotated, dates."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import date, datetime
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from records.events import BODIES, Body

YEARS = range(1970, 3000)  # beyond, a time zone could carry a time out of what Python can hold
_HINTS = {kind: get_type_hints(body) for kind, body in BODIES.items()}


def misfit(kind: type[Body], data: dict[str, Any]) -> str | None:
    """What is wrong with the JSON of such a body; None when it fits."""
    hints = _HINTS[kind.kind]
    known = {each.name: each.default is MISSING for each in fields(kind)}
    for name in data:
        if name not in known:
            return f"{name!r} is unknown"
    for name, needed in known.items():
        if name not in data and needed:
            return f"{name!r} is missing"
        if name in data and not _fits(data[name], hints[name]):
            return f"{name!r} isn't of the right type"
        if name in data and not _is_dated(name, data[name]):
            return f"{name!r} isn't a date or time"
    return None


def _fits(value: Any, hint: Any) -> bool:
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(_fits(value, part) for part in parts)
    if origin is Literal:
        return value in parts
    if origin is tuple:
        if not isinstance(value, list):
            return False
        if parts[-1] is Ellipsis:
            return all(_fits(each, parts[0]) for each in value)
        return len(value) == len(parts) and all(map(_fits, value, parts))
    if hint is float:
        return isinstance(value, float | int) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, hint)


def _is_dated(name: str, value: Any) -> bool:
    """Whether a field that all kinds use for a date, or a time, holds one; others may hold all."""
    try:
        if name == "day":
            return date.fromisoformat(value).year in YEARS
        if name == "due_at":
            return is_instant(datetime.fromisoformat(value))
    except ValueError:
        return False
    return True


def is_instant(at: datetime) -> bool:
    """Whether it has a time zone, and a year that can be read in any."""
    return at.tzinfo is not None and at.year in YEARS
