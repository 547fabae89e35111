"""What was decided for a mother before, and what came of it, from the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from records.events import CheckinDecided, CheckinOutcome, Event

KINDS = (CheckinDecided.kind, CheckinOutcome.kind)


@dataclass(frozen=True)
class Message:
    """A message that was written to her first. `answered` is None until its time is over."""

    slot: str
    family: str | None
    message: str | None
    at: datetime
    answered: bool | None
    took_part: bool | None


@dataclass(frozen=True)
class Row:
    """A decision point as the learner takes it; `reward` is 0 where nothing was left to chance."""

    person: str
    features: tuple[tuple[str, float], ...]
    written: int
    chance: float
    reward: float
    family: str | None
    took_part: bool


def slot_of(checkin: str) -> str:
    """The window of the day that a check-in's id names."""
    return checkin.rsplit(":", 1)[-1]


def messages(events: Iterable[Event]) -> list[Message]:
    """The messages written to her, oldest first; `events` of KINDS, hers."""
    held = list(events)
    outcomes = {e.body.checkin: e.body for e in held if isinstance(e.body, CheckinOutcome)}
    found = []
    for event in held:
        body = event.body
        if isinstance(body, CheckinDecided) and body.action == "send":
            outcome = outcomes.get(body.checkin)
            answered = None if outcome is None else outcome.replied_minutes is not None
            took_part = None if outcome is None else outcome.took_part
            slot = slot_of(body.checkin)
            found.append(Message(slot, body.family, body.message, event.at, answered, took_part))
    return found


class Ledger:
    """Which decision points can be learnt from, and which are still to come.

    Fed with events of KINDS in the order of the log, of one mother or of all. A point that was left
    to chance is ready once its outcome is known; a mother's points are ready in their order only.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, list[tuple[int, CheckinDecided]]] = {}
        self._outcomes: dict[str, tuple[int, CheckinOutcome]] = {}

    def add(self, event: Event) -> None:
        """Take note of one event."""
        if isinstance(event.body, CheckinDecided) and event.participant is not None:
            self._waiting.setdefault(event.participant, []).append((event.seq, event.body))
        elif isinstance(event.body, CheckinOutcome):
            self._outcomes[event.body.checkin] = event.seq, event.body

    def take(self, through: int) -> list[Row]:
        """The points that are ready by this number of the log, each given out once."""
        ready = []
        for person in sorted(self._waiting):
            waiting = self._waiting[person]
            while waiting and self._is_ready(*waiting[0], through):
                ready.append(self._row(person, waiting.pop(0)[1]))
        return ready

    def ahead(self, person: str) -> list[int]:
        """Her points that have not been given out, written to or not, oldest first."""
        return [int(body.action == "send") for _, body in self._waiting.get(person, ())]

    def _is_ready(self, seq: int, body: CheckinDecided, through: int) -> bool:
        known_at = self._outcomes[body.checkin][0] if body.checkin in self._outcomes else None
        if not left_to_chance(body):
            return seq <= through
        return known_at is not None and max(seq, known_at) <= through

    def _row(self, person: str, body: CheckinDecided) -> Row:
        _, outcome = self._outcomes.pop(body.checkin, (0, None))
        written = int(body.action == "send")
        chance = float(written) if body.probability is None else body.probability
        reward, took_part = (0.0, False) if outcome is None else (outcome.reward, outcome.took_part)
        return Row(person, body.features, written, chance, reward, body.family, took_part)


def left_to_chance(body: CheckinDecided) -> bool:
    """Whether it could have gone either way."""
    return body.probability is not None and 0 < body.probability < 1


def latest_choice(events: Sequence[Event]) -> tuple[datetime, CheckinDecided] | None:
    """Her latest decision point at which there was a choice, and when it was."""
    for event in reversed(events):
        if isinstance(event.body, CheckinDecided) and left_to_chance(event.body):
            return event.at, event.body
    return None
