"""The queue of check-ins in SQLite: planned, claimed with a lease, settled once.

A claim is known by its number (`attempts`): whoever held an earlier claim, and has let the lease
run out, can't settle the row any more.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from sqlite_utils import Database

from records.events import CheckinState
from records.rows import to_checkin, utc
from records.store import Checkin, UnknownParticipant


def plan(db: Database, checkin: Checkin) -> bool:
    """Raises UnknownParticipant."""
    try:
        planned = db.execute(
            "insert or ignore into checkin (id, participant, due_at, not_before, state)"
            " values (?, ?, ?, ?, 'due')",
            [
                checkin.id,
                checkin.participant,
                utc(checkin.due_at),
                utc(checkin.not_before or checkin.due_at),
            ],
        )
    except sqlite3.IntegrityError as error:
        raise UnknownParticipant(checkin.participant) from error
    return planned.rowcount == 1


def claim(db: Database, now: datetime, lease: timedelta, limit: int) -> list[Checkin]:
    """Inside the caller's transaction."""
    rows = db.query(
        "update checkin set state = 'claimed', lease_until = ?, attempts = attempts + 1"
        " where id in (select id from checkin where (state = 'due' and not_before <= ?)"
        " or (state = 'claimed' and lease_until <= ?) order by due_at limit ?) returning *",
        [utc(now + lease), utc(now), utc(now), limit],
    )
    return sorted(map(to_checkin, rows), key=lambda checkin: checkin.due_at)


def settle(db: Database, checkin: Checkin, state: CheckinState, reason: str, at: datetime) -> bool:
    """False if this claim has been settled, or overtaken by a later one."""
    settled = db.execute(
        "update checkin set state = ?, reason = ?, not_before = ?, lease_until = null,"
        " settled_at = ? where id = ? and state = 'claimed' and attempts = ?",
        [
            state,
            reason,
            utc(checkin.not_before or checkin.due_at),
            None if state == "due" else utc(at),
            checkin.id,
            checkin.attempts,
        ],
    )
    return settled.rowcount == 1
