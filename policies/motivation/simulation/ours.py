"""The shipped policy in a simulated world: the learner, updated each night, and its rests."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from policies.motivation import rest
from policies.motivation.learner import Learner
from policies.motivation.reward import STOPPED
from policies.motivation.simulation.world import POINTS_A_DAY, State

Array = NDArray[np.float64]
FEATURES = ("evening", "bad night", "weekend")
REST = rest.LENGTH.days * POINTS_A_DAY


class Ours:
    """Decides by `Learner`; at a point in a rest nothing is decided, and it counts as silent."""

    def __init__(self, many: int) -> None:
        self._learner = Learner(FEATURES)
        self._names = [str(n) for n in range(many)]
        self._resting = np.zeros(many)  # points left
        self._kept: list[tuple[Array, Array, Array, Array, NDArray[np.int64]]] = []

    def chances(self, contexts: Array, point: int, state: State) -> Array:
        if point % POINTS_A_DAY == 0 and self._kept:
            x, written, chances, rewards, who = map(np.concatenate, zip(*self._kept, strict=True))
            self._learner.update(x, written, chances, rewards, [self._names[n] for n in who])
            self._kept = []
        pays = self._learner.pays(self._names)
        tired = [rest.tired(each, point) for each in pays] & (self._resting == 0)
        chance = self._learner.probabilities(contexts, self._names)
        chance = np.where(self._resting > 0, 0.0, chance)
        self._resting = np.where(tired, REST, np.maximum(self._resting - 1, 0))
        return chance

    def saw(
        self, contexts: Array, written: Array, chances: Array, took_part: Array, left: Array,
        there: Array,
    ) -> None:  # fmt: skip
        who = np.flatnonzero(there)
        for n in who:
            self._learner.count(self._names[n], int(written[n]))
        rewards = took_part + STOPPED * left
        self._kept.append((contexts[who], written[who], chances[who], rewards[who], who))
