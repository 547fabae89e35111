"""What is known of her at a decision point, from her events."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from policies.motivation.circumstances import About, circumstances
from policies.motivation.features import FEATURES, context, features
from policies.motivation.past import Message
from records.events import (
    AlertRaised,
    BarrierReported,
    Body,
    Event,
    GoalDropped,
    GoalSet,
    GuidanceShown,
    ValueRecorded,
)

NOW = datetime(2026, 6, 10, 19, 0, tzinfo=timezone.utc)  # a Wednesday evening
ABOUT = About(date(2026, 3, 1), "vaginal", NOW - timedelta(days=40), False)


def told(*bodies: tuple[float, Body]) -> list[Event]:
    """Events so many days ago, oldest first as given."""
    return [
        Event(f"e{n}", n, "her", NOW - timedelta(days=ago), body, f"c{n}", "")
        for n, (ago, body) in enumerate(bodies, 1)
    ]


def value(measure: str, number: float | str, ago: float) -> tuple[float, Body]:
    day = (NOW - timedelta(days=ago)).date().isoformat()
    return ago, ValueRecorded(measure, number, day, "m", 0, 1, "numbers")


def facts(*bodies: tuple[float, Body], about: About = ABOUT, past: list[Message] | None = None):
    return circumstances(told(*bodies), about, past or [], NOW, {"walking": "Walking"}.get).facts


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([("pain_now", 8, 0)], {"bad_day"}),
        ([("mood", 2, 0.5)], {"bad_day", "low_mood"}),
        ([("pain_now", 2, 0), ("mood", 7, 0)], {"good_day"}),
        ([("sleep_hours", 4, 0)], {"short_night"}),
        ([("night_wakings", 5, 0)], {"short_night"}),
        ([("pain_now", 8, 4)], set()),  # days ago: not today's pain
        ([("pain_now", 3, n) for n in (9, 7, 5, 3)] + [("pain_now", 6, 0)], {"pain_worse"}),
        (
            [("pain_now", 7, n) for n in (12, 11, 10)] + [("pain_now", 4, n) for n in (3, 2, 1)],
            {"pain_better"},
        ),
        ([("exercise_done", "yes", 2), ("exercise_done", "partly", 1)], {"moved_twice"}),
    ],
)
def test_her_days_are_read_as_a_person_would_read_them(values, expected) -> None:
    found = facts(*(value(*each) for each in values))
    of_days = set(
        "bad_day low_mood good_day short_night pain_worse pain_better moved_twice".split()
    )
    assert found & of_days == expected


def test_a_goal_holds_until_she_drops_it() -> None:
    goal = (2, GoalSet("lift him", "m", 0, 8))
    assert "has_goal" in facts(goal)
    assert "has_goal" not in facts(goal, (1, GoalDropped("m")))


def test_a_loss_holds_until_it_is_taken_back() -> None:
    loss = (9, AlertRaised("review", ("baby_loss",), "m"))
    assert "loss" in facts(loss, (1, AlertRaised("review", ("asked_for_person",), "m")))
    assert "loss" not in facts(loss, (1, AlertRaised("review", ("baby_loss_taken_back",), "m")))


def test_a_barrier_is_of_this_week_only() -> None:
    def barrier(ago):
        return ago, BarrierReported("time", "2026-06-01", "m", 0, 1)

    assert "barrier_time" in facts(barrier(3))
    assert "barrier_time" not in facts(barrier(9))


def test_what_she_asked_about_is_named_by_its_title_while_it_is_fresh() -> None:
    def asked(ago, article):
        return ago, GuidanceShown("m", "is walking ok?", article, "h", 0.9)

    found = circumstances(told(asked(1, "walking")), ABOUT, [], NOW, {"walking": "Walking"}.get)
    assert "asked_lately" in found.facts and found.values["topic"] == "Walking"
    assert "asked_lately" not in facts(asked(5, "walking"))
    assert "asked_lately" not in facts(asked(1, "gone"))


def test_silence_and_answers_are_counted_over_the_latest_messages() -> None:
    def past(*answers):
        return [
            Message("daily", "rest", None, NOW - timedelta(days=n), answer, answer)
            for n, answer in enumerate(answers)
        ]

    assert "silent_lately" in facts(past=past(True, False, False, False))
    assert "silent_lately" not in facts(past=past(False, False, None))
    assert "answered_lately" in facts(past=past(True, False, True, True))


def test_her_profile_and_the_moment() -> None:
    early = About(date(2026, 5, 20), "caesarean", NOW - timedelta(days=2), True)
    assert {"caesarean", "early_weeks", "new_here", "exercise_waits"} <= facts(about=early)
    assert "evening" in facts() and "morning" not in facts()


def test_features_tell_what_is_unknown_from_what_does_not_hold() -> None:
    nothing = circumstances(told(), ABOUT, [], NOW, {}.get)
    slept = circumstances(told(value("sleep_hours", 7, 0)), ABOUT, [], NOW, {}.get)
    assert features(nothing.facts, nothing.known, NOW)["short night"] == 0
    moment = features(slept.facts, slept.known, NOW)
    assert moment["short night"] == -1 and moment["evening"] == 1
    assert list(context(moment)) == [moment[name] for name in FEATURES]
