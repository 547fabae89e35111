"""Policies side by side in a world: the same seeds, so that differences are differences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policies.motivation.simulation import peers
from policies.motivation.simulation.oracle import Oracle
from policies.motivation.simulation.ours import Ours
from policies.motivation.simulation.peers import Policy
from policies.motivation.simulation.run import Course, luck, run
from policies.motivation.simulation.world import POINTS_A_DAY, Mothers, World, mothers, worlds

Array = NDArray[np.float64]

Maker = Callable[[World, Mothers, int, np.random.Generator], Policy]
POLICIES: dict[str, Maker] = {
    "never": lambda *_: peers.Constant(0.0),
    "always": lambda *_: peers.Constant(1.0),
    "fixed daily": lambda *_: peers.FixedDaily(),
    "coin 0.5": lambda *_: peers.Constant(0.5),
    "coin 0.1 (least)": lambda *_: peers.Constant(0.1),
    "coin 0.8 (most)": lambda *_: peers.Constant(0.8),
    "dose rule": lambda world, her, points, rng: peers.DoseRule(len(her.base)),
    "epsilon-greedy": lambda world, her, points, rng: peers.EpsilonGreedy(len(her.base)),
    "Thompson": lambda world, her, points, rng: peers.Thompson(len(her.base), rng),
    "ours": lambda world, her, points, rng: Ours(len(her.base)),
    "oracle": lambda world, her, points, rng: Oracle(world, her, points),
}
AS_OFTEN = "coin, as ours"
MEASURES = (
    "participation_30", "participation_90", "worst_quarter_90", "dropouts_90", "messages_a_week",
)  # fmt: skip


def one_seed(world: str, seed: int, many: int = 200, days: int = 90) -> dict[str, list[float]]:
    """Each policy's MEASURES on one seed's mothers; participation is the share of days."""
    place = worlds()[world]
    rng = np.random.default_rng([seed, 1])
    her, chance = mothers(place, many, rng), luck(place, many, days, rng)
    found = {}
    for name, make in POLICIES.items():
        policy = make(place, her, days * POINTS_A_DAY, np.random.default_rng([seed, 2]))
        course = run(place, her, chance, policy)
        found[name] = _measures(course)
        if name == "ours":
            share = course.written.sum() / (course.there.sum() or 1)
            found[AS_OFTEN] = _measures(run(place, her, chance, peers.Constant(share)))
    return found


def _measures(course: Course) -> list[float]:
    whole = course.days.mean(axis=0)
    worst = np.sort(whole)[: max(len(whole) // 4, 1)]
    weeks = course.there.sum() / POINTS_A_DAY / 7
    return [
        float(course.days[:30].mean()),
        float(whole.mean()),
        float(worst.mean()),
        float(1 - course.there[-1].mean()),
        float(course.written.sum() / max(weeks, 1e-9)),
    ]


@dataclass(frozen=True)
class Row:
    """A policy in a world: means over the seeds; `against_ours` is the paired difference in
    participation_90 with its 95% interval; regret in days taken part, against the oracle."""

    policy: str
    means: dict[str, float]
    intervals: dict[str, float | None]  # half widths; None with one seed
    against_ours: float
    against_ours_interval: float | None
    regret_days: float


def summarise(seeds: list[dict[str, list[float]]], days: int = 90) -> list[Row]:
    """From `one_seed` of several seeds to a row for each policy."""
    table = {name: np.array([seed[name] for seed in seeds]) for name in seeds[0]}
    main = MEASURES.index("participation_90")
    rows = []
    for name, values in table.items():
        paired = values[:, main] - table["ours"][:, main]
        rows.append(
            Row(
                name,
                dict(zip(MEASURES, values.mean(axis=0).tolist(), strict=True)),
                dict(zip(MEASURES, _half_widths(values), strict=True)),
                float(paired.mean()),
                _half_widths(paired[:, None])[0],
                float((table["oracle"][:, main] - values[:, main]).mean() * days),
            )
        )
    return rows


def _half_widths(values: Array) -> list[float | None]:
    """Of the 95% interval of the means (columns) over seeds."""
    if len(values) < 2:
        return [None] * values.shape[1]
    spread: Array = 1.96 * values.std(axis=0, ddof=1) / np.sqrt(len(values))
    return [float(each) for each in spread]
