"""Decision points and what followed them, her reminders, the service's own housekeeping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from records.events.body import Body


@dataclass(frozen=True)
class CheckinDecided(Body):
    """The decision at a decision point: whether a check-in is written, and why. Made once.

    `checkin` is `participant:local date:slot`. `refuse` and `missed` are moments at which nothing
    could be chosen. Otherwise the number `draw` from [0, 1) was compared with `probability`, that
    of writing: she is written to when it is smaller. `features` and `dose` are what the policy
    went by, `eligible` the messages it could choose among, each with its probability.
    """

    kind: ClassVar[str] = "checkin_decided"
    checkin: str
    due_at: str
    action: Literal["send", "silent", "refuse", "missed"]
    reason: str
    arm: Literal["learned", "fixed", "holdout"] | None = None
    policy: str | None = None  # its version
    probability: float | None = None
    draw: float | None = None
    features: tuple[tuple[str, float], ...] = ()
    dose: tuple[float, ...] = ()
    family: str | None = None
    message: str | None = None
    eligible: tuple[tuple[str, float], ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckinDelivered(Body):
    """What became of a decision to send: it reached her channel, or it came too late to."""

    kind: ClassVar[str] = "checkin_delivered"
    checkin: str
    outcome: Literal["sent", "expired"]
    reason: str


@dataclass(frozen=True)
class CheckinOutcome(Body):
    """What followed a decision point, written to or not; closed at the next one or after a day.

    `took_part`: she logged a value, finished a check-in or reported exercise. `replied_minutes`:
    until her first message, within four hours. `stopped`: she paused or stopped the messages.
    """

    kind: ClassVar[str] = "checkin_outcome"
    checkin: str
    took_part: bool
    replied_minutes: float | None
    stopped: bool
    reward: float


@dataclass(frozen=True)
class RemindersChanged(Body):
    """She paused, stopped or resumed the check-ins the coach starts.

    `until` is the ISO instant at which a pause ends; None: until she resumes. `reason` says why
    when it wasn't in words of hers, as `blocked` when she blocked the address that writes to her.
    """

    kind: ClassVar[str] = "reminders_changed"
    state: Literal["active", "paused", "stopped"]
    until: str | None = None
    message_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class PolicyLearned(Body):
    """The policy has learnt from `rows` decision points, of the log up to the number `through`."""

    kind: ClassVar[str] = "policy_learned"
    version: str
    rows: int
    through: int


@dataclass(frozen=True)
class ChoreDone(Body):
    """The clinic's housekeeping of this name has been done for that date (UTC)."""

    kind: ClassVar[str] = "chore_done"
    name: str
    day: str
