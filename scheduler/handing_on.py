"""Has what was decided rendered by the bot, and then delivered; each is tried again on its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from records.events import CheckinStage, CheckinState
from records.store import Checkin, RecordStore, UnknownParticipant
from scheduler.bot_client import (
    TIMEOUT,
    Bot,
    BotUnavailable,
    Deferred,
    Delivered,
    Impossible,
    Rendered,
    Retry,
)
from scheduler.decide import Missed, Refuse, Send, Wait, decide, may_deliver
from scheduler.facts import gather
from scheduler.log import note

LEASE = TIMEOUT + timedelta(seconds=50)  # outlasts the question to the bot
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=30), timedelta(minutes=15)
_NOTHING = timedelta(0)


@dataclass(frozen=True)
class Step:
    """How to settle a check-in: its row as it is now, its state and the reason.

    `word` is what it is counted under.
    """

    word: str
    checkin: Checkin
    state: CheckinState
    reason: str


def hand_on(
    store: RecordStore, bot: Bot, clock: Callable[[], datetime], stage: CheckinStage
) -> str | None:
    """Take one check-in a stage further; the word to count it under, None if there was none."""
    claimed = store.claim_due(clock(), LEASE, 1, stage)
    if not claimed:
        return None
    checkin = claimed[0]
    try:
        step = _step(store, bot, clock, checkin)
        settled = store.settle_checkin(step.checkin, step.state, step.reason, clock())
    except UnknownParticipant:
        return "forgotten"
    except Exception as error:  # one must not stop the others; its lease brings it back
        note(clock(), "checkin_failed", checkin=checkin.id, error=type(error).__name__)
        return "failed"
    if not settled:
        return "taken_over"
    until = step.checkin.not_before.isoformat() if step.checkin.not_before else None
    until = until if step.word == "waiting" else None
    note(clock(), "checkin", checkin=checkin.id, action=step.word, reason=step.reason, until=until)
    return step.word


def retry_delay(failures: int) -> timedelta:
    """How long to wait after so many failures: 30 s, doubled each time, at most 15 minutes."""
    return min(FIRST_RETRY * (1 << min(failures - 1, 10)), LONGEST_RETRY)


def _step(store: RecordStore, bot: Bot, clock: Callable[[], datetime], checkin: Checkin) -> Step:
    """Whether it may still be sent, and if so what the bot says to it."""
    her, now = store.participant(checkin.participant), clock()
    facts = gather(store, checkin, her, now)
    rendering = checkin.stage == "render"
    match (decide if rendering else may_deliver)(checkin, her, facts, now):
        case Refuse(reason) | Missed(reason):
            return Step("missed", checkin, "missed", reason.value)
        case Wait(until, reason):
            return _waits(checkin, until, reason.value)
        case Send(reason):
            try:
                answer = (
                    bot.render(checkin.id, her.id, checkin.nudge)
                    if rendering
                    else bot.deliver(checkin.id, her.id)
                )
            except BotUnavailable as error:
                return _failed(checkin, f"the bot is unavailable: {error}", clock())
            return _after(checkin, answer, reason.value, clock())


def _after(
    checkin: Checkin,
    answer: Rendered | Deferred | Delivered | Retry | Impossible,
    reason: str,
    now: datetime,
) -> Step:
    match answer:
        case Rendered():
            on = replace(checkin, stage="deliver", failures=0, nudge=None, not_before=now)
            return Step("rendered", on, "due", "rendered")
        case Deferred(said, retry_after):
            return _waits(checkin, now + retry_after, f"the bot says: {said}")
        case Delivered():
            return Step("sent", checkin, "sent", reason)
        case Retry(said, retry_after):
            return _failed(checkin, f"her channel says: {said}", now, retry_after)
        case Impossible(said):
            return Step("missed", checkin, "missed", f"her channel says: {said}")


def _waits(checkin: Checkin, until: datetime, reason: str) -> Step:
    return Step("waiting", replace(checkin, not_before=until), "due", reason)


def _failed(checkin: Checkin, reason: str, now: datetime, at_least: timedelta = _NOTHING) -> Step:
    failures = checkin.failures + 1
    counted = replace(checkin, failures=failures)
    return _waits(counted, now + max(retry_delay(failures), at_least), reason)
