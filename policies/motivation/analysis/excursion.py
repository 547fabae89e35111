"""The causal excursion effect: what writing rather than silence did, at the moments as they came.

Weighted and centred least squares (Boruvka, Almirall, Witkiewitz and Murphy 2018, JASA 113:1112,
10.1080/01621459.2017.1305274) for a difference of means, here of probabilities of taking part; the
estimator of the marginal excursion effect (Qian, Yoo, Klasnja, Almirall and Murphy 2021, Biometrika
108:507, 10.1093/biomet/asaa070) for a log relative risk. Both hold whatever the controls leave out,
since the probability of each decision is known. The effect is that of the next message given how
she had been written to until then; what a message does to later points is not in it.
"""

from __future__ import annotations

import numpy as np
from scipy import optimize

from policies.motivation.analysis.estimate import Array, Fit, Index, Refused, solved

ZERO = 1e-9
"""The estimating equations count as solved when the mean of each is as near to zero."""


def wcls(
    outcome: Array,
    treated: Array,
    chance: Array,
    person: Index,
    numerator: float,
    controls: Array,
    moderators: Array,
) -> Fit:
    """Weighted and centred least squares; coefficients of `controls` first, then of the effect.

    Rows are decision points at which she could be written to. `outcome` (n,); `treated` (n,) 0 or
    1; `chance` (n,) the probability with which was done what was done; `person` (n,) numbers from
    0; `numerator` the constant probability of treatment that the weights make of it; `controls`
    (n, q) and `moderators` (n, p) with a column of ones where an intercept is meant, both of what
    was known before the decision. Raises Refused.
    """
    weights = np.where(treated == 1, numerator, 1 - numerator) / chance
    design = np.hstack([controls, (treated - numerator)[:, None] * moderators])
    weighted = weights[:, None] * design
    bread = weighted.T @ design
    _check(bread)
    coefficients = np.linalg.solve(bread, weighted.T @ outcome)
    residuals = outcome - design @ coefficients
    return solved(coefficients, weighted, design, residuals, bread, person)


def emee(
    outcome: Array,
    treated: Array,
    chance: Array,
    person: Index,
    numerator: float,
    controls: Array,
    moderators: Array,
) -> Fit:
    """The marginal excursion effect on the log relative risk; arguments and order as `wcls`.

    `outcome` is 0 or 1. Raises Refused, also when an arm has no outcome of 1.
    """
    if not (outcome[treated == 1].any() and outcome[treated == 0].any()):
        raise Refused("In one of the two arms nobody took part: there is no ratio.")
    q = controls.shape[1]
    weights = np.where(treated == 1, numerator, 1 - numerator) / chance
    centred = np.hstack([controls, (treated - numerator)[:, None] * moderators])
    plain = np.hstack([controls, treated[:, None] * moderators])
    _check((weights[:, None] * centred).T @ plain)

    def parts(theta: Array) -> tuple[Array, Array]:
        """Weighted rows of the equations, and the risks."""
        blip = np.exp(-treated * (moderators @ theta[q:]))
        return (weights * blip)[:, None] * centred, np.exp(plain @ theta)

    def equations(theta: Array) -> Array:
        weighted, risk = parts(theta)
        result: Array = weighted.T @ (outcome - risk) / len(outcome)
        return result

    def slopes(theta: Array) -> Array:
        weighted, risk = parts(theta)
        own = np.hstack([np.zeros_like(controls), treated[:, None] * moderators])
        moved = risk[:, None] * plain + (outcome - risk)[:, None] * own
        result: Array = -weighted.T @ moved / len(outcome)
        return result

    with np.errstate(over="ignore", invalid="ignore"):  # a step too far is taken back
        found = optimize.root(equations, np.zeros(centred.shape[1]), jac=slopes, tol=1e-12)
        theta = np.asarray(found.x)
        left = np.abs(equations(theta)).max()
    if not left < ZERO:
        raise Refused("The relative risk could not be solved for; the difference holds.")
    weighted, risk = parts(theta)
    bread = -slopes(theta) * len(outcome)
    return solved(theta, weighted, risk[:, None] * plain, outcome - risk, bread, person)


def _check(bread: Array) -> None:
    scale = np.sqrt(np.abs(np.diag(bread)))
    if not scale.all() or np.linalg.cond(bread / np.outer(scale, scale)) > 1e10:
        raise Refused("Something that should vary is the same at all points.")
