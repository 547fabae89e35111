"""The queue of check-ins: planned, claimed with a lease, decided, rendered, delivered.

Whoever may claim a check-in sees it by one index, (stage, not_before); a claim moves `not_before`
to the end of the lease. A claim is known by its number (`attempts`): whoever held an earlier one,
and has let the lease run out, can't settle the row any more. Each verb is one statement for a whole
batch: row by row, the way to the database and back costs more than the change.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from records.events import CheckinStage, CheckinState
from records.rows import to_checkin, utc
from records.store import Checkin, Decided, UnknownParticipant
from records.tables import Tables

UNKNOWN = (
    "select distinct participant from ({given}) as planned"
    " where not exists (select 1 from participant where id = planned.participant)"
)
PLAN = (
    "insert into checkin (id, participant, due_at, not_before, state, stage)"
    " select id, participant, due_at, not_before, 'due', 'decide' from ({given}) as planned"
    " where true on conflict (id) do nothing"  # without a condition SQLite reads "on" as a join's
)
CLAIM = (
    "with waiting as (select id from checkin where stage = :stage and not_before <= :now"
    " order by not_before limit :limit {unclaimed})"
    " update checkin set state = 'claimed', not_before = :until, attempts = attempts + 1"
    " where id in (select id from waiting) returning *"
)
SETTLE = (
    "update checkin set state = settled.state, stage = settled.stage,"
    " not_before = settled.not_before, failures = cast(settled.failures as integer),"
    " nudge = settled.nudge, reason = settled.reason, settled_at = settled.settled_at"
    " from ({given}) as settled where checkin.id = settled.id and checkin.state = 'claimed'"
    " and checkin.attempts = cast(settled.attempts as integer)"
    " returning checkin.id, checkin.attempts"
)
DROP = "delete from checkin where id = :id and state = 'due' and stage = 'decide'"
TO_PLAN = "select id, wished from participant where wished > planned limit :limit"
PLANNED = (
    "update participant set planned = case when planned < :through then :through else planned end"
    " where id = :participant"
)
OVERLOOKED = (
    "update participant set planned = 0 where planned >= wished and consent = 'given'"
    " and onboarded_at is not null and zone is not null and checkin_time is not null"
    " and not exists (select 1 from checkin where participant = participant.id"
    " and stage = 'decide' and settled_at is null)"
)

_STATES: dict[str, CheckinState] = {
    "send": "due",
    "silent": "silent",
    "refuse": "refused",
    "missed": "missed",
}


def plan(tables: Tables, checkins: Iterable[Checkin]) -> int:
    """Returns how many were not there yet. Raises UnknownParticipant."""
    rows = [
        {
            "id": checkin.id,
            "participant": checkin.participant,
            "due_at": utc(checkin.due_at),
            "not_before": utc(checkin.not_before or checkin.due_at),
        }
        for checkin in checkins
    ]
    if not rows:
        return 0
    given, values = tables.given(*rows[0]), json.dumps(rows)
    unknown = tables.query(UNKNOWN.format(given=given), rows=values)
    if unknown:
        raise UnknownParticipant(", ".join(row["participant"] for row in unknown))
    return tables.run(PLAN.format(given=given), rows=values)


def drop(tables: Tables, ids: Collection[str]) -> None:
    """Take out those that nobody holds or has decided on."""
    tables.run_each(DROP, [{"id": each} for each in ids])


def claim(
    tables: Tables, now: datetime, lease: timedelta, limit: int, stage: CheckinStage
) -> list[Checkin]:
    """One statement, a transaction of its own."""
    rows = tables.query(
        CLAIM.format(unclaimed=tables.unclaimed),
        until=utc(now + lease),
        now=utc(now),
        limit=limit,
        stage=stage,
    )
    return sorted(map(to_checkin, rows), key=lambda checkin: checkin.due_at)


def decide(tables: Tables, decided: Iterable[Decided], at: datetime) -> list[bool]:
    """Settle what was decided; what is to be sent may be claimed again at once, to be rendered."""
    return settle(
        tables,
        [
            (
                replace(
                    each.checkin,
                    stage="render" if each.body.action == "send" else "decide",
                    not_before=at,
                    failures=0,
                    nudge=each.nudge,
                ),
                _STATES[each.body.action],
                each.body.reason,
            )
            for each in decided
        ],
        at,
    )


def settle(
    tables: Tables, checkins: Iterable[tuple[Checkin, CheckinState, str]], at: datetime
) -> list[bool]:
    """Write rows down as they are, in a new state; False where a claim doesn't hold any more."""
    rows = [
        {
            "id": checkin.id,
            "attempts": checkin.attempts,
            "state": state,
            "stage": checkin.stage,
            "not_before": utc(checkin.not_before or checkin.due_at) if state == "due" else None,
            "failures": checkin.failures,
            "nudge": checkin.nudge if state == "due" else None,
            "reason": reason,
            "settled_at": None if state == "due" else utc(at),
        }
        for checkin, state, reason in checkins
    ]
    if not rows:
        return []
    sql = SETTLE.format(given=tables.given(*rows[0]))
    held = {(row["id"], row["attempts"]) for row in tables.query(sql, rows=json.dumps(rows))}
    return [(row["id"], row["attempts"]) in held for row in rows]
