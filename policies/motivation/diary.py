"""What she told, day by day: what progress, the weekly note and its picture are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from records.events import (
    Event,
    GoalDropped,
    GoalPlanned,
    GoalSet,
    GoalStepDone,
    ValueCorrected,
    ValueRecorded,
)

GOAL_KINDS = ("goal_set", "goal_planned", "goal_dropped")
KINDS = ("value_recorded", "value_corrected", "goal_step_done", *GOAL_KINDS)
DONE = ("yes", "partly")  # of `exercise_done`: she exercised that day
A_DAY = timedelta(days=1)
WEEK = 7  # days


@dataclass(frozen=True)
class Told:
    """A value and the message it came from."""

    value: float | str
    message_id: str


@dataclass(frozen=True)
class Day:
    """One date of hers: values by measure in the order told, corrected ones left out.

    `steps` are the messages that told of a step towards her goal.
    """

    day: date
    told: Mapping[str, tuple[Told, ...]] = field(default_factory=dict)
    steps: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return not self.told and not self.steps

    @property
    def exercised(self) -> str | None:
        """ "yes", "partly" or "no"; None when she did not say."""
        said = self.told.get("exercise_done")
        return str(said[-1].value) if said else None

    @property
    def active(self) -> bool:
        """Whether she exercised, in part at least, or took a step towards her goal."""
        return self.exercised in DONE or bool(self.steps)

    def numbers(self, measure: str) -> tuple[float, ...]:
        return tuple(t.value for t in self.told.get(measure, ()) if not isinstance(t.value, str))

    def mean(self, measure: str) -> float | None:
        values = self.numbers(measure)
        return sum(values) / len(values) if values else None


Days = Mapping[date, Day]


def read_days(events: Iterable[Event]) -> dict[date, Day]:
    """The days of which she told something; events of kinds `KINDS` suffice, oldest first."""
    values: dict[str, ValueRecorded] = {}  # those that count, in the order told
    steps: dict[date, list[str]] = {}
    for event in events:
        body = event.body
        if isinstance(body, ValueRecorded):
            values.pop(body.supersedes or "", None)
            values[event.id] = body
        elif isinstance(body, ValueCorrected):
            _correct(values, event.id, body)
        elif isinstance(body, GoalStepDone):
            on = date.fromisoformat(body.day)
            steps.setdefault(on, []).append(body.message_id)
    told: dict[date, dict[str, tuple[Told, ...]]] = {day: {} for day in steps}
    for value in values.values():
        of_day = told.setdefault(date.fromisoformat(value.day), {})
        earlier = of_day.get(value.measure, ())
        of_day[value.measure] = (*earlier, Told(value.value, value.message_id))
    return {day: Day(day, of_day, tuple(steps.get(day, ()))) for day, of_day in told.items()}


def _correct(values: dict[str, ValueRecorded], event_id: str, body: ValueCorrected) -> None:
    """A clinician's correction, in the place of the old value; of one that still counts only."""
    if body.supersedes not in values:
        return
    for value_id, old in [*values.items()]:  # rebuilt, to keep the order told
        del values[value_id]
        if value_id != body.supersedes:
            values[value_id] = old
        elif body.value is not None:
            values[event_id] = replace(old, value=body.value)


def last_days(days: Days, today: date, count: int = WEEK) -> tuple[Day, ...]:
    """The last so many days up to today, oldest first; one she told nothing of is empty."""
    dates = [today - A_DAY * back for back in reversed(range(count))]
    return tuple(days.get(one) or Day(one) for one in dates)


def mean_of(days: Sequence[Day], measure: str, *, least: int) -> float | None:
    """The mean of the days' means; None when she told of fewer than `least` days."""
    means = [mean for day in days if (mean := day.mean(measure)) is not None]
    return sum(means) / len(means) if len(means) >= least else None


@dataclass(frozen=True)
class Goal:
    """Her goal in her words, and when she means to try a first step, if she said so."""

    words: str
    message_id: str
    start: int
    end: int
    plan: str | None = None

    @property
    def shown(self) -> str:
        """Her words as they are said back to her."""
        return said_back(self.words)


def said_back(words: str) -> str:
    """Words of hers without braces, which would read like a blank that nobody filled in."""
    return words.translate({ord("{"): None, ord("}"): None})


def current_goal(events: Iterable[Event]) -> Goal | None:
    """The goal she has now; events of kinds `GOAL_KINDS` suffice, oldest first."""
    goal: Goal | None = None
    for event in events:
        body = event.body
        if isinstance(body, GoalSet):
            goal = Goal(body.goal, body.message_id, body.start, body.end)
        elif isinstance(body, GoalPlanned) and goal is not None:
            goal = Goal(goal.words, goal.message_id, goal.start, goal.end, body.plan)
        elif isinstance(body, GoalDropped):
            goal = None
    return goal
