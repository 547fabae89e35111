"""How a participant stands: all that the panel needs to place her, in little memory. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from clinic.series import Days, between
from records.store import Alert, Participant, Recent

HISTORY_DAYS = 41  # the sparkline's month, and room for time zones
ADHERENCE_DAYS = 14


@dataclass(frozen=True)
class Standing:
    """Her alerts that nobody has closed and her days; `escalated` are alerts people were told of.

    `told` holds the days of which she recorded anything at all.
    """

    participant: Participant
    alerts: tuple[Alert, ...]
    pain: Days
    mood: Days
    sleep: Days
    told: Days
    escalated: frozenset[str] = frozenset()


def standing(recent: Recent, escalated: Collection[str] = ()) -> Standing:
    """Of the numbers of a day the last counts."""
    series: dict[str, dict[date, float]] = defaultdict(dict)
    for measure, day, number in recent.values:
        series["told"][day] = 1.0
        if number is not None:
            series[measure][day] = number
    return Standing(
        recent.participant,
        recent.alerts,
        Days(series["pain_now"]),
        Days(series["mood"]),
        Days(series["sleep_hours"]),
        Days(series["told"]),
        frozenset(escalated),
    )


def latest(series: Days, today: date) -> float | None:
    """The last number of the days that the panel looks at."""
    found = between(series, today - timedelta(days=HISTORY_DAYS - 1), today)
    return found[max(found)] if found else None


def adherence(her: Standing, today: date, joined: date) -> tuple[int, int] | None:
    """(days, of days): of the last 14, or since she joined, those of which she recorded anything.

    None for whoever has not agreed to the diary.
    """
    if her.participant.consent != "given":
        return None
    first = max(today - timedelta(days=ADHERENCE_DAYS - 1), min(joined, today))
    return len(between(her.told, first, today)), (today - first).days + 1
