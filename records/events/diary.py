"""What she told of herself day by day: values, check-ins, goals, barriers; and notes on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from records.events.body import Body, Measure


@dataclass(frozen=True)
class ValueRecorded(Body):
    """One measured value in her own words, with its provenance.

    `day` is her local date the value is about; `start:end` is the span in the message's text;
    `asked` the question the coach had asked, if any; `supersedes` the value this one corrects.
    """

    kind: ClassVar[str] = "value_recorded"
    measure: Measure
    value: float | str
    day: str
    message_id: str
    start: int
    end: int
    extractor: str
    asked: str | None = None
    supersedes: str | None = None


@dataclass(frozen=True)
class ValueCorrected(Body):
    """A clinician's correction of a value; what she said and where stays that of the old value.

    `supersedes` is the value it takes the place of, if that was still current. `value` None: it
    should never have been a value.
    """

    kind: ClassVar[str] = "value_corrected"
    supersedes: str
    value: float | str | None
    clinician: str
    reason: str


@dataclass(frozen=True)
class ValueSkipped(Body):
    """She preferred not to answer this question today."""

    kind: ClassVar[str] = "value_skipped"
    measure: str
    day: str
    message_id: str


@dataclass(frozen=True)
class NoteWritten(Body):
    """A clinician's note on her page; never said in chat, but a copy of her record holds it."""

    kind: ClassVar[str] = "note_written"
    clinician: str
    text: str


@dataclass(frozen=True)
class CheckinStarted(Body):
    """A check-in conversation began; `checkin` is the scheduled one, None when she began it."""

    kind: ClassVar[str] = "checkin_started"
    day: str
    checkin: str | None = None


@dataclass(frozen=True)
class CheckinEnded(Body):
    """The check-in conversation ended: every question answered or skipped, or left by her."""

    kind: ClassVar[str] = "checkin_ended"
    day: str
    outcome: Literal["complete", "left", "stopped_for_safety"]


@dataclass(frozen=True)
class GoalSet(Body):
    """A goal in her words, the span of her message; it takes the place of an earlier one."""

    kind: ClassVar[str] = "goal_set"
    goal: str
    message_id: str
    start: int
    end: int


@dataclass(frozen=True)
class GoalDropped(Body):
    """She let her goal go."""

    kind: ClassVar[str] = "goal_dropped"
    message_id: str


@dataclass(frozen=True)
class GoalPlanned(Body):
    """When she means to try a first step towards her goal, in a span of her message."""

    kind: ClassVar[str] = "goal_planned"
    plan: str
    message_id: str
    start: int
    end: int


@dataclass(frozen=True)
class GoalStepDone(Body):
    """She did something towards her goal on that local date of hers."""

    kind: ClassVar[str] = "goal_step_done"
    day: str
    message_id: str


@dataclass(frozen=True)
class BarrierReported(Body):
    """What kept her from exercising, in a span of her message."""

    kind: ClassVar[str] = "barrier_reported"
    barrier: Literal["time", "tired", "pain", "forgot", "mood", "baby", "other"]
    day: str
    message_id: str
    start: int
    end: int
