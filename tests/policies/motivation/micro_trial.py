"""Simulated micro-randomised trials whose truth is known. Nobody's data."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Trial(NamedTuple):
    """Columns (n,), by mother and time. `state` is 0 or 1 and known before the decision."""

    person: NDArray[np.int64]
    time: NDArray[np.int64]
    state: Array
    probability: Array
    written: Array
    outcome: Array

    @property
    def chance(self) -> Array:
        """The probability with which was done what was done."""
        return np.where(self.written == 1, self.probability, 1 - self.probability)

    @property
    def ones(self) -> Array:
        return np.ones((len(self.person), 1))


def trial(
    rng: np.random.Generator,
    mothers: int = 25,
    points: int = 30,
    difference: tuple[float, float] = (0.0, 0.0),
    log_ratio: float = 0.0,
) -> Trial:
    """Mothers differ in how often they take part and in the effect.

    In state 1 she takes part more often and is written to more often, so that comparing points with
    and without a message is wrong. `difference`: what a message adds in state 0 and in state 1;
    `log_ratio`: what it multiplies by instead.
    """
    many = mothers * points
    person, time = np.repeat(np.arange(mothers), points), np.tile(np.arange(points), mothers)
    state = (rng.random(many) < 0.5).astype(float)
    probability = np.where(state == 1, 0.75, 0.3)
    written = (rng.random(many) < probability).astype(float)
    without = rng.uniform(0.2, 0.4, mothers)[person] + 0.2 * state
    own = rng.normal(0, 0.04, mothers)[person] * (difference != (0.0, 0.0))
    adds = np.where(state == 1, difference[1], difference[0]) + own
    risk = without + written * (adds + without * np.expm1(log_ratio))
    return Trial(person, time, state, probability, written, (rng.random(many) < risk).astype(float))
