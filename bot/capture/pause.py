"""How long she wants to be left alone: "for a week", "until Monday", "till 3 December"."""

from __future__ import annotations

import re
from datetime import date, timedelta

_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "four": 4,
            "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}  # fmt: skip
_UNITS = {"day": 1, "week": 7, "wk": 7, "fortnight": 14, "month": 30}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LENGTH = re.compile(
    rf"\b(?P<count>\d{{1,2}}|{'|'.join(_NUMBERS)})\s+(?:of\s+)?(?P<unit>{'|'.join(_UNITS)})s?\b"
)
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DATES = (
    re.compile(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}\b"),
    re.compile(rf"\b{_MONTH}\s+(?:the\s+)?{_DAY}\b"),
    re.compile(r"\bthe\s+(?P<day>\d{1,2})(?:st|nd|rd|th)\b"),
)
LONGEST = timedelta(days=90)


def parse_pause(text: str, today: date) -> timedelta | None:
    """The length of the pause from today, at least a day and at most 90; None if not said."""
    words = text.lower()
    until = _date(words, today)
    if until is not None:
        return min(until - today, LONGEST)
    if re.search(r"\b(?:tomorrow|today|tonight)\b", words):
        return timedelta(days=1)
    for number, name in enumerate(_WEEKDAYS):
        if re.search(rf"\b{name}\b", words):
            return timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    if re.search(r"\bweekend\b|\brest of (?:the|this) week\b", words):
        return timedelta(days=7 - today.weekday())
    if "next week" in words:
        return timedelta(days=7)
    found = _LENGTH.search(words)
    if found is None:
        return None
    count = found["count"]
    days = (int(count) if count.isdigit() else _NUMBERS[count]) * _UNITS[found["unit"]]
    return min(max(timedelta(days=days), timedelta(days=1)), LONGEST)


def _date(words: str, today: date) -> date | None:
    """The next day after today that she names by its date."""
    found = next(filter(None, (pattern.search(words) for pattern in _DATES)), None)
    if found is None:
        return None
    named = found.groupdict().get("month")
    months = [_MONTHS.index(named) + 1] if named else [today.month, today.month % 12 + 1]
    for year in (today.year, today.year + 1):
        for month in months:
            try:
                day = date(year, month, int(found["day"]))
            except ValueError:
                continue
            if day > today:
                return day
    return None
