"""Who knows the world: each mother's own effect, her burden, and what a message leads to.

At each point both choices are followed for some days by expectation, under a simple way of going
on; the better one is taken. One step of policy improvement with the true model: an upper mark to
measure regret by, not a policy that anybody could have.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from policies.motivation.simulation import world as w
from policies.motivation.simulation.world import Mothers, State, World

Array = NDArray[np.float64]

AHEAD = 40  # points


class Oracle:
    """Writes exactly when that brings more points taken part in, as far as it looks ahead."""

    def __init__(self, world: World, her: Mothers, points: int) -> None:
        self._world, self._her, self._points = world, her, points

    def chances(self, contexts: Array, point: int, state: State) -> Array:
        night = (contexts[:, 1] + 1) / 2
        values = [self._value(state, night, point, written) for written in (0.0, 1.0)]
        return (values[1] > values[0]).astype(float)

    def _value(self, now: State, night: Array, point: int, first: float) -> Array:
        state, total, alive = now.copy(), np.zeros(len(night)), np.ones(len(night))
        written = np.full(len(night), first)
        for at in range(point, min(point + AHEAD, self._points)):
            if at > point:
                night = np.full(len(night), self._world.night)
                helps = w.effect(self._world, self._her, state, night, at) > 0
                written = 0.5 * helps
            part = w.chance(self._world, self._her, state, night, at, written)
            total += alive * part
            alive = alive * (1 - w.move_on(self._world, state, written, part))
        # those who stay take part later as well
        rest = max(self._points - point - AHEAD, 0)
        return total + alive * rest * part

    def saw(self, *seen: Array) -> None:
        """It knows already."""
