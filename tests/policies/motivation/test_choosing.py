"""The decision: the same for the same record, explained, and in bounds."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

from policies.motivation import rest
from policies.motivation.circumstances import Circumstances
from policies.motivation.decide import HOLDOUT, Learnt, decide, in_holdout, uniform
from policies.motivation.families import counted, weights
from policies.motivation.features import FEATURES
from policies.motivation.learner import Learner
from policies.motivation.past import Message
from policies.motivation.template import drawn

NOW = datetime(2026, 6, 10, 19, 0, tzinfo=timezone.utc)
KNOWN = Circumstances(frozenset({"evening"}), frozenset(), {})
LEARNT = Learnt("m1.0", Learner(FEATURES), {})
HER = next(f"her {n}" for n in range(99) if not in_holdout(f"her {n}"))


def at(day: int, past=(), recent=(), known=KNOWN, person=HER):
    point = f"{person}:2026-06-{day:02}:daily"
    return decide(point, person, LEARNT, known, past, recent, NOW)


def test_made_twice_it_is_the_same() -> None:
    assert at(3) == at(3)
    assert at(3).draw != at(4).draw


def test_some_days_are_written_to_and_some_stay_silent() -> None:
    found = [at(day) for day in range(1, 31)]
    assert {d.write for d in found} == {True, False}
    for d in found:
        assert 0.1 <= d.probability <= 0.8
        assert d.write == (d.draw < d.probability)
        assert (d.message is None) == (not d.write)
        assert sum(d.eligible.values()) == pytest.approx(1)


def test_the_message_is_the_one_that_its_own_draw_picks() -> None:
    for day in range(1, 15):
        d = at(day)
        if d.message is not None:
            second = uniform(f"{HER}:2026-06-{day:02}:daily", "m1.0", "message")
            assert d.message.id == drawn(d.eligible, second)


def test_draws_are_spread_evenly() -> None:
    draws = [uniform(f"point {n}", "m1.0", "write") for n in range(4000)]
    counts = np.histogram(draws, bins=10, range=(0, 1))[0]
    assert counts.min() > 320 and counts.max() < 480
    held = np.mean([in_holdout(f"mother {n}") for n in range(4000)])
    assert held == pytest.approx(HOLDOUT, abs=0.02)


def test_reasons_speak_of_her_answers_and_of_how_much_there_was() -> None:
    past = [
        Message("daily", "rest", "rest-x", NOW - timedelta(days=n), n != 3, True)
        for n in range(6, 0, -1)
    ]
    why = at(9, past=past, recent=[1, 0, 1, 1, 1, 1]).why
    assert "you answered 5 of 6 messages at about this time lately" in why
    assert any("5 of your last 6 times" in reason for reason in why)


def test_of_somebody_new_it_says_that_it_does_not_know_her() -> None:
    assert at(5).why == ("I don't know you well yet, so I go by what helps most mothers",)


def test_a_rest_needs_to_be_sure_and_to_know_her_a_little() -> None:
    assert rest.tired(0.1, 20)
    assert not rest.tired(0.1, 5)
    assert not rest.tired(0.5, 20)


def test_a_family_that_is_followed_by_more_counts_more_within_limits() -> None:
    outcomes = [("rest", True)] * 60 + [("support", False)] * 60 + [("goal", True), (None, True)]
    found = weights(counted(outcomes), {})
    assert found["rest"] > found["goal"] > found["support"] >= 0.5
    assert found["rest"] <= 2
    hers = weights(counted(outcomes), counted([("support", True)] * 30))
    assert hers["support"] > found["support"]
