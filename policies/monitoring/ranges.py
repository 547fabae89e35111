"""The values that each measure of a check-in may take, whoever gives them (docs/measures.md).

Scores are 0-10 numerical rating scales; a mood of 10 is the best. Hours and wakings are of one
night; the middle of a range may be a fraction. Exercise is a word.
"""

from __future__ import annotations

from collections.abc import Mapping

from records.events import Measure

HIGHEST: Mapping[Measure, float] = {
    "pain_now": 10, "pain_worst": 10, "mood": 10, "sleep_hours": 24, "night_wakings": 30,
}  # fmt: skip
EXERCISE = ("yes", "partly", "no")


def in_range(measure: Measure, value: float) -> bool:
    """Whether a number can be of this measure; not for `exercise_done`, which has words."""
    return 0 <= value <= HIGHEST[measure]
