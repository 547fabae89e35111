"""How a value is said back to her."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from knowledge.audience import Profile

WEEKS_ARE_SAID = 16  # people count in weeks at first, and in months later
DAYS_A_MONTH = 30.44


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


def stage(profile: Profile) -> str:
    """Where she is, as it stands over a passage: "5 weeks after a caesarean"; "" when unknown."""
    birth = {"caesarean": "a caesarean", "vaginal": "a vaginal birth"}.get(profile.birth or "")
    if profile.weeks is None:
        return f"After {birth}" if birth else ""
    after = f"after {birth or 'the birth'}"
    if profile.weeks < 1:
        return f"In the first week {after}"
    if profile.weeks < WEEKS_ARE_SAID:
        return f"At {profile.weeks} {_plural(profile.weeks, 'week')} {after}"
    return f"About {round(profile.weeks * 7 / DAYS_A_MONTH)} months {after}"


def short_source(sources: Sequence[tuple[str, str]]) -> str:
    """The first source and how many more: what fits under a passage on a phone."""
    if not sources:
        return "practical advice; it rests on no study"
    more = len(sources) - 1
    return sources[0][0] + (f", and {more} more" if more else "")


def sources_in_full(sources: Sequence[tuple[str, str]]) -> str:
    """Every source with its address, one a line."""
    if not sources:
        return "It is practical advice and rests on no study."
    return "It rests on:\n" + "\n".join(f"{citation}: {link}" for citation, link in sources)
