"""One tick of the clock: plan, claim what is due, decide, have it sent, write down the outcome.

Any number of processes may tick on one record. A process that dies loses nothing: its claims come
back when their lease ends, and the bot does not send one check-in twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from records.events import CheckinState
from records.store import Checkin, RecordStore, UnknownParticipant
from scheduler import bot_client
from scheduler.bot_client import Bot, BotUnavailable, Deferred
from scheduler.decide import Decision, Missed, Refuse, Send, Wait, decide
from scheduler.facts import gather
from scheduler.log import note
from scheduler.plan import plan

Clock = Callable[[], datetime]  # aware

LEASE = timedelta(minutes=2)
BATCH = 100
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=30), timedelta(minutes=15)


def tick(
    store: RecordStore, bot: Bot, clock: Clock, *, stopping: Callable[[], bool] = lambda: False
) -> Counter[str]:
    """Deal with everything due; returns how many were planned, sent, refused, missed ...

    `stopping` is asked before each check-in; what is left then comes back when its lease ends.
    """
    counts = Counter(planned=plan(store, clock()))
    while True:
        now = clock()
        batch = store.claim_due(now, LEASE, BATCH)
        for checkin in batch:
            # a claim must outlast the question to the bot, or another process asks as well
            if stopping() or clock() - now > LEASE - bot_client.TIMEOUT:
                return counts
            counts[_handle(store, bot, clock, checkin)] += 1
        if len(batch) < BATCH:
            return counts


def retry_delay(attempts: int) -> timedelta:
    """How long to wait after so many claims: 30 s, doubled each time, at most 15 minutes."""
    doublings = min(attempts - 1, 10)
    return min(FIRST_RETRY * (1 << doublings), LONGEST_RETRY)


def _handle(store: RecordStore, bot: Bot, clock: Clock, checkin: Checkin) -> str:
    """One check-in, from decision to settlement; returns the word to count it under."""
    now = clock()
    try:
        her = store.participant(checkin.participant)
        decision = decide(checkin, her, gather(store, checkin, her, now), now)
        state, reason, not_before = _carry_out(bot, clock, checkin, decision)
        settled = store.settle_checkin(
            replace(checkin, not_before=not_before), state, reason, clock()
        )
    except UnknownParticipant:
        return "forgotten"
    except Exception as error:  # one check-in must not stop the others; its lease brings it back
        note(now, "checkin_failed", checkin=checkin.id, error=type(error).__name__)
        return "failed"
    if not settled:
        return "taken_over"
    outcome = "waiting" if state == "due" else state
    until = not_before.isoformat() if state == "due" else None
    note(now, "checkin", checkin=checkin.id, action=outcome, reason=reason, until=until)
    return outcome


def _carry_out(
    bot: Bot, clock: Clock, checkin: Checkin, decision: Decision
) -> tuple[CheckinState, str, datetime]:
    """The state to settle in, the reason, and when a check-in given back may be claimed again."""
    match decision:
        case Refuse(reason):
            return "refused", reason.value, checkin.due_at
        case Missed(reason):
            return "missed", reason.value, checkin.due_at
        case Wait(until, reason):
            return "due", reason.value, until
        case Send(reason):
            try:
                answer = bot.send_checkin(checkin.id, checkin.participant)
            except BotUnavailable as error:
                again = clock() + retry_delay(checkin.attempts)
                return "due", f"the bot is unavailable: {error}", again
            if isinstance(answer, Deferred):
                return "due", f"the bot says: {answer.reason}", clock() + answer.retry_after
            return "sent", reason.value, checkin.due_at
