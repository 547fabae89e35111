"""A cohort through a world under a policy; the same seed is the same mothers, nights and luck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policies.motivation.simulation import world as w
from policies.motivation.simulation.peers import Policy
from policies.motivation.simulation.world import POINTS_A_DAY, Mothers, State, World

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Luck:
    """What happens whatever is decided, (points, mothers): bad nights and uniform numbers."""

    nights: Array
    write: Array
    part: Array
    leave: Array


def luck(world: World, many: int, days: int, rng: np.random.Generator) -> Luck:
    """Draw it all beforehand, so that policies are compared on equal luck."""
    nights = np.repeat(rng.random((days, many)) < world.night, POINTS_A_DAY, axis=0)
    return Luck(nights.astype(float), *(rng.random(nights.shape) for _ in range(3)))


@dataclass(frozen=True)
class Course:
    """What happened, (points, mothers): took part, still there, written to, with which chance."""

    part: Array
    there: Array
    written: Array
    chances: Array

    @property
    def days(self) -> Array:
        """Took part that day, (days, mothers)."""
        result: Array = self.part.reshape(-1, POINTS_A_DAY, self.part.shape[1]).max(axis=1)
        return result


def contexts(state: State, night: Array, point: int) -> Array:
    """What a policy may know, (mothers, 3): evening, bad night, weekend; each -1 or 1."""
    many, day = len(night), point // POINTS_A_DAY
    evening = np.full(many, 1.0 if point % POINTS_A_DAY else -1.0)
    weekend = np.full(many, 1.0 if day % 7 >= 5 else -1.0)
    return np.stack([evening, 2 * night - 1, weekend], axis=1)


def run(world: World, her: Mothers, chance: Luck, policy: Policy) -> Course:
    """Live through all points of `chance`."""
    points, many = chance.nights.shape
    state = State.at_start(many)
    part, there, written, chances = (np.zeros((points, many)) for _ in range(4))
    for at in range(points):
        night, here = chance.nights[at], state.there.copy()
        x = contexts(state, night, at)
        chances[at] = policy.chances(x, at, state)
        written[at] = (chance.write[at] < chances[at]) * here
        likely = w.chance(world, her, state, night, at, written[at])
        part[at] = (chance.part[at] < likely) * here
        left = (chance.leave[at] < w.move_on(world, state, written[at], part[at])) * here
        state.there = here - left
        policy.saw(x, written[at], chances[at], part[at], left, here)
        there[at] = state.there
    return Course(part, there, written, chances)
