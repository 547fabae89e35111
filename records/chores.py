"""The clinic's daily housekeeping: each job once a date, whatever number of processes is running.

Whoever takes a job on holds it for a while; when it is done, an event says so.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from records.rows import utc
from records.tables import Tables

CLAIM = (
    "insert into chore (name, day, held_until) values (:name, :day, :until)"
    " on conflict (name) do update set day = excluded.day, held_until = excluded.held_until"
    " where chore.held_until <= :now"
)


def cause(name: str, day: date) -> str:
    """The cause of the event that says it is done."""
    return f"chore:{name}:{day}"


def claim(tables: Tables, name: str, day: date, now: datetime, lease: timedelta) -> bool:
    """Inside the caller's transaction; False while somebody holds it."""
    held = {"name": name, "day": day.isoformat(), "now": utc(now), "until": utc(now + lease)}
    return tables.run(CLAIM, **held) == 1
