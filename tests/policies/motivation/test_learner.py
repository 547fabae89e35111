"""The learner: bounds, exactness, what it finds out, and that it backs off."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from policies.motivation.learner import Learner

FEATURES = ["evening", "weekend"]
RNG = np.random.default_rng


def live(learner, effect, *, days=40, mothers=40, seed=0, baseline=lambda x, dose: 0.0):
    """Two points a day for each mother; the effect may depend on features, mother and dose."""
    rng = RNG(seed)
    doses = np.zeros(mothers)
    for _ in range(days):
        rows = []
        for n in [*range(mothers)] * 2:
            x = rng.choice([-1.0, 1.0], len(learner.features))
            action, chance = learner.act(x, f"mother {n}", rng)
            gain = baseline(x, doses[n]) + action * effect(x, n, doses[n]) + rng.normal()
            rows.append((x, action, chance, gain, f"mother {n}"))
            doses[n] = 13 / 14 * doses[n] + action / 14
        x, action, chance, gain, who = zip(*rows, strict=True)
        learner.update(np.array(x), action, chance, gain, who)
    return learner


def typical(learner, n=0):
    return learner.probability(np.zeros(len(learner.features)), f"mother {n}")


def test_without_any_data_a_newcomer_is_likely_to_be_written_to() -> None:
    assert 0.5 < Learner(FEATURES).probability(np.zeros(2), "somebody new") <= 0.8


def test_where_messages_help_it_writes_often_and_where_they_harm_seldom() -> None:
    helped = live(Learner(FEATURES), lambda x, n, dose: 0.5)
    harmed = live(Learner(FEATURES), lambda x, n, dose: -0.5)
    assert typical(helped) > 0.7
    assert typical(harmed) < 0.15


def test_it_learns_for_which_moment() -> None:
    learner = live(Learner(FEATURES), lambda x, n, dose: 0.5 * x[0])
    evening, morning = (learner.probability([at, 0], "mother 3") for at in (1.0, -1.0))
    assert evening > 0.6 and morning < 0.2


def test_it_learns_for_whom_and_pools_the_rest() -> None:
    learner = live(Learner(FEATURES), lambda x, n, dose: 0.8 if n % 2 else -0.8, days=60)
    liked, disliked = (
        np.mean([typical(learner, n) for n in range(first, 40, 2)]) for first in (1, 0)
    )
    assert liked - disliked > 0.4


def test_a_message_that_wears_off_with_the_dose_is_spared() -> None:
    """The effect at the moment is positive at each dose, only smaller: the future decides."""
    spared = live(Learner(FEATURES), lambda x, n, dose: 0.6 if dose < 0.4 else 0.05, days=60)
    for _ in range(20):
        spared.count("mother 0", 1)
    high = typical(spared)
    for _ in range(20):
        spared.count("mother 0", 0)
    assert high < 0.3 < 0.6 < typical(spared)


def test_a_burden_on_later_points_is_seen_though_each_message_pays_at_once() -> None:
    burdened = live(
        Learner(FEATURES), lambda x, n, dose: 0.15, baseline=lambda x, dose: -2 * dose, days=60
    )
    assert typical(burdened) < 0.2


def test_a_baseline_that_is_wrong_does_no_harm() -> None:
    """The baseline jumps about with nothing the model knows; the effect is still found."""
    jumps = iter(RNG(5).choice([-3.0, 3.0], 10_000))
    learner = live(
        Learner(FEATURES), lambda x, n, dose: 0.6 * x[1], baseline=lambda x, dose: next(jumps)
    )
    assert learner.probability([0, 1], "mother 1") > learner.probability([0, -1], "mother 1") + 0.2


def test_the_unit_of_the_reward_makes_no_difference() -> None:
    def lived(unit):
        learner = Learner(FEATURES)
        rng = RNG(1)
        for _ in range(5):
            x = rng.choice([-1.0, 1.0], (30, 2))
            written = rng.integers(0, 2, 30)
            gains = unit * (x[:, 0] * written + rng.normal(size=30))
            learner.update(x, written, np.full(30, 0.5), gains, [str(n % 6) for n in range(30)])
        return learner.probability([1.0, 0.0], "3")

    assert lived(1.0) == pytest.approx(lived(1000.0), abs=1e-6)


def test_it_follows_when_what_helps_changes() -> None:
    learner = live(Learner(FEATURES), lambda x, n, dose: 0.6 * x[0])
    live(learner, lambda x, n, dose: -0.6 * x[0], days=80, seed=1)
    assert learner.probability([-1, 0], "mother 0") > learner.probability([1, 0], "mother 0")


def test_kept_as_text_it_decides_the_same_and_learns_the_same() -> None:
    first = live(Learner(FEATURES), lambda x, n, dose: 0.3, days=5)
    first.act(np.zeros(2), "mother 0", RNG(0))
    second = Learner.from_json(first.to_json())
    json.loads(first.to_json())
    for learner in (first, second):
        learner.update(np.ones((1, 2)), [1], [0.5], [0.4], ["mother 9"])
    for who in ("mother 0", "mother 9", "somebody new"):
        assert first.probability([0.3, -1], who) == second.probability([0.3, -1], who)
    assert second.version == first.version


def test_counting_and_learning_count_a_message_once() -> None:
    acted, told = Learner(FEATURES), Learner(FEATURES)
    rng = RNG(3)
    actions = [acted.act(np.zeros(2), "her", rng)[0] for _ in range(6)]
    told.update(np.zeros((6, 2)), actions, np.full(6, 0.5), np.zeros(6), ["her"] * 6)
    acted.update(np.zeros((6, 2)), actions, np.full(6, 0.5), np.zeros(6), ["her"] * 6)
    assert acted.probability(np.zeros(2), "her") == told.probability(np.zeros(2), "her")


@settings(max_examples=40, deadline=None)
@given(
    rewards=hnp.arrays(float, 12, elements=st.floats(-1e6, 1e6)),
    actions=st.lists(st.integers(0, 1), min_size=12, max_size=12),
    chances=hnp.arrays(float, 12, elements=st.floats(0, 1)),
    context=hnp.arrays(float, (12, 2), elements=st.floats(-100, 100)),
)
def test_whatever_it_is_told_the_probability_keeps_within_its_bounds(
    rewards, actions, chances, context
) -> None:
    learner = Learner(FEATURES)
    learner.update(context, actions, chances, rewards, [str(n % 4) for n in range(12)])
    for who in ("0", "3", "new"):
        assert 0.1 <= learner.probability(context[0], who) <= 0.8


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ((np.zeros((1, 3)), [1], [0.5], [1.0], ["a"]), "features"),
        ((np.zeros((1, 2)), [2], [0.5], [1.0], ["a"]), "actions"),
        ((np.zeros((1, 2)), [1], [1.5], [1.0], ["a"]), "probabilities"),
        ((np.zeros((1, 2)), [1], [0.5], [float("nan")], ["a"]), "rewards"),
        ((np.full((1, 2), np.inf), [1], [0.5], [1.0], ["a"]), "features"),
        ((np.zeros((1, 2)), [1, 0], [0.5], [1.0], ["a"]), "length"),
    ],
)
def test_what_cannot_be_is_refused(told, complaint) -> None:
    with pytest.raises(ValueError, match=complaint):
        Learner(FEATURES).update(*told)
