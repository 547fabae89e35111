"""The three measures that are drawn, with their axes: pain and mood 0-10, sleep 0-12 hours."""

from __future__ import annotations

from collections.abc import Sequence

from clinic.charts import Band
from clinic.series import daily
from records.store import Value


def bands(values: Sequence[Value]) -> tuple[Band, Band, Band]:
    """Pain, mood and sleep of these values, ready to draw."""
    return (
        Band("Pain now, 0 to 10", daily(values, "pain_now"), 0, 10, "pain"),
        Band("Mood, 0 to 10, 10 is best", daily(values, "mood"), 0, 10, "mood"),
        Band("Sleep, hours", daily(values, "sleep_hours"), 0, 12, "sleep"),
    )
