"""Decides the check-ins that are due, a batch at a time, and writes the decisions down at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from records.events import CheckinDecided
from records.store import Checkin, Decided, Participant, RecordStore, UnknownParticipant
from scheduler.choice import Choice, Chooser
from scheduler.decide import Missed, Refuse, Send, Wait, decide
from scheduler.facts import gather, wrote_lately
from scheduler.log import note
from scheduler.slots import following, place_of, plannable, why_then

LEASE = timedelta(minutes=2)
BATCH = 200  # decided in one transaction
LOOK_BACK = timedelta(days=7)  # days without a scheduler before that are not listed one by one
_COUNTED = {"send": "to_send", "silent": "silent", "refuse": "refused", "missed": "missed"}


def decide_due(store: RecordStore, chooser: Chooser, now: datetime) -> Counter[str]:
    """Decide what is due, at most a batch; counts what came of it, nothing if nothing was due.

    One that fails comes back when its lease ends; so does all of it if the process dies.
    """
    counts: Counter[str] = Counter()
    ready = []
    for checkin in store.claim_due(now, LEASE, BATCH):
        try:
            decided = _decided(store, chooser, checkin, now)
        except UnknownParticipant:
            counts["forgotten"] += 1
        except Exception as error:
            note(now, "checkin_failed", checkin=checkin.id, error=type(error).__name__)
            counts["failed"] += 1
        else:
            if decided is None:
                counts["waiting"] += 1
            else:
                ready.append(decided)
    for decided, ours in zip(ready, store.decide_checkins(ready, now), strict=True):
        action = _COUNTED[decided.body.action] if ours else "taken_over"
        counts[action] += 1
        note(now, "decided", checkin=decided.checkin.id, action=action, reason=decided.body.reason)
    return counts


def _decided(
    store: RecordStore, chooser: Chooser, checkin: Checkin, now: datetime
) -> Decided | None:
    """What is to be written down; None when it was given back to wait."""
    her = store.participant(checkin.participant)
    wrote = wrote_lately(store, her, now)
    after = _following(checkin, her, wrote, now)
    facts = gather(store, checkin, her, now, after)
    match decide(checkin, her, facts, now):
        case Wait(until, reason):
            store.settle_checkin(replace(checkin, not_before=until), "due", reason.value, now)
            note(now, "waits", checkin=checkin.id, reason=reason.value, until=until.isoformat())
            return None
        case Send():
            asked = replace(checkin, reason=why_then(checkin, her, wrote))
            choice = chooser.choose(asked, her, facts, now)
        case Refuse(reason):
            choice = Choice(CheckinDecided(checkin.id, _due(checkin), "refuse", reason.value))
        case Missed(reason):
            choice = Choice(CheckinDecided(checkin.id, _due(checkin), "missed", reason.value))
    nudge = None if choice.nudge is None else choice.nudge.to_json()
    return Decided(checkin, choice.decided, nudge, after)


def _due(checkin: Checkin) -> str:
    return checkin.due_at.isoformat()


def _following(
    checkin: Checkin, her: Participant, wrote: list[datetime], now: datetime
) -> Checkin | None:
    """The check-in to be planned with the decision on this one; None for those of no window."""
    place = place_of(checkin.id)
    if place is None or not plannable(her):
        return None
    try:
        return following(her, wrote, max(checkin.due_at, now - LOOK_BACK), place)
    except (LookupError, ValueError, OSError) as error:  # a zone or a window that makes no sense
        note(now, "plan_failed", participant=her.id, error=type(error).__name__)
        return None
