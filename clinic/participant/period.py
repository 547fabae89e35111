"""The days that a page of hers is about: 30, 90, all of her record, or those asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Choice = Literal["30", "90", "all", "range"]


class NoPeriod(ValueError):
    """These dates are no period; the message says what to change."""


@dataclass(frozen=True)
class Period:
    """Her local dates from `first` to `last`, both included."""

    first: date
    last: date
    choice: Choice

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def words(self) -> str:
        if self.choice == "all":
            return "since she joined"
        if self.choice == "range":
            return f"{self.first.day} {self.first:%b %Y} to {self.last.day} {self.last:%b %Y}"
        return f"last {self.choice} days"


def last_days(count: Literal[30, 90], today: date) -> Period:
    choice: Choice = "30" if count == 30 else "90"
    return Period(today - timedelta(days=count - 1), today, choice)


def period(asked: Mapping[str, str], begun: date, today: date) -> Period:
    """What the address asks for: `period`, or `from` and `to` as ISO dates. Raises NoPeriod.

    `begun` is the first day of her record: nothing before it is shown.
    """
    first, last = (_day(asked.get(name, "").strip()) for name in ("from", "to"))
    if first is None and last is None:
        if asked.get("period") == "all":
            return Period(begun, today, "all")
        return last_days(90 if asked.get("period") == "90" else 30, today)
    last = last or today
    if max(last, first or last) > today:
        raise NoPeriod(f"That lies in the future. Today is {_words(today)} where she is.")
    if last < begun:
        raise NoPeriod(f"Her record begins on {_words(begun)}; please choose days since then.")
    first = first or max(begun, last - timedelta(days=29))
    if first > last:
        raise NoPeriod("The first day lies after the last one. Please swap them.")
    return Period(max(first, begun), last, "range")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise NoPeriod("Please give each day as year-month-day, such as 2026-11-22.") from None


def _words(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
