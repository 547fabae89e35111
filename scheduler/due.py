"""When a check-in is due: from her wall clock to an instant in UTC.

Where the clocks change, her time may be missing or come twice: a missing one is moved to the first
minute that exists after the gap, a double one means its first occurrence.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

_MINUTE = timedelta(minutes=1)


def instant(day: date, minute: int, zone: ZoneInfo) -> datetime | None:
    """The instant in UTC of a minute (0 to 1439) of that local date.

    None when the zone skipped the whole date. When a gap lasts until midnight, the last minute
    before it is taken.
    """
    wanted = datetime.combine(day, time(*divmod(minute, 60)))
    for step in (_MINUTE, -_MINUTE):
        wall = wanted
        while wall.date() == day:
            # fold=0: the first of two occurrences; in a gap, an instant that reads differently
            at = wall.replace(tzinfo=zone, fold=0).astimezone(timezone.utc)
            if at.astimezone(zone).replace(tzinfo=None) == wall:
                return at
            wall += step
    return None
