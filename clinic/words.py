"""Record terms and times as a clinician reads them."""

from __future__ import annotations

from datetime import datetime, timezone, tzinfo
from zoneinfo import ZoneInfo

from clinic.said import visible

MEASURES = {
    "pain_now": "Pain now",
    "pain_worst": "Worst pain",
    "mood": "Mood",
    "sleep_hours": "Sleep",
    "night_wakings": "Night wakings",
    "exercise_done": "Exercises done",
}
TIERS = {"emergency": "Emergency", "urgent": "Urgent", "review": "For review", "none": "No sign"}
BIRTHS = {"vaginal": "Vaginal birth", "caesarean": "Caesarean birth"}
CONSENTS = {
    "given": "Agreed",
    "refused": "Did not agree; nothing of her health is recorded",
    "asked": "Not answered yet",
}


def measure(name: str) -> str:
    return MEASURES.get(name, plain(name))


def plain(code: str) -> str:
    """A code such as `quiet_hours` as words; free text passes through."""
    words = code.replace("_", " ")
    return words[:1].upper() + words[1:]


def quantity(name: str, value: float | str) -> str:
    """A value with its unit: "6 / 10", "5.5 h", "3 times", "partly"."""
    if isinstance(value, str):
        return visible(value)
    number = f"{value:g}"
    if name in {"pain_now", "pain_worst", "mood"}:
        return f"{number} / 10"
    if name == "sleep_hours":
        return f"{number} h"
    if name == "night_wakings":
        return f"{number} time" if value == 1 else f"{number} times"
    return number


def short(number: float) -> str:
    """A median with one decimal at most."""
    return f"{round(number, 1):g}"


def ago(then: datetime, now: datetime) -> str:
    """The age of a moment in one unit: "12 min ago", "3 h ago", "2 days ago"."""
    return "just now" if (now - then).total_seconds() < 60 else f"{span(then, now)} ago"


def span(then: datetime, now: datetime) -> str:
    """The time between two moments in one unit, rounded down; never negative."""
    minutes = max(int((now - then).total_seconds()) // 60, 0)
    if minutes < 120:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"


def zone_of(name: str | None) -> tzinfo:
    """Her time zone; UTC when she has not told us or the name is unknown."""
    try:
        return ZoneInfo(name) if name else timezone.utc
    except (KeyError, ValueError, OSError):
        return timezone.utc


def zone_name(name: str | None) -> str:
    """The zone as shown: "Europe/London", or "UTC" with the reason."""
    return name if name and zone_of(name) is not timezone.utc else "UTC, her zone is not known"


def clock_time(at: datetime, zone: tzinfo) -> str:
    """ "Sun 22 Nov 2026, 14:02" on her wall clock."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"
