"""What a message costs later: writing now raises the dose, and a dose changes what comes after.

Value iteration over the two doses on a grid, on the learnt model: at each dose, writing pays
`effect(dose)`, spread around its mean by what differs between moments and mothers, and not writing
nothing; both lead to the next dose. The cost of a message is the difference between the values of
the two next doses. After the proxy MDP of Liao et al. 2020 (arXiv 1909.03539), which gives the
effect of the dose instead of learning it.
"""

from __future__ import annotations

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from numpy.typing import NDArray
from scipy.special import expit

from policies.motivation import dose

Array = NDArray[np.float64]

LONG: Array = np.linspace(0, 1, 15)
SHORT: Array = np.linspace(0, 1, 7)
GRID: Array = np.stack(np.meshgrid(LONG, SHORT, indexing="ij"), axis=-1).reshape(-1, 2)
"""All pairs of a long and a short dose that the values are worked out for, (points, 2)."""
DISCOUNT = 0.98
"""A decision point from now counts 2% less: about 50 of them are looked ahead."""
SWEEPS = 250
_NODES, _WEIGHTS = hermegauss(7)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


def weights(doses: Array) -> Array:
    """The linear interpolation from the grid: (n, 2) doses to (n, points) weights."""
    parts = []
    for axis, ticks in ((0, LONG), (1, SHORT)):
        place = np.clip(doses[:, axis], 0, 1) * (len(ticks) - 1)
        below = np.minimum(place.astype(int), len(ticks) - 2)
        share = place - below
        part = np.zeros((len(doses), len(ticks)))
        rows = np.arange(len(doses))
        part[rows, below], part[rows, below + 1] = 1 - share, share
        parts.append(part)
    result: Array = (parts[0][:, :, None] * parts[1][:, None, :]).reshape(len(doses), -1)
    return result


_SILENT = weights(dose.after(GRID, 0.0))
_WRITTEN = weights(dose.after(GRID, 1.0))


def cost(
    baseline: Array, effect: Array, spread: float, bounds: tuple[float, float], softness: float
) -> Array:
    """The later cost of writing at each point of GRID, (points,), in units of the reward.

    `baseline`, `effect` (points,): the mean reward without a message, and what a message adds;
    `spread`: standard deviation of the effect between moments; `bounds`, `softness`: how the
    probability of writing follows from the advantage (see the learner).
    """
    low, high = bounds
    moments = effect[:, None] + spread * _NODES
    values, later = np.zeros(len(GRID)), np.zeros(len(GRID))
    for _ in range(SWEEPS):
        after_silence, after_writing = _SILENT @ values, _WRITTEN @ values
        later = DISCOUNT * (after_silence - after_writing)
        advantage = moments - later[:, None]
        chance = low + (high - low) * expit(advantage / softness)
        gained = (chance * advantage) @ _WEIGHTS
        values = baseline + gained + DISCOUNT * after_silence
        values = values - values[0]  # only differences matter
    return later
