"""How a value is said back to her."""

from __future__ import annotations

from datetime import date


def said(measure: str, value: float | str, *, short: bool = False) -> str:
    """A value in words: "pain 6 out of 10"; `short` leaves out what it is a value of."""
    if isinstance(value, str):
        return value if short else f"exercises: {value}"
    number = f"{value:g}"
    if short:
        return number
    return {
        "pain_now": f"pain {number} out of 10",
        "pain_worst": f"worst pain {number} out of 10",
        "mood": f"mood {number} out of 10",
        "sleep_hours": f"{number} {_plural(value, 'hour')} of sleep",
        "night_wakings": f"woken {_count(value)}",
    }[measure]


def _count(value: float) -> str:
    """Times she was woken; a range that was halved is said as the range it came from."""
    if value != int(value):
        return f"{int(value)} to {int(value) + 1} times"
    return f"{value:g} {_plural(value, 'time')}"


def _plural(count: float, word: str) -> str:
    return word if count == 1 else f"{word}s"


def day_in_words(day: date, today: date) -> str:
    """A day of the last week as people say it: "today", "yesterday", "Sunday"."""
    near = {0: "today", 1: "yesterday"}
    return near.get((today - day).days, f"{day:%A}")
