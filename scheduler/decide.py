"""Whether a due check-in may be sent now. Pure: the facts and the time are arguments.

Quiet hours, the daily limit and "not in conversation" follow what just-in-time interventions call
availability: a moment at which a message could not help, or would burden, is no moment to send.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from records.store import Checkin, Participant

QUIET_FROM, QUIET_UNTIL = time(22), time(7)  # her local time
TOO_LATE = timedelta(hours=3)
IN_CONVERSATION = timedelta(minutes=10)


class Reason(str, Enum):
    """Why, in words for the log and the clinician's page."""

    CLEAR = "nothing stands against it"
    ALREADY_RENDERED = "it was sent before; the answer got lost"
    TOO_LATE = "more than three hours late"
    OVERTAKEN = "a later check-in is due as well"
    NOT_ONBOARDED = "consent not given, withdrawn, or first questions not finished"
    ZONE_UNKNOWN = "time zone unknown"
    STOPPED = "she stopped the reminders"
    PAUSED = "she paused the reminders"
    EMERGENCY = "an emergency alert is not closed"
    URGENT = "an urgent alert is not closed"
    CHECKED_IN = "already checked in today"
    QUIET_HOURS = "quiet hours"
    IN_CONVERSATION = "in conversation"


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

    `rendered`: a message of this very check-in is in the record already. `overtaken`: a later
    check-in of hers is due too. `open_tiers`: tiers of her alerts that nobody has closed.
    `checked_in`: a finished check-in or a pain value on her local date of today.
    """

    rendered: bool = False
    overtaken: bool = False
    open_tiers: frozenset[str] = frozenset()
    checked_in: bool = False


def decide(checkin: Checkin, her: Participant, facts: Facts, now: datetime) -> Decision:
    """The first rule that applies decides; `now` is aware."""
    if facts.rendered:  # asking the bot again changes nothing and tells the truth to the log
        return Send(Reason.ALREADY_RENDERED)
    if now - checkin.due_at > TOO_LATE:
        return Missed(Reason.TOO_LATE)
    if facts.overtaken:
        return Missed(Reason.OVERTAKEN)
    for applies, reason in _REFUSALS:
        if applies(her, facts, now):
            return Refuse(reason)
    if her.last_in_at is not None and now - her.last_in_at < IN_CONVERSATION:
        return Wait(now + IN_CONVERSATION, Reason.IN_CONVERSATION)
    return Send()


def _paused(her: Participant, facts: Facts, now: datetime) -> bool:
    over = her.reminders_until is not None and her.reminders_until <= now
    return her.reminders == "paused" and not over


def _quiet(her: Participant, facts: Facts, now: datetime) -> bool:
    """Quiet hours at her place, unless she chose a time within them herself."""
    assert her.zone is not None  # an earlier rule refuses that
    chosen = her.checkin_time is not None and _is_quiet(time.fromisoformat(her.checkin_time))
    return not chosen and _is_quiet(now.astimezone(ZoneInfo(her.zone)).time())


def _is_quiet(at: time) -> bool:
    return at >= QUIET_FROM or at < QUIET_UNTIL


def _zone_unknown(her: Participant, facts: Facts, now: datetime) -> bool:
    try:
        return her.zone is None or not ZoneInfo(her.zone)
    except (LookupError, ValueError, OSError):  # no such zone; no name of a zone
        return True


_REFUSALS: tuple[tuple[Callable[[Participant, Facts, datetime], bool], Reason], ...] = (
    (lambda her, facts, now: not her.onboarded, Reason.NOT_ONBOARDED),
    (lambda her, facts, now: "emergency" in facts.open_tiers, Reason.EMERGENCY),
    (lambda her, facts, now: her.reminders == "stopped", Reason.STOPPED),
    (_paused, Reason.PAUSED),
    (lambda her, facts, now: "urgent" in facts.open_tiers, Reason.URGENT),
    (_zone_unknown, Reason.ZONE_UNKNOWN),
    (lambda her, facts, now: facts.checked_in, Reason.CHECKED_IN),
    (_quiet, Reason.QUIET_HOURS),
)
