"""When a message helps her: learnt from what messages did before, for her and for all mothers.

The reward of a decision point, with x the features and d the doses:

    reward = baseline(x, d) + written * effect(x, d) + p * drift(d) + what is hers + noise

`p` is the probability with which the point was written to. What is hers is a baseline, an effect
and slopes of the effect, each drawn around zero (partial pooling), those of the effect on
`written - p`: as in action-centred bandits (Greenewald et al. 2017, arXiv 1711.03596), `drift`
takes up what a wrong baseline would otherwise put on the effect. Features should be nothing that
messages change (having answered lately, say): their later cost is read off the doses.

The probability of writing is low + (high - low) * E[logistic(advantage / softness)] over the
posterior, where the advantage is the effect now less the later cost (horizon.py): 40-point
Gauss-Hermite quadrature, the same to the last digit each time. So each point may be written to and
each may stay silent, and what was learnt can be checked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from numpy.typing import NDArray
from scipy.special import expit, ndtr

from policies.motivation import dose, horizon
from policies.motivation.layout import Layout
from policies.motivation.mixed_model import MixedModel, Sums
from policies.motivation.trail import Moments, Trail, freshness

Array = NDArray[np.float64]

FADE = 0.995
"""What an observation still counts one decision point later: half after 140 of them."""
SOFTNESS = 0.025
"""The advantage, in standard deviations of the reward, that lifts the chance from even to 73%."""
TEMPER = 0.25
"""Share of the posterior's width that the chance is averaged over. The bounds see to it that both
are tried, so drawing from the whole posterior would explore twice; chosen in simulation."""
LONGEST = 100
"""Decision points of one person that may wait to be learnt from; no dose remembers more."""
_NODES, _WEIGHTS = hermegauss(40)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


class Learner:
    """Learns when to write. Rewards may have any unit; features should lie about within [-1, 1].

    `bounds`: the least and the greatest probability of writing.
    """

    def __init__(self, features: Sequence[str], bounds: tuple[float, float] = (0.1, 0.8)) -> None:
        if not 0 < bounds[0] < bounds[1] < 1:
            raise ValueError(f"bounds must be 0 < low < high < 1, not {bounds}")
        self.features = tuple(features)
        self.bounds = bounds
        self._layout = Layout(len(self.features))
        self._model = MixedModel(self._layout.prior, self._layout.varying)
        self._sums = Sums.none(self._layout.columns, self._layout.varying.shape[1])
        self._rows: dict[str, int] = {}
        self._trail = Trail.none()
        self._ahead: dict[str, list[int]] = {}  # written or not, since what was learnt from
        self._moments = Moments.none(len(self.features))
        self._later = self._plan()
        self.version = 0

    def to_json(self) -> str:
        """All that was learnt, as text."""
        model = {"omega": self._model.omega, "noise": self._model.noise}
        state = {
            "features": self.features,
            "bounds": self.bounds,
            "version": self.version,
            "persons": list(self._rows),
            "ahead": self._ahead,
            "sums": vars(self._sums),
            "trail": vars(self._trail),
            "moments": vars(self._moments),
            "model": {**model, "spread": self._model.spread},
        }
        return json.dumps(state, default=lambda array: array.tolist())

    @classmethod
    def from_json(cls, text: str) -> Learner:
        """The learner that `to_json` wrote; it decides the same to the last digit."""
        state = json.loads(text)
        learner = cls(state["features"], tuple(state["bounds"]))
        learner.version, learner._ahead = state["version"], state["ahead"]
        learner._rows = {person: row for row, person in enumerate(state["persons"])}
        learner._sums.room_for(len(learner._rows))
        learner._trail.room_for(len(learner._rows))
        for part in ("sums", "trail", "moments", "model"):
            held = getattr(learner, f"_{part}")
            for name, value in state[part].items():
                shape = np.shape(getattr(held, name))
                setattr(held, name, np.array(value).reshape(shape) if shape else value)
        if learner.version:
            learner._model.settle(learner._sums)
            learner._later = learner._plan()
        return learner

    # --- deciding ---

    def probability(self, context: Array, person: str) -> float:
        """The probability of writing to this person at these features (d,)."""
        return float(self.probabilities(np.asarray(context)[None], [person])[0])

    def act(self, context: Array, person: str, rng: np.random.Generator) -> tuple[int, float]:
        """1 to write or 0, drawn with its probability; it counts for the dose from now on."""
        chance = self.probability(context, person)
        action = int(rng.random() < chance)
        self.count(person, action)
        return action, chance

    def count(self, person: str, action: int) -> None:
        """Count a message, or none, for the dose; `update` with the same point counts it once."""
        self.since(person, [*self._ahead.get(str(person), ()), action])

    def since(self, person: str, actions: Sequence[int]) -> None:
        """All her points that are still to be learnt from, written to or not, oldest first."""
        self._ahead[str(person)] = [int(action) for action in actions][-LONGEST:]

    def probabilities(self, contexts: Array, persons: Sequence[str]) -> Array:
        """`probability` for many at once: contexts (n, d), persons (n,) to (n,)."""
        mean, sd = self.advantage(contexts, persons)
        low, high = self.bounds
        at = (mean[:, None] + TEMPER * sd[:, None] * _NODES) / (SOFTNESS * self._model.spread)
        chance: Array = low + (high - low) * (expit(at) @ _WEIGHTS)
        return np.clip(chance, low, high)

    def pays(self, persons: Sequence[str]) -> Array:
        """How sure it is that writing pays at her typical moment, later cost included: (n,)."""
        typical = np.tile(self._moments.summary()[0], (len(persons), 1))
        mean, sd = self.advantage(typical, persons)
        return np.asarray(ndtr(mean / sd))

    def advantage(self, contexts: Array, persons: Sequence[str]) -> tuple[Array, Array]:
        """Effect now less later cost: posterior mean and standard deviation, in reward units."""
        contexts = self._checked(contexts, len(persons))
        doses, fresh = self._now(persons)
        rows, varying = self._layout.contrast(contexts, doses, fresh)
        index = np.array([self._rows.get(str(person), -1) for person in persons])
        mean, variance = self._model.predict(rows, varying, index, self._sums)
        return mean - horizon.weights(doses) @ self._later, np.sqrt(variance)

    def terms(self, context: Array, person: str) -> dict[str, float]:
        """What each feature adds to the effect of a message now, in spreads of the reward."""
        model, part = self._model, self._layout.effect_of_features
        slopes = model.mean[part]
        row = self._rows.get(str(person))
        if row is not None:
            slopes = slopes + model.own[row, self._layout.own_features]
        added = slopes * np.asarray(context, dtype=float) / model.spread
        return dict(zip(self.features, added.tolist(), strict=True))

    def doses(self, person: str) -> tuple[float, ...]:
        """Her long and her short dose as of now."""
        return tuple(self._now([person])[0][0].tolist())

    def points(self, person: str) -> int:
        """Her decision points so far."""
        row = self._rows.get(str(person))
        settled = 0 if row is None else int(self._trail.points[row])
        return settled + len(self._ahead.get(str(person), ()))

    # --- learning ---

    def update(
        self,
        contexts: Array,
        actions: Sequence[int] | Array,
        probabilities: Sequence[float] | Array,
        rewards: Sequence[float] | Array,
        persons: Sequence[str],
    ) -> None:
        """Learn from new decision points, each person's in the order in which they were.

        Contexts (n, d), actions 0 or 1 (n,), the probabilities of writing that they were drawn
        with (n,), rewards (n,), persons (n,). Nothing is learnt from a point whose probability was
        0 or 1, as nothing was left to chance; it counts for the dose. Raises ValueError on shapes
        or values that can't be.
        """
        written, chances, gains = (
            np.asarray(each, dtype=float) for each in (actions, probabilities, rewards)
        )
        contexts = self._checked(contexts, len(persons))
        if not len(written) == len(chances) == len(gains) == len(persons):
            raise ValueError("contexts, actions, probabilities, rewards, persons differ in length")
        if not (np.isin(written, (0, 1)).all() and ((chances >= 0) & (chances <= 1)).all()):
            raise ValueError("actions must be 0 or 1, probabilities from 0 to 1")
        if not np.isfinite(gains).all():
            raise ValueError("rewards must be finite numbers")
        if not len(persons):
            return
        index = self._indices(persons)
        doses, expected, points = self._trail.replay(index, written, chances)
        self._forget_counted(persons)
        fade = FADE ** int(np.bincount(index).max())
        fresh = freshness(points)
        rows = self._layout.rows(contexts, doses, fresh, written, chances, expected, points)
        drawn = (chances > 0) & (chances < 1)
        self._sums.fade(fade)
        self._sums.add(rows[drawn], gains[drawn], index[drawn], self._layout.varying)
        self._moments.add(contexts[drawn], fresh[drawn], fade)
        self._model.fit(self._sums)
        self._later = self._plan()
        self.version += 1

    def _indices(self, persons: Sequence[str]) -> NDArray[np.int64]:
        index = [self._rows.setdefault(str(person), len(self._rows)) for person in persons]
        self._sums.room_for(len(self._rows))
        self._trail.room_for(len(self._rows))
        return np.array(index)

    def _forget_counted(self, persons: Sequence[str]) -> None:
        for person in map(str, persons):
            ahead = self._ahead.get(person)
            if ahead:
                ahead.pop(0)

    def _now(self, persons: Sequence[str]) -> tuple[Array, Array]:
        """The doses (n, 2) and freshness (n,) as of now, messages not learnt from yet included."""
        doses, points = np.zeros((len(persons), 2)), np.zeros(len(persons))
        for n, person in enumerate(map(str, persons)):
            row = self._rows.get(person)
            if row is not None:
                doses[n], points[n] = self._trail.doses[row], self._trail.points[row]
            for written in self._ahead.get(person, ()):
                doses[n], points[n] = dose.after(doses[n], float(written)), points[n] + 1
        return doses, freshness(points)

    def _plan(self) -> Array:
        """The later cost at each point of the grid of doses, in reward units."""
        layout, model = self._layout, self._model
        mean, cov, fresh = self._moments.summary()
        many = len(horizon.GRID)
        typical = np.tile(mean, (many, 1)), horizon.GRID, np.full(many, fresh)
        contrast, varying = layout.contrast(*typical)
        baseline = layout.baseline(*typical) @ model.mean
        effect = contrast @ model.mean
        slopes = model.mean[layout.effect_of_features]
        between = np.einsum("nk,kl,nl->n", varying, model.omega, varying).mean()
        spread = float(np.sqrt(max(slopes @ cov @ slopes + between, 0.0)))
        softness = SOFTNESS * model.spread
        return horizon.cost(baseline, effect, spread, self.bounds, softness)

    def _checked(self, contexts: Array, many: int) -> Array:
        contexts = np.asarray(contexts, dtype=float)
        if contexts.shape != (many, len(self.features)):
            raise ValueError(
                f"contexts must be {many} rows of {len(self.features)} features, "
                f"not {contexts.shape}"
            )
        if not np.isfinite(contexts).all():
            raise ValueError("features must be finite numbers")
        return contexts
