"""The effect of a message is found, with an interval that means what it says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from policies.motivation.analysis.estimate import Estimate, Fit, Refused
from policies.motivation.analysis.excursion import emee, wcls
from tests.policies.motivation.micro_trial import Trial, trial

TRIALS = 300


def _last(fit: Fit) -> Estimate:
    return fit.estimate(np.eye(len(fit.coefficients))[-1])


def _effect(method: object, seen: Trial, numerator: float = 0.5) -> Estimate:
    known = (seen.outcome, seen.written, seen.chance, seen.person, numerator)
    return _last(method(*known, seen.ones, seen.ones))  # type: ignore[operator]


def _covered(found: list[Estimate], truth: float) -> float:
    return float(np.mean([each.low <= truth <= each.high for each in found]))


def _bias(found: list[Estimate], truth: float) -> float:
    """How far the mean is off, in its own standard errors."""
    off = np.array([each.value - truth for each in found])
    return float(abs(off.mean()) / (off.std() / np.sqrt(len(off))))


def test_the_interval_of_the_difference_covers_the_truth_as_often_as_it_claims() -> None:
    rng = np.random.default_rng(1)
    found = [_effect(wcls, trial(rng, difference=(0.02, 0.18))) for _ in range(TRIALS)]
    assert 0.92 <= _covered(found, 0.10) <= 0.98
    assert _bias(found, 0.10) < 3


def test_the_interval_of_the_ratio_covers_the_truth_as_often_as_it_claims() -> None:
    rng = np.random.default_rng(2)
    found = [_effect(emee, trial(rng, log_ratio=0.3)) for _ in range(TRIALS)]
    assert 0.92 <= _covered(found, 0.3) <= 0.98
    assert _bias(found, 0.3) < 3


def test_where_nothing_helps_an_effect_is_claimed_in_one_trial_of_twenty() -> None:
    rng = np.random.default_rng(3)
    seen = [trial(rng, mothers=12, points=20) for _ in range(TRIALS)]
    for method in (wcls, emee):
        assert 0.02 <= np.mean([_effect(method, each).p < 0.05 for each in seen]) <= 0.08


def test_comparing_points_with_and_without_a_message_would_have_been_wrong() -> None:
    seen = trial(np.random.default_rng(4), mothers=400, difference=(0.02, 0.18))
    naive = seen.outcome[seen.written == 1].mean() - seen.outcome[seen.written == 0].mean()
    found = _effect(wcls, seen)
    assert naive > 0.15
    assert found.low < 0.10 < found.high < 0.15


def test_a_moderator_says_where_a_message_helps() -> None:
    seen = trial(np.random.default_rng(5), mothers=400, difference=(0.02, 0.18))
    sides = np.stack([1 - seen.state, seen.state], axis=1)
    known = (seen.outcome, seen.written, seen.chance, seen.person, 0.5)
    fit = wcls(*known, sides, sides)
    for contrast, truth in (([0, 0, 1, 0], 0.02), ([0, 0, 0, 1], 0.18), ([0, 0, -1, 1], 0.16)):
        found = fit.estimate(np.array(contrast, dtype=float))
        assert found.low < truth < found.high
        assert found.se < 0.02


def test_the_ratio_by_moderator_is_right_although_the_controls_miss_what_moves_the_baseline() -> (
    None
):
    rng = np.random.default_rng(10)
    seen = trial(rng, mothers=1500)
    risk = (0.2 + 0.3 * seen.state) * np.exp(seen.written * (0.1 + 0.3 * seen.state))
    outcome = (rng.random(len(risk)) < risk).astype(float)
    moderators = np.hstack([seen.ones, seen.state[:, None]])
    fit = emee(outcome, seen.written, seen.chance, seen.person, 0.5, seen.ones, moderators)
    for contrast, truth in (([0, 1, 0], 0.1), ([0, 0, 1], 0.3)):
        found = fit.estimate(np.array(contrast, dtype=float))
        assert found.low < truth < found.high
        assert found.se < 0.05


@pytest.mark.parametrize("method", [wcls, emee])
def test_the_standard_error_is_that_of_leaving_out_one_mother_after_the_other(
    method: Callable[..., Fit],
) -> None:
    seen = trial(np.random.default_rng(11), mothers=40, difference=(0.1, 0.2))
    moderators = np.hstack([seen.ones, seen.state[:, None]])

    def effects(kept: NDArray[np.bool_]) -> Fit:
        names = np.unique(seen.person[kept], return_inverse=True)[1]
        known = (seen.outcome, seen.written, seen.chance)
        return method(*(each[kept] for each in known), names, 0.5, *2 * [moderators[kept]])

    left_out = np.stack([effects(seen.person != each).coefficients for each in range(40)])
    jackknife = np.sqrt(39 * left_out.var(axis=0))
    found = np.sqrt(np.diag(effects(seen.person >= 0).covariance))
    np.testing.assert_allclose(found, jackknife, rtol=0.05)


def test_controls_make_it_narrower_and_leave_it_right_although_they_are_not_the_whole_truth() -> (
    None
):
    rng = np.random.default_rng(6)
    plain, controlled = [], []
    for _ in range(100):
        seen = trial(rng, difference=(0.02, 0.18))
        known = (seen.outcome, seen.written, seen.chance, seen.person, 0.5)
        plain.append(_effect(wcls, seen))
        controls = np.hstack([seen.ones, seen.state[:, None]])
        controlled.append(_last(wcls(*known, controls, seen.ones)))
    assert np.mean([each.se for each in controlled]) < np.mean([each.se for each in plain])
    assert _bias(controlled, 0.10) < 3


def test_at_even_odds_without_controls_it_is_the_difference_of_means_and_the_ratio_of_means() -> (
    None
):
    seen = trial(np.random.default_rng(7))
    seen = seen._replace(probability=np.full(len(seen.person), 0.5))
    sent, silent = seen.outcome[seen.written == 1].mean(), seen.outcome[seen.written == 0].mean()
    assert _effect(wcls, seen).value == pytest.approx(sent - silent)
    assert _effect(emee, seen).value == pytest.approx(np.log(sent / silent))


def test_three_mothers_by_hand() -> None:
    # Each has one point with a message and one without, at even odds; a message adds 1, 2 and 6.
    # The effect is the mean, 3. Each mother has a third of the leverage, so deviations -2, -1 and 3
    # count 3/2 of themselves; a third of each, squared and added up: (1 + 1/4 + 9/4) = 3.5.
    written = np.tile([1.0, 0.0], 3)
    outcome = np.array([5.0, 4.0, 2.0, 0.0, 9.0, 3.0])
    ones = np.ones((6, 1))
    fit = wcls(outcome, written, np.full(6, 0.5), np.repeat(np.arange(3), 2), 0.5, ones, ones)
    found = _last(fit)
    assert found.value == pytest.approx(3)
    assert found.se == pytest.approx(np.sqrt(3.5))
    assert fit.freedom == 1
    assert found.high == pytest.approx(3 + 12.7062 * np.sqrt(3.5), rel=1e-4)  # t, one degree


def test_the_correction_is_that_of_the_whole_hat_matrix() -> None:
    seen = trial(np.random.default_rng(8), mothers=6, points=12, difference=(0.1, 0.2))
    controls = np.hstack([seen.ones, seen.time[:, None] / 12])
    known = (seen.outcome, seen.written, seen.chance, seen.person, 0.4)
    fit = wcls(*known, controls, seen.ones)
    design = np.hstack([controls, (seen.written - 0.4)[:, None]])
    weights = np.where(seen.written == 1, 0.4, 0.6) / seen.chance
    inverse = np.linalg.inv(design.T @ (weights[:, None] * design))
    residuals = seen.outcome - design @ fit.coefficients
    meat = np.zeros((3, 3))
    for mother in range(6):
        hers = seen.person == mother
        weighted = weights[hers, None] * design[hers]
        hat = design[hers] @ inverse @ weighted.T
        score = weighted.T @ np.linalg.solve(np.eye(12) - hat, residuals[hers])
        meat += np.outer(score, score)
    np.testing.assert_allclose(fit.covariance, inverse @ meat @ inverse)


@given(seed=st.integers(0, 10_000), numerator=st.floats(0.2, 0.8))
@settings(max_examples=30, deadline=None)
def test_neither_names_nor_the_order_of_points_nor_the_unit_matter(
    seed: int, numerator: float
) -> None:
    rng = np.random.default_rng(seed)
    seen = trial(rng, mothers=12, points=20, difference=(0.1, 0.1))
    order, names = rng.permutation(len(seen.person)), rng.permutation(12)
    mixed = Trial(*(column[order] for column in seen))._replace(person=names[seen.person[order]])
    for method in (wcls, emee):
        one, other = _effect(method, seen, numerator), _effect(method, mixed, numerator)
        assert (other.value, other.se) == pytest.approx((one.value, one.se), rel=1e-6)
    hundredfold = _effect(wcls, seen._replace(outcome=100 * seen.outcome), numerator)
    one = _effect(wcls, seen, numerator)
    assert (hundredfold.low, hundredfold.high) == pytest.approx((100 * one.low, 100 * one.high))
    assert hundredfold.p == pytest.approx(one.p)


def test_what_cannot_be_estimated_is_refused_in_words() -> None:
    seen = trial(np.random.default_rng(9), mothers=12, points=10)
    nobody = seen._replace(outcome=seen.outcome * seen.written)
    with pytest.raises(Refused, match="nobody took part"):
        _effect(emee, nobody)
    with pytest.raises(Refused, match="the same at all points"):
        known = (seen.outcome, seen.written, seen.chance, seen.person, 0.5)
        wcls(*known, np.hstack([seen.ones, seen.ones]), seen.ones)
    with pytest.raises(Refused, match="2 mothers are too few"):
        _effect(wcls, Trial(*(column[:20] for column in seen)))
