"""Sees to it that every participant's next check-in is in the queue.

Planning goes on from her latest check-in, day by day, up to the first one in the future: days on
which no scheduler ran get a row too, so that the record says they were missed.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta

from records.store import Checkin, Participant, RecordStore
from scheduler.decide import TOO_LATE
from scheduler.due import checkin_id, next_due
from scheduler.log import note

# further back the days are not listed one by one
LOOK_BACK = timedelta(days=7)


def plan(store: RecordStore, now: datetime) -> int:
    """Plan what is not planned yet, for everybody; returns how many rows were added."""
    pending: dict[str, list[Checkin]] = defaultdict(list)
    for checkin in store.checkins(states=("due", "claimed")):
        pending[checkin.participant].append(checkin)
    planned = 0
    for her in store.participants():
        if not her.onboarded or her.zone is None or her.checkin_time is None:
            continue
        try:
            at = time.fromisoformat(her.checkin_time)
            planned += _plan(store, her, her.zone, at, pending[her.id], now)
        except Exception as error:  # one participant must not stop the others
            note(now, "plan_failed", participant=her.id, error=type(error).__name__)
    return planned


def _plan(
    store: RecordStore,
    her: Participant,
    zone: str,
    at: time,
    pending: list[Checkin],
    now: datetime,
) -> int:
    stale = any(_stale(checkin, zone, at, now) for checkin in pending)
    if stale:
        store.unplan_checkins(her.id)
    elif pending and pending[-1].due_at > now:
        return 0
    known = {checkin.id: checkin for checkin in store.checkins(her.id)}
    after = now
    if known and not stale:
        latest = max(checkin.due_at for checkin in known.values())
        after = min(now, max(latest, now - LOOK_BACK, her.onboarded_at or latest))
    planned = 0
    while True:
        after = next_due(zone, at, after)
        row = Checkin(checkin_id(her.id, zone, after), her.id, after)
        before = known.get(row.id)
        if before is None:
            planned += store.plan_checkin(row)
        if after > now and (before is None or before.state in ("due", "claimed")):
            return planned


def _stale(checkin: Checkin, zone: str, at: time, now: datetime) -> bool:
    """Planned for a time that she has changed since, and still to be sent."""
    if checkin.state != "due" or now - checkin.due_at > TOO_LATE:
        return False
    return next_due(zone, at, checkin.due_at - timedelta.resolution) != checkin.due_at
