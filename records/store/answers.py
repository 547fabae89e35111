"""What some verbs of the store are told, or answer, beyond the shapes of the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from records.events import CheckinDecided
from records.store.shapes import Alert, Checkin, Participant


@dataclass(frozen=True)
class Decided:
    """A claimed check-in with what was decided, what to say then, and the one that follows it."""

    checkin: Checkin
    body: CheckinDecided
    nudge: str | None = None
    following: Checkin | None = None


@dataclass(frozen=True)
class Redeemed:
    """What became of a code that was typed in a chat.

    `linked`: the chat now belongs to the `participant` who asked for the code; `replaced` is the
    empty record it had. `hers`: it does already. `taken`: the chat has a record that is worth
    keeping. `wrong`: no such code, or used, or too old. `locked`: too many wrong ones.
    """

    outcome: Literal["linked", "hers", "taken", "wrong", "locked"]
    participant: str | None = None
    replaced: str | None = None


@dataclass(frozen=True)
class Changed:
    """Who has an event after a sequence number, forgotten ones too; `through` is the last one."""

    through: int
    participants: frozenset[str]


@dataclass(frozen=True)
class Recent:
    """A participant with her alerts that nobody has closed, newest first, and her current values.

    A value is (measure, her local day, number); the number is None for a word. Oldest first.
    """

    participant: Participant
    alerts: tuple[Alert, ...]
    values: tuple[tuple[str, date, float | None], ...]


@dataclass(frozen=True)
class NudgeTally:
    """Messages sent of one family or arm whose outcome is known; `answered`: she took part then.

    `people` got them; of these `answering` took part after one at least, `silent` once did not.
    """

    name: str | None
    sent: int
    answered: int
    people: int
    answering: int
    silent: int


@dataclass(frozen=True)
class QuestionTally:
    """Questions with and without an article that answers them, and from how many people each."""

    answered: int
    unanswered: int
    with_answer: int
    without_answer: int


@dataclass(frozen=True)
class Verification:
    """Result of re-deriving the chain. `broken_at` is the first sequence number that is wrong."""

    rows: int
    head: str
    broken_at: int | None

    @property
    def intact(self) -> bool:
        return self.broken_at is None
