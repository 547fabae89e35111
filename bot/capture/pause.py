"""How long she wants to be left alone: "for a week", "until Monday", "10 days"."""

from __future__ import annotations

import re
from datetime import date, timedelta

_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "four": 4,
            "five": 5, "six": 6, "ten": 10}  # fmt: skip
_UNITS = {"day": 1, "week": 7, "fortnight": 14, "month": 30}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LENGTH = re.compile(
    rf"(?P<count>\d{{1,2}}|{'|'.join(_NUMBERS)})\s+(?:of\s+)?(?P<unit>{'|'.join(_UNITS)})s?\b"
)
LONGEST = timedelta(days=90)


def parse_pause(text: str, today: date) -> timedelta | None:
    """The length of the pause from today, at least a day and at most 90; None if not said."""
    words = text.lower()
    if "tomorrow" in words:
        return timedelta(days=1)
    for number, name in enumerate(_WEEKDAYS):
        if re.search(rf"\b{name}\b", words):
            return timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    if "next week" in words:
        return timedelta(days=7)
    found = _LENGTH.search(words)
    if found is None:
        return None
    count = found["count"]
    days = (int(count) if count.isdigit() else _NUMBERS[count]) * _UNITS[found["unit"]]
    return min(max(timedelta(days=days), timedelta(days=1)), LONGEST)
