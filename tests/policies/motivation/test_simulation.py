"""The worlds that policies are tried in, and what the analysis finds of their truth."""

from __future__ import annotations

import numpy as np
import pytest

from policies.motivation.analysis.points import from_columns
from policies.motivation.analysis.report import analyse
from policies.motivation.simulation import peers
from policies.motivation.simulation import world as w
from policies.motivation.simulation.compare import POLICIES, one_seed, summarise
from policies.motivation.simulation.run import luck, run
from policies.motivation.simulation.world import mothers, worlds

pytestmark = pytest.mark.slow


class Witness(peers.Constant):
    """A coin that knows what a message would have added to the chance of taking part."""

    def __init__(self, world, her) -> None:
        super().__init__(0.5)
        self.world, self.her, self.adds = world, her, []

    def chances(self, contexts, point, state):
        night = (contexts[:, 1] + 1) / 2
        likely = [
            w.chance(self.world, self.her, state, night, point, np.full(len(night), written))
            for written in (0.0, 1.0)
        ]
        self.adds.append((likely[1] - likely[0])[state.there > 0])
        return super().chances(contexts, point, state)


def lived(name, many=200, days=30, seed=0):
    place, rng = worlds()[name], np.random.default_rng(seed)
    her, chance = mothers(place, many, rng), luck(place, many, days, rng)
    witness = Witness(place, her)
    return run(place, her, chance, witness), np.concatenate(witness.adds).mean()


@pytest.mark.parametrize("name", ["modest", "harm", "context"])
def test_the_analysis_finds_what_a_message_adds_in_the_world(name) -> None:
    course, truth = lived(name)
    points, many = course.part.shape
    before = np.vstack([np.ones(many), course.there[:-1]]) > 0
    person = np.tile(np.arange(many).astype(str), (points, 1))
    day = np.repeat(np.arange(points) // w.POINTS_A_DAY, many).reshape(points, many)
    columns = [
        each.T[before.T] for each in (person, day, course.written, course.chances, course.part)
    ]
    report = analyse(from_columns(*columns))
    found = report.difference.estimate
    assert found.low < truth < found.high
    assert found.high - found.low < 0.06


def test_the_same_seed_is_the_same_mothers_and_the_same_luck() -> None:
    assert one_seed("modest", 3, 20, 10) == one_seed("modest", 3, 20, 10)
    assert one_seed("modest", 3, 20, 10) != one_seed("modest", 4, 20, 10)


@pytest.fixture(scope="module")
def seen():
    return {
        name: {row.policy: row for row in summarise([one_seed(name, s) for s in range(3)])}
        for name in ("dose", "harm", "later_harm")
    }


def took_part(rows, name):
    return rows[name].means["participation_90"]


def test_nobody_does_clearly_better_than_who_knows_the_world(seen) -> None:
    for rows in seen.values():
        for name in POLICIES:
            assert took_part(rows, "oracle") > took_part(rows, name) - 0.01


def test_where_many_messages_are_too_many_ours_beats_the_rule_of_thumb(seen) -> None:
    assert took_part(seen["dose"], "ours") > took_part(seen["dose"], "dose rule") + 0.02


@pytest.mark.parametrize("name", ["harm", "later_harm"])
def test_where_messages_harm_ours_backs_off(seen, name) -> None:
    rows = seen[name]
    for peer in ("coin 0.5", "fixed daily", "dose rule", "Thompson", "epsilon-greedy"):
        assert took_part(rows, "ours") > took_part(rows, peer)
    assert rows["ours"].means["messages_a_week"] < rows["coin 0.5"].means["messages_a_week"] * 0.7


def test_each_world_names_published_findings_or_says_that_it_assumes() -> None:
    import yaml

    held = yaml.safe_load((w.HERE / "worlds.yml").read_text(encoding="utf-8"))
    for own in held["worlds"].values():
        assert own["sources"] and set(own["sources"]) <= set(held["sources"])
