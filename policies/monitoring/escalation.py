"""Whom to tell next that nobody has taken an alert on. Pure: times and what was told are arguments.

Each way of telling (e-mail, webhook) climbs the steps on its own: none is left out and none comes
twice. After a failure or a standstill the next ones keep their distance, so that nothing comes in a
burst; but whoever should have been told by now is told with the step that is made up for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Literal

from records.events import Tier

Recipients = Literal["team", "lead"]


@dataclass(frozen=True)
class Step:
    """So long after an alert was raised these are told, besides those of earlier steps."""

    after: timedelta
    to: Recipients


Steps = Mapping[Tier, Sequence[Step]]  # by rising `after`; a tier without any is never told


@dataclass(frozen=True)
class Waiting:
    """An alert as it stands; `told`: when each step was told, by its number from 1."""

    tier: Tier
    raised_at: datetime
    taken_on: bool  # acknowledged or closed
    told: Mapping[int, datetime]


@dataclass(frozen=True)
class Telling:
    """Tell these now; `step` counts from 1."""

    step: int
    to: tuple[Recipients, ...]


def next_telling(steps: Steps, alert: Waiting, now: datetime) -> Telling | None:
    """What to tell now of an alert, if anything. Once somebody has taken it on, nothing."""
    ladder = steps.get(alert.tier, ())
    number = next(n for n in count(1) if n not in alert.told)
    if alert.taken_on or number > len(ladder):
        return None
    # times that lie ahead are those of a clock that was set back since: they keep nobody waiting
    raised, before = min(alert.raised_at, now), alert.told.get(number - 1, now)
    step, due = ladder[number - 1], raised + ladder[number - 1].after
    if number > 1 and before <= now:
        due = max(due, before + step.after - ladder[number - 2].after)
    if now < due:
        return None
    reached = (each.to for each in ladder if raised + each.after <= now)
    return Telling(number, tuple(dict.fromkeys(reached)))
