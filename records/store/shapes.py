"""The people and things of the record as they stand now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from records.events import CheckinStage, CheckinState, Measure, Tier

AlertState = Literal["open", "acknowledged", "closed"]
ALERT_STATES: tuple[AlertState, ...] = get_args(AlertState)
CHECKIN_STATES: tuple[CheckinState, ...] = get_args(CheckinState)
SIMULATED = "simulated"  # the channel of mothers whom nobody is


@dataclass(frozen=True)
class Channel:
    channel: str
    address: str


@dataclass(frozen=True)
class Participant:
    """What is known of her now. `consent`: asked, given or refused; dates are her own.

    `windows` are when the coach may write to her, "HH:MM" or "HH:MM-HH:MM" on her wall clock, at
    most three; `checkin_time` is the start of the first. `owner` is the clinician who looks after
    her, by sign-in name. She wrote in the last of `channels` last.
    """

    id: str
    alias: str
    joined_at: datetime
    consent: Literal["asked", "given", "refused"]
    consent_version: str | None
    onboarded_at: datetime | None
    birth_date: date | None
    birth_kind: Literal["vaginal", "caesarean"] | None
    zone: str | None
    checkin_time: str | None
    windows: tuple[str, ...]
    reminders: Literal["active", "paused", "stopped"]
    reminders_until: datetime | None
    last_in_at: datetime | None
    last_out_at: datetime | None
    channels: tuple[Channel, ...]
    owner: str | None = None

    @property
    def onboarded(self) -> bool:
        """Consent given and the onboarding questions done with (some may have been skipped)."""
        return self.consent == "given" and self.onboarded_at is not None

    @property
    def simulated(self) -> bool:
        """Nobody real."""
        return any(each.channel == SIMULATED for each in self.channels)

    def weeks_since_birth(self, today: date) -> int | None:
        """Whole weeks since the birth; None when she has not told us."""
        return None if self.birth_date is None else max((today - self.birth_date).days // 7, 0)


@dataclass(frozen=True)
class Value:
    """A recorded value with its provenance; `number` or `word` is set, never both."""

    id: str
    participant: str
    measure: Measure
    number: float | None
    word: str | None
    day: date
    at: datetime
    status: Literal["current", "superseded"]
    message_id: str
    start: int
    end: int
    extractor: str
    asked: str | None
    supersedes: str | None

    @property
    def shown(self) -> float | str:
        """The value as people read it: 6 rather than 6.0."""
        if self.number is None:
            return self.word or ""
        return int(self.number) if self.number == int(self.number) else self.number


@dataclass(frozen=True)
class Alert:
    id: str
    participant: str
    tier: Tier
    flags: tuple[str, ...]
    message_id: str
    raised_at: datetime
    state: AlertState
    clinician: str | None
    acknowledged_at: datetime | None
    closed_at: datetime | None
    note: str | None


@dataclass(frozen=True)
class Checkin:
    """A decision point: a moment, `due_at`, at which to write to her or not.

    Three stages, each tried again on its own: `decide` whether to write, `render` what is said,
    `deliver` it. `not_before` is when it may be claimed: None for as soon as it is due and for one
    that has ended; while it is claimed, the end of the lease. `attempts` counts the claims and so
    names the latest one, `failures` those of this stage. `nudge` is what to say, as JSON, from the
    decision until it is rendered. `reason` says why it waits or has ended.
    """

    id: str
    participant: str
    due_at: datetime
    not_before: datetime | None = None
    state: CheckinState = "due"
    stage: CheckinStage = "decide"
    attempts: int = 0
    failures: int = 0
    nudge: str | None = None
    reason: str | None = None
    settled_at: datetime | None = None
