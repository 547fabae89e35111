"""Ways of deciding whether to write, behind one protocol: simple ones, bandits, the dose rule."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from policies.motivation import rule
from policies.motivation.simulation.world import POINTS_A_DAY, State

Array = NDArray[np.float64]


class Policy(Protocol):
    """Decides for all mothers of a cohort at once; all arrays are (mothers, ...)."""

    def chances(self, contexts: Array, point: int, state: State) -> Array:
        """The probability of writing to each; only an oracle looks at `state`."""

    def saw(
        self, contexts: Array, written: Array, chances: Array, took_part: Array, left: Array,
        there: Array,
    ) -> None:  # fmt: skip
        """What came of it. Only those with `there` count."""


class Constant:
    """The same probability always: never, always, a coin."""

    def __init__(self, chance: float) -> None:
        self._chance = chance

    def chances(self, contexts: Array, point: int, state: State) -> Array:
        return np.full(len(contexts), self._chance)

    def saw(self, *seen: Array) -> None:
        """Nothing is learnt."""


class FixedDaily:
    """A message each morning."""

    def chances(self, contexts: Array, point: int, state: State) -> Array:
        return np.full(len(contexts), float(point % POINTS_A_DAY == 0))

    def saw(self, *seen: Array) -> None:
        """Nothing is learnt."""


class DoseRule:
    """The one line of policies/motivation/rule.py."""

    def __init__(self, many: int) -> None:
        self._dose = np.zeros(many)

    def chances(self, contexts: Array, point: int, state: State) -> Array:
        return np.array([rule.probability(dose) for dose in self._dose])

    def saw(
        self, contexts: Array, written: Array, chances: Array, took_part: Array, left: Array,
        there: Array,
    ) -> None:  # fmt: skip
        self._dose = 13 / 14 * self._dose + written / 14


class EpsilonGreedy:
    """Per mother, what paid more so far, and one point in ten at random; nothing is pooled."""

    def __init__(self, many: int) -> None:
        self._paid, self._tried = np.zeros((2, many)), np.zeros((2, many))

    def chances(self, contexts: Array, point: int, state: State) -> Array:
        mean = (self._paid + 0.25) / (self._tried + 1)
        return np.where(mean[1] >= mean[0], 0.95, 0.05)

    def saw(
        self, contexts: Array, written: Array, chances: Array, took_part: Array, left: Array,
        there: Array,
    ) -> None:  # fmt: skip
        who = np.arange(len(written))
        self._tried[written.astype(int), who] += there
        self._paid[written.astype(int), who] += there * took_part


class Thompson(EpsilonGreedy):
    """Per mother, Thompson sampling on a Beta prior; nothing is pooled, no dose."""

    def __init__(self, many: int, rng: np.random.Generator) -> None:
        super().__init__(many)
        self._rng = rng

    def chances(self, contexts: Array, point: int, state: State) -> Array:
        drawn = self._rng.beta(1 + self._paid, 1 + self._tried - self._paid)
        return np.where(drawn[1] >= drawn[0], 1.0, 0.0)
