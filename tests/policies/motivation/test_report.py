"""The whole analysis of a simulated trial finds what was put into it, and refuses what it can't."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.motivation.analysis.points import Points, from_columns
from policies.motivation.analysis.report import Finding, Report, analyse
from policies.motivation.messages import FAMILIES
from tests.policies.motivation.micro_trial import trial

ADDS = {"checkin": 0.0, "encouragement": 0.1, "tiny_exercise": 0.3, "rest": -0.1}
"""What a message of a family adds to the chance of taking part, on average."""
DAYS = 60


def _families(rng: np.random.Generator, mothers: int) -> Points:
    """Which families can be written differs from day to day, and so do chance, baseline and effect.

    A tiny exercise adds 0.5 on the 60% of days on which she is written to less, else nothing.
    """
    many = mothers * DAYS
    adds = np.array([ADDS.get(family, 0.0) for family in FAMILIES])
    weights = np.array([1.0 if family in ADDS else 0.0 for family in FAMILIES])
    possible = (rng.random((many, len(FAMILIES))) < 0.6) | (np.array(FAMILIES) == "checkin")
    shares = possible * weights
    shares /= shares.sum(axis=1, keepdims=True)
    seldom = possible[:, FAMILIES.index("rest")]
    probability = np.where(seldom, 0.3, 0.7)
    chances = probability[:, None] * shares
    drawn = rng.random(many)
    family = (drawn[:, None] >= chances.cumsum(axis=1)).sum(axis=1)
    family[drawn >= probability] = -1
    written = family >= 0
    without = 0.45 - 0.1 * seldom - 0.2 * possible[:, FAMILIES.index("encouragement")]
    exercise = family == FAMILIES.index("tiny_exercise")
    added = np.where(exercise, np.where(seldom, 0.5, 0.0), np.where(written, adds[family], 0))
    person, day = np.repeat(np.arange(mothers), DAYS), np.tile(np.arange(DAYS), mothers)
    took_part = rng.random(many) < without + added
    return from_columns(person, day, written, probability, took_part, family, chances)


def _wearing_off(rng: np.random.Generator, mothers: int) -> Points:
    """A message adds 0.3 at first and 0.02 less each week."""
    seen = trial(rng, mothers, 70)
    risk = 0.3 + seen.written * (0.3 - 0.02 * (seen.time // 7))
    took_part = rng.random(len(risk)) < risk
    return from_columns(seen.person, seen.time, seen.written, seen.probability, took_part)


def _holds(finding: Finding, truth: float) -> bool:
    """Whether the truth is within reach, at odds of a thousand to one."""
    assert finding.estimate is not None, finding.refused
    return abs(finding.estimate.value - truth) < 3.3 * finding.estimate.se


def _named(findings: tuple[Finding, ...], name: str) -> Finding:
    return next(finding for finding in findings if finding.name == name)


@pytest.fixture(scope="module")
def by_family() -> Report:
    return analyse(_families(np.random.default_rng(1), 800))


def test_each_family_has_its_own_effect_beside_silence(by_family: Report) -> None:
    for family, truth in ADDS.items():
        found = _named(by_family.families, family)
        assert _holds(found, truth)
        assert found.estimate is not None and found.estimate.se < 0.015
    assert _named(by_family.families, "tiny_exercise").estimate.low > 0  # type: ignore[union-attr]
    assert _named(by_family.families, "rest").estimate.high < 0  # type: ignore[union-attr]


def test_a_family_that_was_never_written_is_refused_by_name(by_family: Report) -> None:
    found = _named(by_family.families, "goal")
    assert found.estimate is None
    assert found.refused is not None and "at least" in found.refused


def test_an_effect_that_wears_off_is_seen_to() -> None:
    report = analyse(_wearing_off(np.random.default_rng(2), 100))
    assert _holds(report.by_week, -0.02)
    assert report.by_week.estimate is not None and report.by_week.estimate.high < 0
    assert _holds(report.difference, 0.3 - 0.02 * 4.5)
    for name, weeks in (("week 1", [0]), ("weeks 3 to 4", [2, 3]), ("weeks 5 to 8", [4, 5, 6, 7])):
        assert _holds(_named(report.weeks, name), 0.3 - 0.02 * np.mean(weeks))
    assert _named(report.weeks, "from week 14").refused is not None


def test_the_ratio_and_the_other_policies_are_there() -> None:
    seen = trial(np.random.default_rng(3), mothers=100, log_ratio=0.3)
    report = analyse(
        from_columns(seen.person, seen.time, seen.written, seen.probability, seen.outcome)
    )
    assert _holds(report.log_ratio, 0.3)
    values = {each.name: each.value for each in report.policies}
    assert values["always"] is not None and values["never"] is not None
    assert values["always"].gain.low > 0 > values["never"].gain.high
    assert report.persons == 100 and report.points == 3000
    assert report.messages == seen.written.sum()


@pytest.mark.parametrize(
    ("mothers", "points", "said"),
    [(9, 30, "9 mothers: at least 10"), (12, 4, "48 decision points: at least 50")],
)
def test_too_little_is_refused_with_what_is_needed(mothers: int, points: int, said: str) -> None:
    seen = trial(np.random.default_rng(4), mothers, points)
    report = analyse(
        from_columns(seen.person, seen.time, seen.written, seen.probability, seen.outcome)
    )
    for finding in (report.difference, report.log_ratio, report.by_week):
        assert finding.estimate is None
        assert finding.refused is not None and said in finding.refused


def test_a_record_in_which_everybody_was_always_written_to_is_refused_and_not_a_fault() -> None:
    written = [1] * 600
    report = analyse(from_columns([*range(20)] * 30, [0] * 600, written, [0.8] * 600, [0, 1] * 300))
    assert report.difference.refused == "0 points without one: at least 10 are needed."


@given(st.integers(0, 10**6), st.integers(10, 14), st.integers(4, 12))
@settings(max_examples=60, deadline=None)
def test_small_and_lopsided_records_give_finite_figures_or_a_reason(
    seed: int, mothers: int, points: int
) -> None:
    rng = np.random.default_rng(seed)
    many = mothers * points
    chance = np.clip(rng.beta(0.3, 0.3, many), 0.001, 0.999)
    took_part = rng.random(many) < rng.beta(0.2, 0.5, mothers).repeat(points)
    person, day = np.repeat(np.arange(mothers), points), np.tile(np.arange(points), mothers)
    report = analyse(from_columns(person, day, rng.random(many) < chance, chance, took_part))
    findings = (report.difference, report.log_ratio, report.by_week, *report.weeks)
    for found in findings:
        if found.estimate is None:
            assert found.refused
        else:
            assert np.isfinite(astuple(found.estimate)).all() and 0 <= found.estimate.p <= 1
            assert found.estimate.low <= found.estimate.value <= found.estimate.high


def test_nothing_at_all_is_no_fault() -> None:
    report = analyse(from_columns([], [], [], [], []))
    assert report.points == report.persons == 0
    assert all(finding.refused for finding in (report.difference, *report.weeks, *report.families))
    assert all(each.refused for each in report.policies)
