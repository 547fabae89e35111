"""What the safety screen found, and what people did about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from records.events.body import Body, Tier


@dataclass(frozen=True)
class Screened(Body):
    """What the safety screen found in a message; `evidence` holds (flag, start, end, rule)."""

    kind: ClassVar[str] = "screened"
    message_id: str
    tier: str
    flags: tuple[str, ...]
    evidence: tuple[tuple[str, int, int, str], ...]


@dataclass(frozen=True)
class AlertRaised(Body):
    """A clinician should look: a red flag, or she asked for a person (flag `asked_for_person`).

    The event's id is the alert's id.
    """

    kind: ClassVar[str] = "alert_raised"
    tier: Tier
    flags: tuple[str, ...]
    message_id: str


@dataclass(frozen=True)
class AlertAcknowledged(Body):
    """A named clinician has seen the alert and takes it on."""

    kind: ClassVar[str] = "alert_acknowledged"
    alert: str
    clinician: str


@dataclass(frozen=True)
class AlertActed(Body):
    """A named clinician has done something about the alert, and says what."""

    kind: ClassVar[str] = "alert_acted"
    alert: str
    clinician: str
    note: str


@dataclass(frozen=True)
class AlertEscalated(Body):
    """Nobody had taken the alert on in time, so people were told; `step` counts from 1."""

    kind: ClassVar[str] = "alert_escalated"
    alert: str
    step: int
    how: Literal["email", "webhook"]


@dataclass(frozen=True)
class AlertClosed(Body):
    """A named clinician has dealt with the alert; coaching may go on."""

    kind: ClassVar[str] = "alert_closed"
    alert: str
    clinician: str
    note: str


@dataclass(frozen=True)
class SafetyAnswered(Body):
    """Her answer, after an alert, to whether she is safe and somebody is with her.

    `safe` is False when she is not, is alone, or can't say.
    """

    kind: ClassVar[str] = "safety_answered"
    alert: str
    safe: bool
    message_id: str
