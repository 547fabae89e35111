"""Recorded values as daily series: what the charts draw and the triage compares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from statistics import median

from records.store import Value

Series = Mapping[date, float]


def daily(values: Iterable[Value], measure: str) -> dict[date, float]:
    """Day -> the last current number of that day. `values`: oldest first, as from the store."""
    return {
        value.day: value.number
        for value in values
        if value.measure == measure and value.status == "current" and value.number is not None
    }


def median_between(series: Series, first: date, last: date) -> float | None:
    """The median of the days from `first` to `last`, both included; None without any."""
    found = [number for day, number in series.items() if first <= day <= last]
    return median(found) if found else None


def week_change(series: Series, today: date) -> tuple[float, float] | None:
    """(before, now): the median of the seven days before the last three, and of the last three.

    None while one of the two windows is empty. Medians, so that one bad day isn't a trend.
    """
    now = median_between(series, today - timedelta(days=2), today)
    before = median_between(series, today - timedelta(days=9), today - timedelta(days=3))
    return None if now is None or before is None else (before, now)
