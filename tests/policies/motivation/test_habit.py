"""Progress is told as gains, and a missed day heals."""

from __future__ import annotations

import re
from dataclasses import astuple
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.motivation.diary import read_days
from policies.motivation.habit import Gains, gains, told, weeks_in_a_row
from records.events import ValueRecorded
from tests.policies.motivation.told import TODAY, Log, active_on, ago

days = st.integers(0, 120).map(ago)
LOSS = re.compile(
    r"\b(?:only|lost|lose|broke|missed|fewer|behind|fail|streak|worse|again)\b", re.IGNORECASE
)


def gained(active: set[date], today: date = TODAY) -> Gains:
    return gains(read_days(active_on(active).events), today)


@given(st.sets(days, max_size=30), days)
def test_another_active_day_never_lowers_what_is_shown(active: set[date], more: date) -> None:
    before, after = gained(active), gained(active | {more})
    assert all(b >= a for a, b in zip(astuple(before)[:4], astuple(after)[:4], strict=True))


@given(st.sets(days, min_size=1, max_size=30), days)
def test_one_missed_day_never_lowers_the_weeks_in_a_row(active: set[date], missed: date) -> None:
    yesterday = missed - timedelta(days=1)
    active = (active - {missed}) | {yesterday}
    assert weeks_in_a_row(active, missed) >= weeks_in_a_row(active, yesterday)


@given(st.sets(days, max_size=30), st.integers(0, 6))
def test_a_day_taken_out_of_the_middle_heals(active: set[date], back: int) -> None:
    whole_fortnight = {ago(n) for n in range(14)}
    assert gained(active | whole_fortnight - {ago(back)}).weeks >= 2


@pytest.mark.parametrize(
    ("days_ago", "weeks"),
    [
        ([], 0), ([0], 1), ([7], 1), ([8], 0), ([0, 7], 2), ([0, 8], 1), ([1, 3, 5, 9, 14], 2),
        ([6, 13, 20], 3), ([0, 1, 2, 3, 4, 5, 6], 1), (range(8), 2),
    ],
)  # fmt: skip
def test_weeks_in_a_row(days_ago: list[int], weeks: int) -> None:
    assert weeks_in_a_row([ago(n) for n in days_ago], TODAY) == weeks


@given(st.sets(days, max_size=40))
def test_what_was_done_is_counted_whatever_came_between(active: set[date]) -> None:
    found = gained(active)
    assert found.in_all == len(active)
    assert found.this_week <= found.best_week <= min(7, found.in_all)


def test_exercise_in_part_and_a_step_towards_her_goal_make_a_day_active() -> None:
    log = Log()
    log.tells(ago(3), exercise_done="partly")
    log.tells(ago(2), exercise_done="no")
    log.takes_step("walked to the corner", ago(1))
    assert gains(read_days(log.events), TODAY).this_week == 2


def two_weeks(before: dict[str, float], now: dict[str, float]) -> Log:
    log = Log()
    for back in reversed(range(14)):
        log.tells(ago(back), **(now if back < 7 else before))
    return log


def test_what_got_better_is_told_and_what_got_worse_is_not() -> None:
    log = two_weeks(
        {"pain_now": 6, "sleep_hours": 4, "night_wakings": 4},
        {"pain_now": 4, "sleep_hours": 5, "night_wakings": 2},
    )
    words = " / ".join(gain.words for gain in told(gains(read_days(log.events), TODAY)))
    assert "pain is about 2 points lower" in words
    assert "slept about an hour more" in words
    assert "woken about twice less" in words

    log = two_weeks(
        {"pain_now": 4, "sleep_hours": 6, "night_wakings": 2},
        {"pain_now": 7, "sleep_hours": 3, "night_wakings": 5},
    )
    assert told(gains(read_days(log.events), TODAY)) == ()


def test_a_small_change_or_a_few_days_are_no_gain() -> None:
    log = two_weeks({"pain_now": 5}, {"pain_now": 4.5})
    assert gains(read_days(log.events), TODAY).pain is None
    log = Log()
    for back in (9, 8, 2, 1):
        log.tells(ago(back), pain_now=8 if back > 7 else 2)
    assert gains(read_days(log.events), TODAY).pain is None


def test_a_corrected_value_counts_no_more() -> None:
    log = active_on({ago(1)})
    [value] = [e for e in log.events if e.id.startswith("value")]
    message = log.says("no wait, I didn't")
    body = ValueRecorded(
        "exercise_done", "no", ago(1).isoformat(), message, 0, 1, "test", supersedes=value.id
    )
    log.add(body, TODAY)
    assert gains(read_days(log.events), TODAY).in_all == 0


@given(st.sets(days, max_size=30), st.lists(st.integers(0, 10), min_size=14, max_size=14))
def test_nothing_is_ever_told_as_a_loss(active: set[date], pains: list[int]) -> None:
    log = active_on(active)
    for back, pain in enumerate(pains):
        log.tells(ago(back), pain_now=pain)
    for gain in told(gains(read_days(log.events), TODAY)):
        assert not LOSS.search(gain.words), gain.words
