"""The three measures that are drawn, with their axes: pain and mood 0-10, sleep 0-12 hours."""

from __future__ import annotations

from collections.abc import Sequence

from clinic.charts import Band
from clinic.series import Series, daily
from records.store import Value


def bands(values: Sequence[Value]) -> tuple[Band, Band, Band]:
    """Pain, mood and sleep of these values, ready to draw."""
    return banded(*(daily(values, name) for name in ("pain_now", "mood", "sleep_hours")))


def banded(pain: Series, mood: Series, sleep: Series) -> tuple[Band, Band, Band]:
    """The three series with their axes."""
    return (
        Band("Pain now, 0 to 10", pain, 0, 10, "pain"),
        Band("Mood, 0 to 10, 10 is best", mood, 0, 10, "mood"),
        Band("Sleep, hours", sleep, 0, 12, "sleep"),
    )
