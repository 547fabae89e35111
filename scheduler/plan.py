"""Sees to it that the next check-in of everybody is in the queue.

Each has one ahead of her: when it is decided, the one that follows is planned in the same breath,
so days on which no scheduler ran get theirs too. What is left to do here is for those whose wishes
have changed since.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from records.store import Checkin, Participant, RecordStore, UnknownParticipant
from scheduler.decide import TOO_LATE
from scheduler.due import instant
from scheduler.facts import wrote_lately
from scheduler.log import note
from scheduler.slots import following, place_of, plannable, window_of

MANY = 500  # followed at a time, so that what is due doesn't wait for all


def plan(store: RecordStore, now: datetime) -> Counter[str]:
    """Follow wishes that changed: how many were `followed`, how many check-ins are `planned`.

    Nothing is counted when nothing is left to do. Whoever's check-in is being decided at this
    moment is left for later.
    """
    counts: Counter[str] = Counter()
    for participant, through in store.to_plan(MANY):
        try:
            changes = _changes(store, participant, now)
        except UnknownParticipant:
            continue
        except Exception as error:  # one participant must not stop the others
            note(now, "plan_failed", participant=participant, error=type(error).__name__)
            changes = [], []
        if changes is not None:
            counts["planned"] += store.plan_anew(participant, *changes, through)
            counts["followed"] += 1
    return +counts


def _changes(
    store: RecordStore, participant: str, now: datetime
) -> tuple[list[str], list[Checkin]] | None:
    """What is to be taken out of the queue and put into it; None while somebody holds it."""
    her = store.participant(participant)
    rows = store.checkins(participant)
    ahead = [row for row in rows if row.stage == "decide" and row.state in ("due", "claimed")]
    if any(row.state == "claimed" for row in ahead):
        return None  # who holds it may not have heard of the change
    others = [place_of(row.id) for row in rows if row not in ahead]
    beyond = max((place for place in others if place is not None), default=None)
    if not plannable(her) or any(_stands(row, her, now) for row in ahead):
        return [], []
    # from now on: days without a wish or her consent have no check-ins
    new = following(her, wrote_lately(store, her, now), now, beyond)
    if any((row.id, row.due_at) == (new.id, new.due_at) for row in ahead):
        return [], []
    return [row.id for row in ahead if place_of(row.id) is not None], [new]


def _stands(row: Checkin, her: Participant, now: datetime) -> bool:
    """Due already, and either too late to be moved or at a time that is still hers."""
    if row.due_at > now or place_of(row.id) is None:
        return False
    if now - row.due_at > TOO_LATE:
        return True
    assert her.zone is not None
    place, window, zone = place_of(row.id), window_of(row, her), ZoneInfo(her.zone)
    if place is None or window is None:
        return False
    first, last = (instant(place[0], minute, zone) for minute in (window.start, window.end))
    return first is not None and last is not None and first <= row.due_at <= last
