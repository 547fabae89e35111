"""An estimate with its interval, and the variance of one whose rows belong to persons.

Rows of the same person resemble one another, so that persons are what is counted. With few of them
the plain sandwich is too small; the correction of Mancl and DeRouen (2001, Biometrics 57:126,
10.1111/j.0006-341X.2001.00126.x) and quantiles of Student's t, with as many degrees of freedom as
persons less parameters, bring the intervals near what they claim. It is what Boruvka et al. (2018)
and Qian et al. (2021) use.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]
Index = NDArray[np.int64]


class Refused(ValueError):
    """What is there is not enough for this estimate; the text is a sentence that says why."""


@dataclass(frozen=True)
class Estimate:
    """`value` with its standard error, 95% interval, and p-value of there being nothing."""

    value: float
    se: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Fit:
    """Coefficients (k,), their covariance (k, k), and degrees of freedom."""

    coefficients: Array
    covariance: Array
    freedom: int

    def estimate(self, contrast: Array) -> Estimate:
        """The sum of the coefficients, each times its part of `contrast` (k,)."""
        value = float(contrast @ self.coefficients)
        se = float(np.sqrt(contrast @ self.covariance @ contrast))
        reach = float(stats.t.ppf(0.975, self.freedom)) * se
        p = float(2 * stats.t.sf(abs(value) / se, self.freedom)) if se > 0 else float(value == 0)
        return Estimate(value, se, value - reach, value + reach, p)


def person_sums(rows: Array, person: Index) -> Array:
    """Sums of rows (n, k) over persons numbered from 0: (persons, k)."""
    return np.stack([np.bincount(person, column) for column in rows.T], axis=1)


def solved(
    coefficients: Array,
    weighted: Array,
    slopes: Array,
    residuals: Array,
    bread: Array,
    person: Index,
) -> Fit:
    """The fit whose estimating equations, sum of `weighted` * residual, are zero.

    `weighted` (n, k) and `residuals` (n,) make up the equations, `slopes` (n, k) are the
    derivatives of the mean by the coefficients, `bread` (k, k) minus those of the equations. A
    person's residuals are divided by 1 - H, H her block of the hat matrix: D' (1 - R B D')^-1, with
    D the weighted rows, R the slopes and B the inverse of the bread, is (1 - D'R B)^-1 D', so that
    only k by k matrices are solved. Raises Refused with no more persons than coefficients.
    """
    k = len(coefficients)
    persons = int(person.max()) + 1
    if persons <= k:
        raise Refused(f"{persons} mothers are too few to estimate {k} numbers.")
    scores = person_sums(weighted * residuals[:, None], person)
    crossed = np.stack([person_sums(weighted * slopes[:, [j]], person) for j in range(k)], axis=2)
    try:
        inverse = np.linalg.inv(bread)
        scores = np.linalg.solve(np.eye(k) - crossed @ inverse, scores[..., None])[..., 0]
    except np.linalg.LinAlgError:
        raise Refused("Too much of it rests on one mother.") from None
    halves: Array = scores @ inverse.T
    return Fit(coefficients, halves.T @ halves, persons - k)


def mean(values: Array, person: Index, weights: Array | None = None) -> Fit:
    """The mean of values (n,), weighted or not, with a variance by person."""
    one = np.ones((len(values), 1))
    weighted = one if weights is None else weights[:, None]
    centre: Array = weighted.T @ values / weighted.sum()
    return solved(centre, weighted, one, values - centre, weighted.T @ one, person)
