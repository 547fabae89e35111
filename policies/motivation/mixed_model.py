"""A Bayesian linear mixed model from sums alone: what holds for all, and how each one differs.

    y = X b + Z u_person + e,   b ~ N(s mean, s² cov),   u ~ N(0, omega),   e ~ N(0, noise)

with Z = X T for a fixed T, so that per person only Z'X and Z'y are kept, never her rows. `s` is the
spread of y, which makes the prior independent of its unit. `omega` and `noise` are learnt by EM
(empirical Bayes; Laird & Ware 1982, doi 10.2307/2529876), with weak priors that keep them positive.
Everything is weighted by recency: `fade` multiplies all sums.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

EM_STEPS = 4  # a nightly update starts from yesterday's variances, so a few steps do
NOISE_PRIOR = 20.0  # as many observations as the prior of the noise is worth
OMEGA_PRIOR = 10.0  # as many persons as the prior of omega is worth


@dataclass
class Sums:
    """Sums over all rows (xx, xy, yy, y, n) and by person (zx, zy), arrays of m columns, k of Z."""

    xx: Array  # (m, m)
    xy: Array  # (m,)
    yy: float
    y: float
    n: float
    zx: Array  # (persons, k, m)
    zy: Array  # (persons, k)

    @classmethod
    def none(cls, columns: int, varying: int) -> Sums:
        m, k = columns, varying
        return cls(
            np.zeros((m, m)), np.zeros(m), 0.0, 0.0, 0.0, np.zeros((0, k, m)), np.zeros((0, k))
        )

    def room_for(self, persons: int) -> None:
        """Make room for newcomers."""
        more = persons - len(self.zx)
        if more > 0:
            self.zx = np.concatenate([self.zx, np.zeros((more, *self.zx.shape[1:]))])
            self.zy = np.concatenate([self.zy, np.zeros((more, self.zy.shape[1]))])

    def fade(self, share: float) -> None:
        """Let what was summed so far count `share` of what it did."""
        for name in ("xx", "xy", "zx", "zy"):
            setattr(self, name, getattr(self, name) * share)
        self.yy, self.y, self.n = self.yy * share, self.y * share, self.n * share

    def add(self, rows: Array, y: Array, persons: NDArray[np.int64], varying: Array) -> None:
        """Add rows X (n, m) with outcomes y (n,) of persons (n,); Z is `rows @ varying`."""
        z = rows @ varying
        self.xx += rows.T @ rows
        self.xy += rows.T @ y
        self.yy += float(y @ y)
        self.y += float(y.sum())
        self.n += len(y)
        np.add.at(self.zx, persons, z[:, :, None] * rows[:, None, :])
        np.add.at(self.zy, persons, z * y[:, None])

    @property
    def spread(self) -> float:
        """The standard deviation of y; 1 while there is none to speak of."""
        if self.n < 2:
            return 1.0
        variance = self.yy / self.n - (self.y / self.n) ** 2
        return float(np.sqrt(variance)) if variance > 1e-12 else 1.0


@dataclass(frozen=True)
class Prior:
    """In units of the spread of y: of b (mean, sd of each), of u (sd of each) and of the noise."""

    mean: Array
    sd: Array
    varying_sd: Array
    noise_sd: float = 1.0


@dataclass
class MixedModel:
    """The posterior: `mean`, `cov` of b; `own` (persons, k) and `own_cov` (persons, k, k) of u."""

    prior: Prior
    varying: Array  # T, (m, k)
    mean: Array = field(init=False)
    cov: Array = field(init=False)
    omega: Array = field(init=False)
    noise: float = field(init=False)
    own: Array = field(init=False)
    own_cov: Array = field(init=False)
    spread: float = 1.0

    def __post_init__(self) -> None:
        self.mean, self.cov = self.prior.mean.copy(), np.diag(self.prior.sd**2)
        self.omega, self.noise = np.diag(self.prior.varying_sd**2), self.prior.noise_sd**2
        k = self.varying.shape[1]
        self.own, self.own_cov = np.zeros((0, k)), np.zeros((0, k, k))

    def fit(self, sums: Sums) -> None:
        """Learn from the sums, starting from the variances learnt before."""
        rescaled = (sums.spread / self.spread) ** 2
        self.spread, self.omega, self.noise = (
            sums.spread, self.omega * rescaled, self.noise * rescaled,
        )  # fmt: skip
        for _ in range(EM_STEPS):
            self.settle(sums)
            self._variances(sums)
        self.settle(sums)

    def settle(self, sums: Sums) -> None:
        """The posterior at the variances as they are."""
        zz = sums.zx @ self.varying
        self.own_cov = np.linalg.inv(zz / self.noise + np.linalg.inv(self.omega))
        explained = self.own_cov @ sums.zx  # (persons, k, m)
        m = len(sums.xy)
        xvx = sums.xx / self.noise - (
            sums.zx.reshape(-1, m).T @ explained.reshape(-1, m) / self.noise**2
        )
        xvy = sums.xy / self.noise - (
            explained.reshape(-1, m).T @ sums.zy.reshape(-1) / self.noise**2
        )
        precision = 1 / (self.prior.sd * self.spread) ** 2
        wanted = precision * self.prior.mean * self.spread
        self.cov = np.linalg.inv(_symmetric(xvx) + np.diag(precision))
        self.mean = self.cov @ (xvy + wanted)
        unexplained = sums.zy - sums.zx @ self.mean
        self.own = np.einsum("pij,pj->pi", self.own_cov, unexplained) / self.noise

    def _variances(self, sums: Sums) -> None:
        """The M step, with the priors' shares."""
        wanted = np.diag((self.prior.varying_sd * self.spread) ** 2)
        known = len(self.own)
        second = self.own.T @ self.own + self.own_cov.sum(axis=0)
        self.omega = _symmetric((second + OMEGA_PRIOR * wanted) / (known + OMEGA_PRIOR))
        zz = sums.zx @ self.varying
        left = (
            sums.yy
            - 2 * self.mean @ sums.xy
            + self.mean @ sums.xx @ self.mean
            - 2 * np.sum(self.own * (sums.zy - sums.zx @ self.mean))
            + np.einsum("pi,pij,pj->", self.own, zz, self.own)
            + np.einsum("pij,pji->", zz, self.own_cov)
        )
        expected = NOISE_PRIOR * (self.prior.noise_sd * self.spread) ** 2
        self.noise = float((max(left, 0.0) + expected) / (sums.n + NOISE_PRIOR))

    def predict(
        self, rows: Array, varying_rows: Array, persons: NDArray[np.int64], sums: Sums
    ) -> tuple[Array, Array]:
        """Mean and variance of `rows @ b + varying_rows @ u`; person -1 is one not known yet.

        `rows` (n, m), `varying_rows` (n, k), `persons` (n,); both results (n,).
        """
        known = persons >= 0
        index = np.where(known, persons, 0)
        k = self.varying.shape[1]
        own = np.zeros((len(rows), k))
        own_cov = np.broadcast_to(self.omega, (len(rows), k, k)).copy()
        shift = np.zeros_like(rows)
        if known.any():
            own[known] = self.own[index[known]]
            own_cov[known] = self.own_cov[index[known]]
            gain = np.einsum("nij,ni->nj", own_cov[known], varying_rows[known]) / self.noise
            shift[known] = np.einsum("nk,nkm->nm", gain, sums.zx[index[known]])
        mean = rows @ self.mean + np.einsum("nk,nk->n", varying_rows, own)
        through = rows - shift
        variance = np.einsum("nm,ml,nl->n", through, self.cov, through)
        variance += np.einsum("nk,nkl,nl->n", varying_rows, own_cov, varying_rows)
        return mean, np.maximum(variance, 0.0)


def _symmetric(matrix: Array) -> Array:
    result: Array = (matrix + matrix.T) / 2
    return result
