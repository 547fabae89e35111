"""The measures of a check-in and the values they may take."""

from __future__ import annotations

import math
from typing import Literal, get_args

Measure = Literal["pain_now", "pain_worst", "mood", "sleep_hours", "night_wakings", "exercise_done"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
SCORES: frozenset[Measure] = frozenset({"pain_now", "pain_worst", "mood"})


def rounded(value: float) -> float:
    """As recorded: to two decimals."""
    return round(value, 2) if math.isfinite(value) else value
