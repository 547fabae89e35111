"""A round of weekly questions: its order, what is left to ask, when it is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from policies.measures.questionnaire import by_id
from policies.measures.week import ACTIVITIES, due, latest_week, resumable
from records.events import (
    ActivitiesNamed,
    Body,
    Event,
    ItemAnswered,
    ItemSkipped,
    QuestionnaireScored,
    WeeklyEnded,
    WeeklyOffered,
    WeeklyStarted,
)

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=timezone.utc)
TODAY = NOW.date()
DAY = TODAY.isoformat()


def log(*bodies: Body) -> list[Event]:
    return [Event(f"e{n}", n, "her", NOW, body, f"c{n}", "") for n, body in enumerate(bodies, 1)]


def answered(item: str, value: float = 1) -> ItemAnswered:
    return ItemAnswered(item.split("_")[0], 1, item, value, DAY, "m", 0, 1)


def asked_in_order(activities: int) -> list[str]:
    """All that a round asks, when every question is answered."""
    bodies: list[Body] = [WeeklyStarted(DAY)]
    order = []
    while (found := latest_week(log(*bodies)).open_item()) is not None:
        order.append(found[1])
        bodies.append(
            ActivitiesNamed(tuple("abc"[:activities]), "m", ((0, 1),) * activities)
            if found[1] == ACTIVITIES
            else answered(found[1])
        )
        assert len(order) < 20
    return order


@pytest.mark.parametrize("activities", [1, 2, 3])
def test_everything_is_asked_once_and_her_activities_by_name(activities: int) -> None:
    order = asked_in_order(activities)
    rated = [f"psfs_{n}" for n in range(1, activities + 1)]
    assert order == [
        "peg_pain", "peg_enjoyment", "peg_activity", ACTIVITIES, *rated, "pgic_change",
        "gad2_nervous", "gad2_worry", "phq2_interest", "phq2_low",
    ]  # fmt: skip


def test_a_later_week_rates_the_same_activities_again() -> None:
    week = latest_week(log(
        WeeklyStarted("2026-11-09"), ActivitiesNamed(("stairs",), "m", ((0, 6),)),
        answered("psfs_1", 3), QuestionnaireScored("psfs", 1, 3, None, ("e3",), "2026-11-09"),
        WeeklyEnded("2026-11-09", "complete"), WeeklyStarted(DAY),
    ))  # fmt: skip
    assert week.activities == ("stairs",) and not week.answers
    assert week.before == {"psfs": 3} and week.completed == date(2026, 11, 9)


def test_no_activity_named_leaves_the_scale_out() -> None:
    week = latest_week(log(
        WeeklyStarted(DAY), *map(answered, ("peg_pain", "peg_enjoyment", "peg_activity")),
        ItemSkipped(ACTIVITIES, DAY, "m"),
    ))  # fmt: skip
    found = week.open_item()
    assert found is not None and found[1] == "pgic_change"


def test_a_skipped_item_is_not_asked_again_and_a_later_answer_counts() -> None:
    week = latest_week(log(WeeklyStarted(DAY), ItemSkipped("peg_pain", DAY, "m")))
    assert week.open_item()[1] == "peg_enjoyment"  # type: ignore[index]
    week = latest_week(log(WeeklyStarted(DAY), ItemSkipped("peg_pain", DAY, "m"),
                           answered("peg_pain", 4)))  # fmt: skip
    assert week.values(by_id()["peg"]) == {"peg_pain": 4} and not week.skipped


def test_a_skipped_item_withdraws_its_answer_and_the_scores_made_of_it() -> None:
    nervous, worry = answered("gad2_nervous"), answered("gad2_worry")
    scored = QuestionnaireScored("gad2", 1, 2, None, ("e2", "e3"), DAY)
    skipped = ItemSkipped("gad2_nervous", DAY, "m")
    week = latest_week(log(WeeklyStarted(DAY), nervous, worry, scored, skipped))
    assert week.values(by_id()["gad2"]) == {"gad2_worry": 1}
    assert week.score(by_id()["gad2"]).value is None
    assert not week.stands(week.scores["gad2"])
    later = latest_week(
        log(WeeklyStarted(DAY), nervous, worry, scored, skipped, WeeklyStarted(DAY))
    )
    assert later.before == {}
    kept = latest_week(log(WeeklyStarted(DAY), nervous, worry, scored, WeeklyStarted(DAY)))
    assert kept.before == {"gad2": 2}


@pytest.mark.parametrize(
    "again", [ActivitiesNamed(("stairs",), "m", ((0, 6),)), ItemSkipped(ACTIVITIES, DAY, "m")]
)
def test_other_activities_are_rated_afresh(again: Body) -> None:
    named = ActivitiesNamed(("sitting", "walking"), "m", ((0, 7), (9, 16)))
    week = latest_week(log(WeeklyStarted(DAY), named, answered("psfs_1", 4), again))
    assert not week.answers and len(week.activities) < 2
    assert week.told[-1] == ACTIVITIES


def test_what_she_told_last_comes_last() -> None:
    bodies = [answered("peg_pain"), ItemSkipped("peg_enjoyment", DAY, "m"), answered("peg_pain")]
    assert latest_week(log(WeeklyStarted(DAY), *bodies)).told == ["peg_enjoyment", "peg_pain"]


def test_a_round_that_she_left_goes_on_today_but_not_tomorrow() -> None:
    week = latest_week(log(WeeklyStarted(DAY), answered("peg_pain"), WeeklyEnded(DAY, "left")))
    assert resumable(week, TODAY) and not resumable(week, TODAY + timedelta(days=1))
    done = latest_week(log(WeeklyStarted(DAY), WeeklyEnded(DAY, "complete")))
    assert not resumable(done, TODAY)


def test_the_first_offer_comes_on_the_third_day() -> None:
    new = latest_week([])
    offers = [n for n in range(6) if due(new, TODAY, TODAY + timedelta(days=n))]
    assert offers == [3, 4, 5]


def test_a_hard_day_puts_the_offer_off_for_three_days_at_most() -> None:
    new = latest_week([])
    days = [TODAY + timedelta(days=n) for n in range(8)]
    assert [due(new, TODAY, day, hard_day=True) for day in days] == [False] * 6 + [True] * 2


def test_then_seven_days_after_the_last_complete_week() -> None:
    done = latest_week(log(WeeklyStarted(DAY), WeeklyEnded(DAY, "complete")))
    joined = TODAY - timedelta(days=30)
    offers = [n for n in range(10) if due(done, joined, TODAY + timedelta(days=n))]
    assert offers == [7, 8, 9]


@pytest.mark.parametrize("body", [WeeklyOffered(DAY), WeeklyStarted(DAY)])
def test_never_twice_a_day(body: Body) -> None:
    joined = TODAY - timedelta(days=30)
    assert not due(latest_week(log(body)), joined, TODAY)
    assert due(latest_week(log(body)), joined, TODAY + timedelta(days=1))
