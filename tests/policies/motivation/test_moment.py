from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.motivation.moment import JITTER, Window, moment

NOON_FEED = Window.read("12:00-14:00")
DAY = datetime(2026, 6, 1)


def wrote(*times: str, days: int = 1) -> list[datetime]:
    """She wrote at these times on each of so many days."""
    return [
        datetime.combine(DAY.date() - timedelta(days=n), time.fromisoformat(at))
        for n in range(days)
        for at in times
    ]


@pytest.mark.parametrize("text", ["10:30", "10:30-12:00", "00:00-23:59"])
def test_a_window_reads_as_it_is_written(text: str) -> None:
    assert str(Window.read(text)) == text


@pytest.mark.parametrize("text", ["", "10", "10:30-09:00", "10:30-11:00-12:00", "24:00", "noon"])
def test_what_is_no_window(text: str) -> None:
    with pytest.raises(ValueError):
        Window.read(text)


def test_a_time_is_kept_to_the_minute_whenever_she_writes() -> None:
    chosen = moment(Window.read("10:30"), wrote("10:45", days=20), "her")
    assert (chosen.minute, chosen.reason) == (630, "the time you chose")


def test_without_a_habit_it_is_the_beginning_of_the_span() -> None:
    chosen = moment(NOON_FEED, [], "her")
    assert 720 <= chosen.minute <= 720 + JITTER
    assert chosen.reason == "the beginning of the time you chose"


def test_one_or_two_chats_elsewhere_move_nothing() -> None:
    assert moment(NOON_FEED, wrote("13:10", days=2), "her") == moment(NOON_FEED, [], "her")


def test_the_half_hour_she_has_written_in_on_most_days() -> None:
    chosen = moment(NOON_FEED, wrote("13:10", "13:40", days=3) + wrote("13:20", days=6), "her")
    assert 780 <= chosen.minute <= 780 + JITTER
    assert chosen.reason == "you have often written between 13:00 and 13:30"


def test_a_long_chat_on_one_day_is_one_day() -> None:
    chat = [DAY.replace(hour=13, minute=minute) for minute in range(20)]
    assert moment(NOON_FEED, chat, "her") == moment(NOON_FEED, [], "her")


def test_of_equals_the_earliest() -> None:
    chosen = moment(NOON_FEED, wrote("13:00", "13:30", days=6), "her")
    assert 780 <= chosen.minute <= 780 + JITTER


def test_mothers_of_one_span_are_spread_and_each_keeps_her_minute() -> None:
    minutes = {moment(NOON_FEED, [], f"person {n}").minute for n in range(200)}
    assert minutes == set(range(720, 720 + JITTER + 1))
    assert moment(NOON_FEED, [], "her") == moment(NOON_FEED, [], "her")


@given(
    ends=st.lists(st.integers(0, 1439), min_size=2, max_size=2).map(sorted),
    at=st.lists(st.datetimes(datetime(2026, 1, 1), datetime(2026, 2, 1)), max_size=40),
    person=st.text(max_size=5),
)
def test_always_within_the_window(ends: list[int], at: list[datetime], person: str) -> None:
    window = Window(*ends)
    assert window.start <= moment(window, at, person).minute <= window.end
