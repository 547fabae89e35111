"""When a daily check-in is due: from her wall-clock preference to an instant in UTC.

There is one check-in per local date. Where the clocks change, her time may be missing or come
twice: a missing one is moved to the first minute that exists after the gap, a double one means its
first occurrence.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

_MINUTE = timedelta(minutes=1)


def next_due(zone: str, at: time, after: datetime) -> datetime:
    """The first instant strictly after `after` at which a daily check-in is due, in UTC.

    `zone` is an IANA name, `at` her wall clock, `after` aware. Raises ZoneInfoNotFoundError or
    ValueError when there is no such zone.
    """
    local = ZoneInfo(zone)
    day = after.astimezone(local).date()
    while True:
        due = _on(day, at, local)
        if due is not None and due > after:
            return due
        day += timedelta(days=1)


def checkin_id(participant: str, zone: str, due: datetime) -> str:
    """The id of the daily check-in due then: the same for every process that plans it."""
    return f"{participant}:{due.astimezone(ZoneInfo(zone)).date()}:daily"


def _on(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The instant on that local date; None when the zone skipped the whole date.

    When the gap lasts until midnight, the last minute before it is taken.
    """
    wanted = datetime.combine(day, at)
    for step in (_MINUTE, -_MINUTE):
        wall = wanted
        while wall.date() == day:
            # fold=0: the first of two occurrences; in a gap, an instant that reads differently
            instant = wall.replace(tzinfo=zone, fold=0).astimezone(timezone.utc)
            if instant.astimezone(zone).replace(tzinfo=None) == wall:
                return instant
            wall += step
    return None
