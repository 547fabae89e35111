"""What another policy would have brought, from a record of one that left something to chance."""

from __future__ import annotations

import numpy as np
import pytest

from policies.motivation.analysis.estimate import Refused
from policies.motivation.analysis.off_policy import POLICIES, Value, value
from policies.motivation.analysis.points import Points, from_columns
from tests.policies.motivation.micro_trial import Trial, trial

DIFFERENCE = (-0.1, 0.2)  # a message keeps her away in state 0 and helps in state 1


def _points(seen: Trial) -> Points:
    return from_columns(seen.person, seen.time, seen.written, seen.probability, seen.outcome)


def _truth(in_state_0: float, in_state_1: float) -> float:
    """The mean outcome when written to with these probabilities: 0.3 and 0.5 without a message."""
    return (0.3 + DIFFERENCE[0] * in_state_0 + 0.5 + DIFFERENCE[1] * in_state_1) / 2


def _seen(seed: int, mothers: int = 60) -> Trial:
    return trial(np.random.default_rng(seed), mothers=mothers, difference=DIFFERENCE)


def _found(seed: int, in_state_0: float, in_state_1: float) -> Value:
    seen = _seen(seed)
    return value(_points(seen), np.where(seen.state == 1, in_state_1, in_state_0))


@pytest.mark.parametrize("target", [(0.8, 0.8), (0.1, 0.1), (0.1, 0.8)])
def test_every_estimate_covers_the_truth_as_often_as_it_claims(target: tuple[float, float]) -> None:
    found = [_found(seed, *target) for seed in range(150)]
    for name in ("ips", "snips", "doubly_robust"):
        estimates = [getattr(each, name) for each in found]
        covered = np.mean([each.low <= _truth(*target) <= each.high for each in estimates])
        values = np.array([each.value for each in estimates])
        assert covered >= 0.9, name
        assert abs(values.mean() - _truth(*target)) < 3 * values.std() / np.sqrt(150), name
    gains = [each.gain for each in found]
    gain = _truth(*target) - _truth(0.3, 0.75)
    assert np.mean([each.low <= gain <= each.high for each in gains]) >= 0.9


def test_the_doubly_robust_estimate_is_the_narrowest_and_the_gain_narrower_still() -> None:
    found = [_found(seed, 0.8, 0.8) for seed in range(20)]
    ips, snips, doubly_robust, gain = (
        np.mean([getattr(each, name).se for each in found])
        for name in ("ips", "snips", "doubly_robust", "gain")
    )
    assert gain < doubly_robust < min(ips, snips)


def test_a_policy_that_writes_where_it_helps_is_worth_more_than_the_one_that_was_at_work() -> None:
    found = _found(1, 0.1, 0.8)
    assert found.gain.low > 0
    assert _found(1, 0.8, 0.1).gain.high < 0


def test_of_the_policy_that_was_at_work_it_says_what_happened() -> None:
    points = _points(_seen(2))
    found = value(points, POLICIES["as it was"](points))
    assert found.ips.value == found.snips.value == pytest.approx(points.took_part.mean())
    assert found.doubly_robust.value == pytest.approx(points.took_part.mean(), abs=0.01)
    assert (found.gain.value, found.gain.se) == (0, 0)
    assert (found.effective, found.largest) == (pytest.approx(len(points.person)), 1)


def test_the_dose_rule_writes_seldom_once_there_were_many_messages() -> None:
    many = 30
    points = from_columns(["ann"] * many, range(many), [1] * many, [0.8] * many, [0] * many)
    chances = POLICIES["dose rule"](points)
    assert set(chances[points.dose < 0.75]) == {0.8}
    assert set(chances[points.dose >= 0.75]) == {0.1}
    assert chances[0] == 0.8 and chances[-1] == 0.1


def test_too_few_points_for_a_policy_are_refused_in_words() -> None:
    points = _points(_seen(3, mothers=12))
    with pytest.raises(Refused, match="at least 200"):
        value(points.where(np.arange(len(points.person)) < 150), np.full(150, 0.5))
    rare = from_columns([*range(300)] * 4, [0] * 1200, [0] * 1200, [0.9] * 1200, [0] * 1200)
    with pytest.raises(Refused, match="worth 0 points"):
        value(rare, np.ones(1200))
