"""All that the record says about messages: effects, by family and over time, and other policies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from policies.motivation.analysis.estimate import Array, Estimate, Fit, Refused
from policies.motivation.analysis.excursion import emee, wcls
from policies.motivation.analysis.off_policy import POLICIES, Value, value
from policies.motivation.analysis.points import Points
from policies.motivation.messages import FAMILIES

MIN_PERSONS, MIN_POINTS, MIN_ARM = 10, 50, 10
WEEKS = ((1, 1), (2, 2), (3, 4), (5, 8), (9, 13), (14, None))
"""First and last week of each stretch of the programme; None: without end."""


@dataclass(frozen=True)
class Finding:
    """An estimate of an effect, or the sentence why there is none, and what it rests on.

    `points` are those compared, `messages` those of them with a message.
    """

    name: str
    estimate: Estimate | None
    refused: str | None
    persons: int
    points: int
    messages: int


@dataclass(frozen=True)
class PolicyFinding:
    """What another policy is worth, or the sentence why that can't be said."""

    name: str
    value: Value | None
    refused: str | None


@dataclass(frozen=True)
class Report:
    """Effects of a message rather than silence on the probability of taking part.

    `difference` is of probabilities, `log_ratio` the logarithm of their ratio, `by_week` the change
    of the difference a week. `weeks` and `families` are differences in stretches of the programme
    and of each family.
    """

    persons: int
    points: int
    messages: int
    left_out: Mapping[str, int]
    difference: Finding
    log_ratio: Finding
    by_week: Finding
    weeks: tuple[Finding, ...]
    families: tuple[Finding, ...]
    policies: tuple[PolicyFinding, ...]


Method = Callable[..., Fit]


def analyse(points: Points) -> Report:
    """All findings; what can't be estimated is refused on its own, and never raises."""
    return Report(
        persons=points.persons,
        points=len(points.person),
        messages=int(points.written.sum()),
        left_out=points.left_out,
        difference=_message(points, "difference", wcls),
        log_ratio=_message(points, "log ratio", emee),
        by_week=_message(points, "change a week", wcls, by_week=True),
        weeks=tuple(
            _message(points.where(_between(points, start, end)), _stretch(start, end), wcls)
            for start, end in WEEKS
        ),
        families=tuple(_family(points, place) for place in range(len(FAMILIES))),
        policies=tuple(_policy(points, name) for name in POLICIES),
    )


def _between(points: Points, start: int, end: int | None) -> Any:
    return (points.week >= start) & (points.week <= (end or np.inf))


def _stretch(start: int, end: int | None) -> str:
    if end is None:
        return f"from week {start}"
    return f"week {start}" if start == end else f"weeks {start} to {end}"


def _message(points: Points, name: str, method: Method, by_week: bool = False) -> Finding:
    chance = np.where(points.written == 1, points.probability, 1 - points.probability)
    return _finding(name, points, chance, points.probability, method, by_week)


def _family(points: Points, place: int) -> Finding:
    """A family and silence, at the points where both were possible.

    Points with another family are left out and made up for by the weights. Beside it in one
    regression they would leak into its effect, since which ones are possible differs from point to
    point (contamination; Goldsmith-Pinkham, Hull and Kolesar 2024, AER 114:4015).
    """
    theirs = points.chances[:, place]
    kept = (theirs > 0) & ((points.written == 0) | (points.family == place))
    points, theirs = points.where(kept), theirs[kept]
    silence = 1 - points.probability
    chance = np.where(points.written == 1, theirs, silence)
    return _finding(FAMILIES[place], points, chance, theirs / (theirs + silence), wcls)


def _finding(
    name: str,
    points: Points,
    chance: Array,
    share: Array,
    method: Method,
    by_week: bool = False,
) -> Finding:
    """`share` (n,) is the probability of a message among what is compared."""
    estimate, refused = None, None
    one = np.ones((len(points.person), 1))
    week = points.week[:, None] - 1.0
    moderators = np.hstack([one, week]) if by_week else one
    history = points.history
    try:
        _enough(points)
        if by_week and not np.ptp(week):
            raise Refused("All points are of the same week.")
        controls = np.hstack([moderators, history[:, np.ptp(history, axis=0) > 0]])
        compared = (points.took_part, points.written, chance, points.person)
        fit = method(*compared, float(share.mean()), controls, moderators)
        estimate = fit.estimate(np.eye(len(fit.coefficients))[-1])
    except Refused as reason:
        refused = str(reason)
    messages = int(points.written.sum())
    return Finding(name, estimate, refused, points.persons, len(points.person), messages)


def _enough(points: Points) -> None:
    many, messages = len(points.person), int(points.written.sum())
    for count, needed, what in (
        (points.persons, MIN_PERSONS, "mothers"),
        (many, MIN_POINTS, "decision points"),
        (messages, MIN_ARM, "points with a message"),
        (many - messages, MIN_ARM, "points without one"),
    ):
        if count < needed:
            raise Refused(f"{count} {what}: at least {needed} are needed.")


def _policy(points: Points, name: str) -> PolicyFinding:
    try:
        if points.persons < MIN_PERSONS:
            raise Refused(f"{points.persons} mothers: at least {MIN_PERSONS} are needed.")
        return PolicyFinding(name, value(points, POLICIES[name](points)), None)
    except Refused as reason:
        return PolicyFinding(name, None, str(reason))
