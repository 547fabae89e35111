"""The course of a measure behind its daily ups and downs: a running median and how sure it is.

The median of the seven days round a day (Tukey 1977, Exploratory Data Analysis, ch. 7), so that one
bad day isn't a trend. Its interval is the distribution-free one between two order statistics
(Thompson 1936, Annals of Mathematical Statistics 7:122-128): it asks for no shape of the numbers
and never leaves the scale. With so few days it can't be of exactly 80%: it is of 88% for four or
seven days, of 94% for five, of 97% for six, and of more where numbers repeat. Days are taken as
independent, which neighbouring days are not quite: the interval is a guide for reading, no test.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import comb
from statistics import median

from clinic.series import Series
from records.store import Value

EITHER_SIDE = 3  # days before and after
LEVEL = 0.80  # of the interval, at least; it takes at least four days of the seven


@dataclass(frozen=True)
class Estimate:
    """A median and its interval."""

    low: float
    middle: float
    high: float


def estimate(numbers: Sequence[float]) -> Estimate | None:
    """The median with the narrowest interval of at least `LEVEL`; None for too few numbers."""
    ordered, n = sorted(numbers), len(numbers)
    cut, outside = 0, 2 / 2**n if n else 1.0  # the chance that the median lies beyond both ends
    if outside > 1 - LEVEL:
        return None
    while outside + 2 * comb(n, cut + 1) / 2**n <= 1 - LEVEL:
        cut += 1
        outside += 2 * comb(n, cut) / 2**n
    return Estimate(ordered[cut], median(ordered), ordered[n - 1 - cut])


def course(series: Series) -> dict[date, Estimate]:
    """The estimate on each day that has a value; a gap stays a gap."""
    found: dict[date, Estimate] = {}
    for day in series:
        near = (day + timedelta(days=step) for step in range(-EITHER_SIDE, EITHER_SIDE + 1))
        estimated = estimate([series[one] for one in near if one in series])
        if estimated is not None:
            found[day] = estimated
    return found


def within_days(values: Iterable[Value], measure: str) -> dict[date, tuple[float, float]]:
    """Day -> (least, most) of its current values, for the days whose values differ."""
    of_day: dict[date, list[float]] = {}
    for value in values:
        if value.measure == measure and value.status == "current" and value.number is not None:
            of_day.setdefault(value.day, []).append(value.number)
    return {day: (min(n), max(n)) for day, n in of_day.items() if min(n) < max(n)}
