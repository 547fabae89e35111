"""Values told of an earlier day: which day, which values, and when there is no such day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.capture.earlier import read_earlier
from bot.capture.measures import MEASURES

TODAY = date(2026, 3, 12)  # a Thursday
WED, TUE, MON = (TODAY - timedelta(days=back) for back in (1, 2, 3))
SUN, SAT, FRI = (TODAY - timedelta(days=back) for back in (4, 5, 6))


@pytest.mark.parametrize(
    ("text", "day", "values"),
    [
        ("yesterday's pain was wrong, it was 5", WED, {"pain_now": 5}),
        ("yesterdays sleep should be 6 not 4", WED, {"sleep_hours": 6}),
        ("on monday my mood was 3", MON, {"mood": 3}),
        ("pain yesterday was 4", WED, {"pain_now": 4}),
        ("I slept 7 hours on Sunday night", MON, {"sleep_hours": 7}),
        ("on Sunday night my pain was 5", SUN, {"pain_now": 5}),
        ("I woke 3 times the night before last", WED, {"night_wakings": 3}),
        ("Yday my worst pain was 8", WED, {"pain_worst": 8}),
        ("my pain two days ago was 7/10", TUE, {"pain_now": 7}),
        ("the day before yesterday my mood was a 6", TUE, {"mood": 6}),
        ("sorry, the pain I gave for yesterday was wrong, should have been 7", WED,
            {"pain_now": 7}),
        ("I put 6 for pain yesterday but it should have been 4", WED, {"pain_now": 4}),
        ("yesterday's pain was 5, today 6", WED, {"pain_now": 5}),
        ("pain is 6 today but yesterday it was 5", WED, {"pain_now": 5}),
        ("I did my exercises on tuesday", TUE, {"exercise_done": "yes"}),
        ("I didnt do my exercises yesterday", WED, {"exercise_done": "no"}),
        ("last saturday's pain was 3 and mood 8", SAT, {"pain_now": 3, "mood": 8}),
        ("on fri I slept 5 hours", FRI, {"sleep_hours": 5}),
        ("yesterday's pain was 6 not 4", WED, {"pain_now": 6}),
        ("change yesterday's mood to 7", WED, {"mood": 7}),
        ("monday's sleep was 5 not 4", MON, {"sleep_hours": 5}),
        ("yesterday i woke 5 times not 2", WED, {"night_wakings": 5}),
        ("yesterday I said 3 for mood but it was 6", WED, {"mood": 6}),
        ("yesterday i said pain 4 but it was 6", WED, {"pain_now": 6}),
        ("i put my sleep as 4 hours on tuesday, it was 6", TUE, {"sleep_hours": 6}),
        ("yesterday was wrong. pain was 3, slept 6 hours", WED,
            {"pain_now": 3, "sleep_hours": 6}),
    ],
)  # fmt: skip
def test_the_day_and_its_values(text: str, day: date, values: dict[str, float | str]) -> None:
    earlier = read_earlier(text, TODAY)
    assert earlier is not None
    assert earlier.day == day
    assert earlier.extraction.to_dict()["values"] == values
    assert set(values) <= set(earlier.measures)


def test_a_bare_number_is_read_for_the_measure_asked_about() -> None:
    earlier = read_earlier("no it was 5 yesterday", TODAY, "pain_now")
    assert earlier is not None
    assert earlier.extraction.to_dict()["values"] == {"pain_now": 5}


def test_spans_are_of_the_original_text() -> None:
    text = "On Monday, hmm, my mood was 3"
    earlier = read_earlier(text, TODAY)
    assert earlier is not None
    [found] = earlier.extraction.values
    assert text[found.start : found.end] == "3"
    assert earlier.extraction.text == text


@pytest.mark.parametrize(
    ("text", "day", "measures"),
    [
        ("yesterday's pain was wrong", WED, ("pain_now",)),
        ("I got my sleep wrong on Tuesday", TUE, ("sleep_hours",)),
        ("can I change yesterday's mood and exercises", WED, ("mood", "exercise_done")),
        ("what I told you yesterday was wrong", WED, ()),
    ],
)
def test_only_said_to_be_wrong(text: str, day: date, measures: tuple[str, ...]) -> None:
    earlier = read_earlier(text, TODAY)
    assert earlier is not None
    assert (earlier.day, earlier.measures) == (day, measures)
    assert earlier.extraction.values == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pain is 5",
        "pain last night was 4",
        "that was wrong, it should be 5",
        "worse than yesterday, 5",
        "my pain has been 5 since monday",
        "I see the physio next tuesday",
        "I have an appointment on monday, pain is 5",
        "yesterday I had physio, my pain is 5",
        "I sat down and the sun was out, pain 4",
        "I slept 7 hours on Wednesday night",  # is last night
        "my pain was 6 a month ago",
        "nine days ago my pain was 6",
    ],
)
def test_no_earlier_day(text: str) -> None:
    assert read_earlier(text, TODAY) is None


def test_a_weekday_of_today_is_a_week_ago() -> None:
    earlier = read_earlier("last thursday my pain was 4", TODAY)
    assert earlier is not None
    assert earlier.day == TODAY - timedelta(days=7)


WORDS = st.sampled_from(
    "yesterday yesterday's monday on sunday night last the before 5 6 pain mood was wrong , . "
    "today is slept hours and 2 days ago next sat will be".split()
)


@given(st.lists(WORDS, max_size=10).map(" ".join), st.dates(), st.sampled_from([None, *MEASURES]))
def test_never_today_never_older_than_a_week(text: str, today: date, asked: str | None) -> None:
    earlier = read_earlier(text, max(today, date(2000, 1, 1)), asked)  # type: ignore[arg-type]
    if earlier is not None:
        back = (max(today, date(2000, 1, 1)) - earlier.day).days
        assert 1 <= back <= 7
        for found in earlier.extraction.values:
            assert 0 <= found.start < found.end <= len(text)
            assert found.measure in earlier.measures
