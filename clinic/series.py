"""Recorded values as daily series: what the charts draw and the triage compares."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from math import isnan, nan
from statistics import median

from records.store import Value

Series = Mapping[date, float]


class Days(Mapping[date, float]):
    """A daily series in little memory, eight bytes a day: the panel keeps those of everybody."""

    __slots__ = ("_first", "_numbers")

    def __init__(self, series: Series) -> None:
        days = [day.toordinal() for day in series]
        self._first = min(days, default=0)
        self._numbers = array("d", [nan]) * (max(days) - self._first + 1 if days else 0)
        for day, number in zip(days, series.values(), strict=True):
            self._numbers[day - self._first] = number

    def __getitem__(self, day: date) -> float:
        at = day.toordinal() - self._first
        if not 0 <= at < len(self._numbers) or isnan(self._numbers[at]):
            raise KeyError(day)
        return self._numbers[at]

    def __iter__(self) -> Iterator[date]:
        for at, number in enumerate(self._numbers, self._first):
            if not isnan(number):
                yield date.fromordinal(at)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def daily(values: Iterable[Value], measure: str) -> dict[date, float]:
    """Day -> the last current number of that day. `values`: oldest first, as from the store."""
    return {
        value.day: value.number
        for value in values
        if value.measure == measure and value.status == "current" and value.number is not None
    }


def between(series: Series, first: date, last: date) -> dict[date, float]:
    """The days from `first` to `last`, both included, oldest first."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {day: number for day in days if (number := series.get(day)) is not None}


def week_change(series: Series, today: date) -> tuple[float, float] | None:
    """(before, now): the median of the seven days before the last three, and of the last three.

    None while one of the two windows is empty. Medians, so that one bad day isn't a trend.
    """
    now = between(series, today - timedelta(days=2), today)
    before = between(series, today - timedelta(days=9), today - timedelta(days=3))
    return (median(before.values()), median(now.values())) if now and before else None
