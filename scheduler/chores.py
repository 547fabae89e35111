"""The daily housekeeping: each job once a date, at its time or as soon after as somebody runs.

The record hands a job to one process at a time and knows when it is done, so that several
schedulers do it once and one that died leaves it to another. After days without any, the latest
date is made up for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from records.store import RecordStore
from scheduler.log import note

LEASE = timedelta(hours=1)  # a job that takes longer may be done twice


@dataclass(frozen=True)
class Chore:
    """A job: its name in the record, the time of day in UTC, and what to do for a date.

    It may be done twice for one date when a process died over it, and must not mind.
    """

    name: str
    at: time
    do: Callable[[date], None]


def do_chores(store: RecordStore, chores: Sequence[Chore], clock: Callable[[], datetime]) -> int:
    """Do what is due and not done yet; returns how many. One that fails is tried in an hour."""
    done = 0
    for chore in chores:
        now = clock()
        day = _latest(chore.at, now)
        if not store.claim_chore(chore.name, day, now, LEASE):
            continue
        try:
            chore.do(day)
        except Exception as error:  # the others are still to be done
            note(clock(), "chore_failed", chore=chore.name, error=type(error).__name__)
            continue
        store.finish_chore(chore.name, day, clock())
        note(clock(), "chore_done", chore=chore.name, day=day.isoformat())
        done += 1
    return done


def _latest(at: time, now: datetime) -> date:
    """The latest date (UTC) on which that time has come."""
    utc = now.astimezone(timezone.utc)
    return utc.date() if utc.time() >= at else utc.date() - timedelta(days=1)
