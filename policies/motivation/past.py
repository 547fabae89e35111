"""What was decided for a mother before, and what came of it, from the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from records.events import CheckinDecided, CheckinDelivered, CheckinOutcome, Event

KINDS = (CheckinDecided.kind, CheckinDelivered.kind, CheckinOutcome.kind)


@dataclass(frozen=True)
class Message:
    """A message that was written to her first, and reached her.

    `answered` and `took_part` are None until its time is over.
    """

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
    lost = never_reached(held)
    found = []
    for event in held:
        body = event.body
        if isinstance(body, CheckinDecided) and body.action == "send" and body.checkin not in lost:
            outcome = outcomes.get(body.checkin)
            answered = None if outcome is None else outcome.replied_minutes is not None
            took_part = None if outcome is None else outcome.took_part
            slot = slot_of(body.checkin)
            found.append(Message(slot, body.family, body.message, event.at, answered, took_part))
    return found


def choices(events: Iterable[Event]) -> list[int]:
    """Her points at which there was a choice, oldest first: 1 when she was written to, else 0."""
    held = list(events)
    lost = never_reached(held)
    return [
        int(e.body.action == "send" and e.body.checkin not in lost)
        for e in held
        if isinstance(e.body, CheckinDecided) and e.body.action in ("send", "silent")
    ]


def never_reached(events: Iterable[Event]) -> set[str]:
    """The check-ins that were decided to be sent and came too late to be."""
    return {
        e.body.checkin
        for e in events
        if isinstance(e.body, CheckinDelivered) and e.body.outcome == "expired"
    }


class Ledger:
    """Which decision points can be learnt from, and which are still to come.

    Fed with events of KINDS in the order of the log, of one mother or of all. A point that was left
    to chance is ready once its outcome is known; a mother's points are ready in their order only.
    A message that never reached her counts as silence that nothing was left to chance about.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, list[tuple[int, CheckinDecided]]] = {}
        self._outcomes: dict[str, tuple[int, CheckinOutcome]] = {}
        self._lost: dict[str, int] = {}

    def add(self, event: Event) -> None:
        """Take note of one event."""
        if isinstance(event.body, CheckinDecided) and event.participant is not None:
            self._waiting.setdefault(event.participant, []).append((event.seq, event.body))
        elif isinstance(event.body, CheckinOutcome):
            self._outcomes[event.body.checkin] = event.seq, event.body
        elif isinstance(event.body, CheckinDelivered) and event.body.outcome == "expired":
            self._lost[event.body.checkin] = event.seq

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
        return [self._written(body) for _, body in self._waiting.get(person, ())]

    def _is_ready(self, seq: int, body: CheckinDecided, through: int) -> bool:
        if not left_to_chance(body):
            return seq <= through
        known_at = self._lost.get(body.checkin)
        if known_at is None and body.checkin in self._outcomes:
            known_at = self._outcomes[body.checkin][0]
        return known_at is not None and max(seq, known_at) <= through

    def _written(self, body: CheckinDecided) -> int:
        return int(body.action == "send" and body.checkin not in self._lost)

    def _row(self, person: str, body: CheckinDecided) -> Row:
        _, outcome = self._outcomes.pop(body.checkin, (0, None))
        written = self._written(body)
        lost = self._lost.pop(body.checkin, None) is not None
        chance = float(written) if lost or body.probability is None else body.probability
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
