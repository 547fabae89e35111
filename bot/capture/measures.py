"""The measures of a check-in and the values they may take."""

from __future__ import annotations

import math
from typing import Literal, get_args

Measure = Literal["pain_now", "pain_worst", "mood", "sleep_hours", "night_wakings", "exercise_done"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
SCORES: frozenset[Measure] = frozenset({"pain_now", "pain_worst", "mood"})

# Scores are 0-10 numerical rating scales; a mood of 10 is the best. Hours are of one night.
_HIGHEST: dict[Measure, float] = {
    "pain_now": 10, "pain_worst": 10, "mood": 10, "sleep_hours": 24, "night_wakings": 30,
}  # fmt: skip


def in_range(measure: Measure, value: float) -> bool:
    return 0 <= value <= _HIGHEST[measure]


def rounded(value: float) -> float:
    """As recorded: to two decimals."""
    return round(value, 2) if math.isfinite(value) else value
