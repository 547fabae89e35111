"""The one line that a learnt policy must beat: write often, unless there was much lately."""

from __future__ import annotations

WRITE = 0.8
HIGH = 0.75
"""The long dose of dose.py above which it stays silent."""


def probability(long_dose: float) -> float:
    """The probability of writing at this dose."""
    return WRITE if long_dose < HIGH else 0.0
