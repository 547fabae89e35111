"""Where each one stands: her doses and how many decision points she has seen; and typical moments.

Beside the doses stand the expected ones: what they would be had each point counted with its
probability of writing. The difference of the two is nothing but the luck of the draws, so what goes
with it is what the dose does, not what made her be written to often.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policies.motivation import dose

Array = NDArray[np.float64]

NOVELTY = 30.0
"""Decision points in which what is new about being written to wears off to a third."""


WEAR = 120.0
"""Decision points in which taking part at all wears off to a third."""


def freshness(points: Array) -> Array:
    """How new being written to is, 1 at the start and then falling, after so many points."""
    result: Array = np.exp(-points / NOVELTY)
    return result


@dataclass
class Trail:
    """By person: doses and expected doses (persons, 2), decision points so far (persons,)."""

    doses: Array
    expected: Array
    points: Array

    @classmethod
    def none(cls) -> Trail:
        return cls(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0))

    def room_for(self, persons: int) -> None:
        """Make room for newcomers, who have not been written to."""
        more = persons - len(self.points)
        if more > 0:
            self.doses = np.concatenate([self.doses, np.zeros((more, 2))])
            self.expected = np.concatenate([self.expected, np.zeros((more, 2))])
            self.points = np.concatenate([self.points, np.zeros(more)])

    def replay(
        self, persons: NDArray[np.int64], written: Array, chances: Array
    ) -> tuple[Array, Array, Array]:
        """Move on past points (n,), each person's in order.

        Returns doses (n, 2), expected doses (n, 2) and points so far (n,) as they were before each.
        """
        many = len(persons)
        doses, expected, points = np.zeros((many, 2)), np.zeros((many, 2)), np.zeros(many)
        order = np.argsort(persons, kind="stable")
        starts = np.flatnonzero(np.r_[True, np.diff(persons[order]) != 0])
        lengths = np.diff(np.r_[starts, many])
        nth = np.arange(many) - np.repeat(starts, lengths)
        for turn in range(int(lengths.max())):
            at = order[nth == turn]
            who = persons[at]
            doses[at], expected[at] = self.doses[who], self.expected[who]
            points[at] = self.points[who]
            self.doses[who] = dose.after(self.doses[who], written[at])
            self.expected[who] = dose.after(self.expected[who], chances[at])
            self.points[who] += 1
        return doses, expected, points


@dataclass
class Moments:
    """Typical features and freshness: recency-weighted sums, for planning ahead."""

    n: float
    sums: Array  # (d,)
    squares: Array  # (d, d)
    fresh: float

    @classmethod
    def none(cls, features: int) -> Moments:
        return cls(0.0, np.zeros(features), np.zeros((features, features)), 0.0)

    def add(self, contexts: Array, fresh: Array, fade: float) -> None:
        """Add contexts (n, d), fresh (n,); what came before counts `fade` of what it did."""
        self.n = fade * self.n + len(contexts)
        self.sums = fade * self.sums + contexts.sum(axis=0)
        self.squares = fade * self.squares + contexts.T @ contexts
        self.fresh = fade * self.fresh + float(fresh.sum())

    def summary(self) -> tuple[Array, Array, float]:
        """Mean (d,) and covariance (d, d) of the features, mean freshness; all new at the start."""
        if not self.n:
            return self.sums, self.squares, 1.0
        mean = self.sums / self.n
        return mean, self.squares / self.n - np.outer(mean, mean), self.fresh / self.n
