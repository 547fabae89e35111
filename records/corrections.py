"""Which values a clinician has corrected, from the events of her record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from records.events import Event, ValueCorrected
from records.store import Value


@dataclass(frozen=True)
class Correction:
    """The correction that took the place of a value."""

    id: str
    at: datetime
    body: ValueCorrected


def corrections(events: Iterable[Event]) -> dict[str, Correction]:
    """By the value corrected, from events of kind `value_corrected`; the first one counts."""
    found: dict[str, Correction] = {}
    for event in events:
        if isinstance(event.body, ValueCorrected):
            found.setdefault(event.body.supersedes, Correction(event.id, event.at, event.body))
    return found


def by_clinician(
    value: Value, successor: str | None, made: Mapping[str, Correction]
) -> Correction | None:
    """The correction that superseded this value; None while it is current or she did it herself.

    `successor`: the id of the value in its place, None without one.
    """
    correction = made.get(value.id)
    if correction is None or value.status == "current":
        return None
    return correction if successor in (None, correction.id) else None
