"""The queue of check-ins: planned, claimed with a lease, decided, rendered, delivered.

Whoever may claim a check-in sees it by one index, (stage, not_before); a claim moves `not_before`
to the end of the lease. A claim is known by its number (`attempts`): whoever held an earlier one,
and has let the lease run out, can't settle the row any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from records.events import CheckinStage, CheckinState
from records.rows import Row, to_checkin, utc
from records.store import Checkin, Decided, UnknownParticipant
from records.tables import Tables, among, portions

PLAN = (
    "insert into checkin (id, participant, due_at, not_before, state, stage)"
    " values (:id, :participant, :due_at, :not_before, 'due', 'decide')"
    " on conflict (id) do nothing"
)
CLAIM = (
    "with waiting as (select id from checkin where stage = :stage and not_before <= :now"
    " order by not_before limit :limit {unclaimed})"
    " update checkin set state = 'claimed', not_before = :until, attempts = attempts + 1"
    " where id in (select id from waiting) returning *"
)
SETTLE = (
    "update checkin set state = :state, stage = :stage, not_before = :not_before,"
    " failures = :failures, nudge = :nudge, reason = :reason, settled_at = :settled_at"
    " where id = :id and state = 'claimed' and attempts = :attempts"
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
    rows: list[Row] = [
        {
            "id": checkin.id,
            "participant": checkin.participant,
            "due_at": utc(checkin.due_at),
            "not_before": utc(checkin.not_before or checkin.due_at),
        }
        for checkin in checkins
    ]
    for some in portions({row["participant"] for row in rows}):
        condition, values = among("id", some)
        known = tables.query(f"select id from participant where {condition}", **values)
        unknown = set(some) - {row["id"] for row in known}
        if unknown:
            raise UnknownParticipant(", ".join(unknown))
    return tables.run_each(PLAN, rows)


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


def decide(tables: Tables, decided: Decided, at: datetime) -> bool:
    """Settle what was decided; what is to be sent may be claimed again at once, to be rendered."""
    action = decided.body.action
    checkin = replace(
        decided.checkin,
        stage="render" if action == "send" else "decide",
        not_before=at,
        failures=0,
        nudge=decided.nudge,
    )
    return settle(tables, checkin, _STATES[action], decided.body.reason, at)


def settle(
    tables: Tables, checkin: Checkin, state: CheckinState, reason: str, at: datetime
) -> bool:
    """Write the row down as it is, in a new state; False if this claim doesn't hold any more."""
    waits = state == "due"
    settled = tables.run(
        SETTLE,
        id=checkin.id,
        attempts=checkin.attempts,
        state=state,
        stage=checkin.stage,
        not_before=utc(checkin.not_before or checkin.due_at) if waits else None,
        failures=checkin.failures,
        nudge=checkin.nudge if waits else None,
        reason=reason,
        settled_at=None if waits else utc(at),
    )
    return settled == 1
