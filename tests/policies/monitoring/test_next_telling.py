"""Whom to tell next: every step once, in order, until somebody takes the alert on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.monitoring.escalation import Step, Telling, Waiting, next_telling
from policies.monitoring.escalation_steps import load_steps
from records.events import Tier

RAISED = datetime(2026, 6, 6, 23, 30, tzinfo=timezone.utc)  # a Saturday night
STEPS = load_steps()
MINUTE = timedelta(minutes=1)
TIERS = st.sampled_from(["emergency", "urgent", "review"])
EMERGENCY = Waiting("emergency", RAISED, False, {})


def after(**span: float) -> datetime:
    return RAISED + timedelta(**span)


def told(*times: datetime) -> dict[int, datetime]:
    return dict(enumerate(times, 1))


def test_an_emergency_is_told_at_once_at_night_on_a_weekend() -> None:
    assert next_telling(STEPS, EMERGENCY, RAISED) == Telling(1, ("team",))


def test_then_the_lead_after_ten_minutes_and_both_every_half_hour() -> None:
    first = replace(EMERGENCY, told=told(RAISED))
    assert next_telling(STEPS, first, after(minutes=9, seconds=59)) is None
    assert next_telling(STEPS, first, after(minutes=10)) == Telling(2, ("team", "lead"))
    second = replace(EMERGENCY, told=told(RAISED, after(minutes=10)))
    assert next_telling(STEPS, second, after(minutes=39)) is None
    assert next_telling(STEPS, second, after(minutes=40)) == Telling(3, ("team", "lead"))


def test_after_a_day_of_half_hours_it_ends() -> None:
    many = told(*(after(minutes=30 * n) for n in range(len(STEPS["emergency"]))))
    assert next_telling(STEPS, replace(EMERGENCY, told=many), after(days=30)) is None


@pytest.mark.parametrize(
    ("tier", "first", "lead"),
    [("urgent", timedelta(hours=4), timedelta(hours=12)),
     ("review", timedelta(days=3), timedelta(days=7))],
)  # fmt: skip
def test_the_other_tiers_have_more_time(tier: Tier, first: timedelta, lead: timedelta) -> None:
    alert = Waiting(tier, RAISED, False, {})
    assert next_telling(STEPS, alert, RAISED + first - MINUTE) is None
    assert next_telling(STEPS, alert, RAISED + first) == Telling(1, ("team",))
    later = replace(alert, told={1: RAISED + first})
    assert next_telling(STEPS, later, RAISED + lead - MINUTE) is None
    assert next_telling(STEPS, later, RAISED + lead) == Telling(2, ("team", "lead"))


def test_a_sign_without_a_tier_is_never_told() -> None:
    assert next_telling(STEPS, replace(EMERGENCY, tier="none"), after(days=9)) is None


def test_after_a_standstill_all_who_should_know_are_told_but_in_no_burst() -> None:
    late = next_telling(STEPS, EMERGENCY, after(hours=3))
    assert late == Telling(1, ("team", "lead"))
    first = replace(EMERGENCY, told=told(after(hours=3)))
    assert next_telling(STEPS, first, after(hours=3, minutes=9)) is None
    assert next_telling(STEPS, first, after(hours=3, minutes=10)) == Telling(2, ("team", "lead"))


def test_a_clock_that_was_a_day_ahead_keeps_nobody_waiting() -> None:
    assert next_telling(STEPS, EMERGENCY, after(days=-1)) == Telling(1, ("team",))
    first = replace(EMERGENCY, told=told(after(days=1)))
    assert next_telling(STEPS, first, after(minutes=9)) is None
    assert next_telling(STEPS, first, after(minutes=10)) == Telling(2, ("team", "lead"))
    second = replace(EMERGENCY, told=told(after(days=1), after(minutes=10)))
    assert next_telling(STEPS, second, after(minutes=39)) is None, "no burst"


@st.composite
def ladders(draw: st.DrawFn) -> list[Step]:
    times = sorted(draw(st.sets(st.integers(0, 500), min_size=1, max_size=8)))
    return [Step(at * MINUTE, draw(st.sampled_from(["team", "lead"]))) for at in times]


@given(ladders(), TIERS, st.lists(st.tuples(st.integers(0, 90), st.booleans())), st.integers(0, 60))
def test_no_step_is_skipped_or_repeated_and_none_comes_after_it_was_taken_on(
    ladder: list[Step], tier: Tier, ticks: list[tuple[int, bool]], taken_at: int
) -> None:
    """Ticks at any times, of which some fail to send; somebody takes the alert on at one."""
    now, alert, sent = RAISED, Waiting(tier, RAISED, False, {}), []
    for number, (minutes, gets_through) in enumerate(ticks):
        now += minutes * MINUTE
        alert = replace(alert, taken_on=number >= taken_at)
        telling = next_telling({tier: ladder}, alert, now)
        if telling is None:
            continue
        assert not alert.taken_on
        assert now >= RAISED + ladder[telling.step - 1].after, "never before its time"
        assert ladder[telling.step - 1].to in telling.to
        if gets_through:
            sent.append((telling.step, now))
            alert = replace(alert, told=dict(sent))
    assert [step for step, _ in sent] == list(range(1, len(sent) + 1))
    for (step, before), (_, then) in pairwise(sent):
        assert then - before >= ladder[step].after - ladder[step - 1].after, "no burst"


@given(ladders(), TIERS, st.integers(0, 600), st.integers(0, 600), st.data())
def test_what_is_due_stays_due_and_reaches_no_fewer(
    ladder: list[Step], tier: Tier, minutes: int, more: int, data: st.DataObject
) -> None:
    done = data.draw(st.integers(0, len(ladder)))
    times = {n: RAISED + ladder[n - 1].after for n in range(1, done + 1)}
    alert = Waiting(tier, RAISED, False, times)
    earlier = next_telling({tier: ladder}, alert, RAISED + minutes * MINUTE)
    later = next_telling({tier: ladder}, alert, RAISED + (minutes + more) * MINUTE)
    if earlier is not None:
        assert later is not None and later.step == earlier.step
        assert set(earlier.to) <= set(later.to)


@given(ladders(), TIERS)
def test_left_alone_every_step_comes_in_its_time(ladder: list[Step], tier: Tier) -> None:
    alert, sent = Waiting(tier, RAISED, False, {}), {}
    for minute in range(501):
        telling = next_telling({tier: ladder}, alert, RAISED + minute * MINUTE)
        if telling is not None:
            sent[telling.step] = RAISED + minute * MINUTE
            alert = replace(alert, told=dict(sent))
    assert sent == told(*(RAISED + step.after for step in ladder))
