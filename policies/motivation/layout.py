"""The columns of the learner's model, and what is thought of each before there is any data.

The priors are in standard deviations of the reward, from published effects of messages: a small
gain at once (Bidargaddi et al. 2018, doi 10.2196/10123; Bell et al. 2023, doi 10.2196/38342), less
of it the more there was lately (Klasnja et al. 2019, doi 10.1093/abm/kay067), wide enough to be
wrong.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from policies.motivation import dose
from policies.motivation.mixed_model import Prior
from policies.motivation.trail import WEAR

Array = NDArray[np.float64]


class Layout:
    """Which column of the model is what, and the prior of each.

    Columns: baseline(terms), effect(terms), then what takes up confounding: p * (1, features,
    dose), the expected doses, and how taking part wears off.
    """

    def __init__(self, features: int) -> None:
        d, t = features, len(dose.TERMS)
        self.block = 1 + d + t + 1  # 1, features, dose terms, freshness
        own = 2 + d  # 1, features, dose: the part of the effect that differs between persons
        self.columns = 2 * self.block + own + 3
        self.effect_of_features = slice(self.block + 1, self.block + 1 + d)
        self.own_features = slice(2, 2 + d)  # the same among what is hers
        at_dose, effect, drift = 1 + d, self.block, 2 * self.block
        self.varying = np.zeros((self.columns, 1 + own))  # baseline; effect(1, features, dose)
        self.varying[0, 0] = 1
        for n in range(own):
            self.varying[effect + n, 1 + n], self.varying[drift + n, 1 + n] = 1, -1
        baseline = [3.0, *[0.5] * d, 0.2, *[0.05] * (t - 2), 0.06, 0.3]
        moderated = [0.2, *[0.15] * d, 0.2, *[0.2] * (t - 2), 0.15, 0.2]
        confounded = [0.15, *[0.1] * d, 0.15, 0.3, 0.3, 0.5]
        mean = np.zeros(self.columns)
        mean[at_dose] = -0.05
        mean[effect] = 0.2
        mean[effect + at_dose] = -0.1
        sd = np.array([*baseline, *moderated, *confounded])
        self.prior = Prior(mean, sd, np.array([0.4, 0.1, *[0.05] * d, 0.06]))

    def _terms(self, contexts: Array, doses: Array, fresh: Array) -> Array:
        one = np.ones((len(contexts), 1))
        return np.hstack([one, contexts, dose.terms(doses), fresh[:, None]])

    def rows(
        self,
        contexts: Array,
        doses: Array,
        fresh: Array,
        written: Array,
        chances: Array,
        expected: Array,
        points: Array,
    ) -> Array:
        """The rows (n, columns) of the model."""
        terms = self._terms(contexts, doses, fresh)
        drift = chances[:, None] * terms[:, : self.varying.shape[1] - 1]
        wear = np.exp(-points / WEAR)[:, None]
        return np.hstack([terms, written[:, None] * terms, drift, expected, wear])

    def baseline(self, contexts: Array, doses: Array, fresh: Array) -> Array:
        """What these moments bring without a message, up to a constant: (n, columns)."""
        terms = self._terms(contexts, doses, fresh)
        return np.hstack([terms, np.zeros((len(terms), self.columns - self.block))])

    def contrast(self, contexts: Array, doses: Array, fresh: Array) -> tuple[Array, Array]:
        """Writing less not writing: rows (n, columns) of all, (n, k) of what is hers."""
        terms = self._terms(contexts, doses, fresh)
        rows = np.zeros((len(terms), self.columns))
        rows[:, self.block : 2 * self.block] = terms
        return rows, rows @ self.varying
