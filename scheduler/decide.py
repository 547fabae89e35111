"""Whether she may be written to now. Pure: the facts and the time are arguments.

This comes before any choice of a policy. Quiet hours, the hour between two messages and "not in
conversation" follow what just-in-time interventions call availability: a moment at which a message
could not help, or would burden, is no moment to choose at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from policies.motivation.moment import Window
from records.store import Checkin, Participant

QUIET_FROM, QUIET_UNTIL = time(22), time(7)  # her local time
TOO_LATE = timedelta(hours=3)
IN_CONVERSATION = timedelta(minutes=10)
BETWEEN_MESSAGES = timedelta(hours=1)
LOOK_AGAIN = timedelta(minutes=5)  # for another message on its way


class Reason(str, Enum):
    """Why, in words for the log and the clinician's page."""

    CLEAR = "nothing stands against it"
    ALREADY_RENDERED = "it was rendered before; the answer got lost"
    TOO_LATE = "more than three hours late"
    OVERTAKEN = "a later check-in is due as well"
    NOT_ONBOARDED = "consent not given, or first questions not finished"
    WITHDRAWN = "she withdrew her consent"
    ZONE_UNKNOWN = "time zone unknown"
    STOPPED = "she stopped the reminders"
    PAUSED = "she paused the reminders"
    EMERGENCY = "an emergency alert is not closed"
    URGENT = "an urgent alert is not closed"
    CHECKED_IN = "already checked in today"
    QUIET_HOURS = "quiet hours"
    IN_CONVERSATION = "in conversation"
    ON_ITS_WAY = "another message is on its way"
    LAST_HOUR = "a message of ours in the last hour"


@dataclass(frozen=True)
class Send:
    reason: Reason = Reason.CLEAR


@dataclass(frozen=True)
class Refuse:
    reason: Reason


@dataclass(frozen=True)
class Wait:
    until: datetime
    reason: Reason


@dataclass(frozen=True)
class Missed:
    reason: Reason


Decision = Send | Refuse | Wait | Missed


@dataclass(frozen=True)
class Facts:
    """What the record says besides her profile.

    `window`: the time she chose for this check-in, None if she chooses it no more. `rendered`: a
    message of this very check-in is in the record already. `overtaken`: a later check-in of hers is
    due too. `on_its_way`: another one was decided to be sent and has not been yet. `wrote_at`: when
    the latest one was. `open_tiers`: tiers of her alerts that nobody has closed. `checked_in`: a
    finished check-in or a pain value on her local date of today stands against asking for one.
    """

    window: Window | None = None
    rendered: bool = False
    overtaken: bool = False
    on_its_way: bool = False
    wrote_at: datetime | None = None
    open_tiers: frozenset[str] = frozenset()
    checked_in: bool = False


def decide(checkin: Checkin, her: Participant, facts: Facts, now: datetime) -> Decision:
    """The first rule that applies decides; `now` is aware."""
    if facts.rendered:  # rendering again changes nothing and tells the truth to the log
        return Send(Reason.ALREADY_RENDERED)
    if now - checkin.due_at > TOO_LATE:
        return Missed(Reason.TOO_LATE)
    if facts.overtaken:
        return Missed(Reason.OVERTAKEN)
    for applies, reason in (*_STOPS, *_REFUSALS):
        if applies(her, facts, now):
            return Refuse(reason)
    if her.last_in_at is not None and now - her.last_in_at < IN_CONVERSATION:
        return Wait(now + IN_CONVERSATION, Reason.IN_CONVERSATION)
    if facts.on_its_way:
        return Wait(now + LOOK_AGAIN, Reason.ON_ITS_WAY)
    if facts.wrote_at is not None and now - facts.wrote_at < BETWEEN_MESSAGES:
        return Wait(facts.wrote_at + BETWEEN_MESSAGES, Reason.LAST_HOUR)
    return Send()


def may_deliver(checkin: Checkin, her: Participant, facts: Facts, now: datetime) -> Decision:
    """Whether what was rendered may still be handed over; at a first try it was rendered just now.

    A later try comes after a while, in which night may have fallen.
    """
    if now - checkin.due_at > TOO_LATE:
        return Missed(Reason.TOO_LATE)
    for applies, reason in _STOPS if checkin.failures == 0 else (*_STOPS, *_NIGHT):
        if applies(her, facts, now):
            return Refuse(reason)
    return Send()


def _not_onboarded(her: Participant, facts: Facts, now: datetime) -> bool:
    return not her.onboarded


def _withdrawn(her: Participant, facts: Facts, now: datetime) -> bool:
    return her.consent == "refused" and her.onboarded_at is not None


def _paused(her: Participant, facts: Facts, now: datetime) -> bool:
    over = her.reminders_until is not None and her.reminders_until <= now
    return her.reminders == "paused" and not over


def _quiet(her: Participant, facts: Facts, now: datetime) -> bool:
    """Quiet hours at her place, unless she chose a time within them herself."""
    assert her.zone is not None  # an earlier rule refuses that
    local, window = now.astimezone(ZoneInfo(her.zone)).time(), facts.window
    chosen = window is not None and (
        window.holds(local) or _is_quiet(time(*divmod(window.start, 60)))
    )
    return not chosen and _is_quiet(local)


def _is_quiet(at: time) -> bool:
    return at >= QUIET_FROM or at < QUIET_UNTIL


def _zone_unknown(her: Participant, facts: Facts, now: datetime) -> bool:
    try:
        return her.zone is None or not ZoneInfo(her.zone)
    except (LookupError, ValueError, OSError):  # no such zone; no name of a zone
        return True


_Rules = tuple[tuple[Callable[[Participant, Facts, datetime], bool], Reason], ...]
# what also stops a message that was decided before
_STOPS: _Rules = (
    (_withdrawn, Reason.WITHDRAWN),
    (_not_onboarded, Reason.NOT_ONBOARDED),
    (lambda her, facts, now: "emergency" in facts.open_tiers, Reason.EMERGENCY),
    (lambda her, facts, now: her.reminders == "stopped", Reason.STOPPED),
    (_paused, Reason.PAUSED),
    (lambda her, facts, now: "urgent" in facts.open_tiers, Reason.URGENT),
)
_NIGHT: _Rules = ((_zone_unknown, Reason.ZONE_UNKNOWN), (_quiet, Reason.QUIET_HOURS))
_REFUSALS: _Rules = (
    (_zone_unknown, Reason.ZONE_UNKNOWN),
    (lambda her, facts, now: facts.checked_in, Reason.CHECKED_IN),
    (_quiet, Reason.QUIET_HOURS),
)
