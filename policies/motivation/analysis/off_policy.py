"""What taking part would be at the moments of the record, had another policy decided at each.

Inverse probability weighting (Horvitz and Thompson 1952), the same with weights that add up to one
(Hajek; SNIPS of Swaminathan and Joachims 2015), and the doubly robust estimate (Dudik, Langford and
Li 2011, arXiv 1103.4601) with a linear model of the outcome that is fitted to other persons. The
moments stay as they came under the policy that was at work: what another one would change about
later moments, her dose above all, isn't in these figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from policies.motivation.analysis.estimate import Array, Estimate, Index, Refused, mean
from policies.motivation.analysis.points import Points

LOW, HIGH = 0.1, 0.8
"""Between them lies the probability of writing, whatever the policy."""
HIGH_DOSE = 0.75
MIN_EFFECTIVE = 200
FOLDS = 5

Policy = Callable[[Points], Array]
"""The probability of writing at each point, (n,)."""

POLICIES: Mapping[str, Policy] = {
    "as it was": lambda points: points.probability,
    "always": lambda points: np.full(len(points.person), HIGH),
    "never": lambda points: np.full(len(points.person), LOW),
    "a coin": lambda points: np.full(len(points.person), 0.5),
    "dose rule": lambda points: np.where(points.dose < HIGH_DOSE, HIGH, LOW),
}


@dataclass(frozen=True)
class Value:
    """The mean outcome of a point under a policy, estimated three ways; `gain`: doubly robust, what
    it has over the policy that was at work. `effective`: how many points the weighted ones are
    worth, `largest` the largest weight (1 is an unweighted point)."""

    ips: Estimate
    snips: Estimate
    doubly_robust: Estimate
    gain: Estimate
    effective: float
    largest: float


def value(points: Points, target: Array) -> Value:
    """The value of a policy that writes with the probabilities `target` (n,).

    Raises Refused when fewer points than MIN_EFFECTIVE speak for it.
    """
    outcome, person, written = points.took_part, points.person, points.written
    chosen = np.where(written == 1, target, 1 - target)
    weights = chosen / np.where(written == 1, points.probability, 1 - points.probability)
    total = weights.sum()
    effective = float(total**2 / (weights**2).sum()) if total else 0.0
    if effective < MIN_EFFECTIVE:
        raise Refused(
            f"The record is worth {effective:.0f} points for this policy; "
            f"at least {MIN_EFFECTIVE} are needed."
        )
    silent, sent = _expected(points.history, written, outcome, person)
    expected = np.where(written == 1, sent, silent)

    def robust(chance: Array, weight: Array) -> Array:
        result: Array = chance * sent + (1 - chance) * silent + weight * (outcome - expected)
        return result

    values = robust(target, weights)
    at_work = robust(points.probability, np.ones_like(weights))
    return Value(
        ips=_of(mean(weights * outcome, person).estimate),
        snips=_of(mean(outcome, person, weights).estimate),
        doubly_robust=_of(mean(values, person).estimate),
        gain=_of(mean(values - at_work, person).estimate),
        effective=effective,
        largest=float(weights.max()),
    )


def _of(estimate: Callable[[Array], Estimate]) -> Estimate:
    return estimate(np.ones(1))


def _expected(history: Array, written: Array, outcome: Array, person: Index) -> tuple[Array, Array]:
    """The outcome expected without and with a message, (n,) each, fitted to other persons."""
    plain = np.hstack([np.ones((len(outcome), 1)), history])
    design = np.hstack([plain, written[:, None] * plain])
    silent, sent = np.zeros(len(outcome)), np.zeros(len(outcome))
    for fold in range(FOLDS):
        mine = person % FOLDS == fold
        line = np.linalg.lstsq(design[~mine], outcome[~mine], rcond=None)[0]
        silent[mine] = plain[mine] @ line[: plain.shape[1]]
        sent[mine] = silent[mine] + plain[mine] @ line[plain.shape[1] :]
    return silent, sent
