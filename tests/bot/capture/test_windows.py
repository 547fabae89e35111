"""When she would like to be written to, in her words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.capture.reminders import adds, asks_for_several, cannot_do
from bot.capture.windows import in_words, parse_windows
from policies.motivation.moment import Window


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        # a single time, as before
        ("remind me at 10:30", "10:30"), ("just once at 9", "09:00"), ("9", "09:00"),
        ("remind me at 9 in the evening instead", "21:00"), ("evenings, 7, leeds", "19:00"),
        ("I've 2 kids so 10:30 please", "10:30"), ("ten to nine", "08:50"), ("20 to 6", "05:40"),
        ("11 in the morning or 7 at night", "11:00"), ("10:30 and I live in Leeds", "10:30"),
        # a span
        ("write to me between 10 and 12", "10:00-12:00"), ("from 9am till 11", "09:00-11:00"),
        ("10am-12pm", "10:00-12:00"), ("10\N{EN DASH}12 works", "10:00-12:00"),
        ("between ten and twelve", "10:00-12:00"), ("between noon and two", "12:00-14:00"),
        ("between 11 and 1", "11:00-13:00"), ("between 2 and 4", "14:00-16:00"),
        ("between 9 and 11pm", "21:00-23:00"), ("between 10 and 1pm", "10:00-13:00"),
        ("between 7 and 9 in the evening", "19:00-21:00"),
        ("between 2 and 4 at night", "02:00-04:00"), ("between 10pm and 1am", "22:00-23:59"),
        ("between 9:15 and half past ten", "09:15-10:30"),
        # parts of the day
        ("mornings", "08:00-11:00"), ("mornings and evenings", "08:00-11:00 18:00-21:00"),
        ("at lunchtime please", "12:00-14:00"), ("in the afternoon", "14:00-17:00"),
        # several
        ("after the noon feed, around 12:30, and at 8pm", "12:30 20:00"),
        ("9am, 1pm and 8pm", "09:00 13:00 20:00"), ("at 10, 1 and 8", "10:00 13:00 20:00"),
        ("twice a day, at 10 and at 6pm", "10:00 18:00"), ("noon and 8pm", "12:00 20:00"),
        ("mornings at 9 and evenings at 7", "09:00 19:00"),
        ("9:30-11:00 and 20:00", "09:30-11:00 20:00"),
        ("between 8 and 9am and between 7 and 9pm", "08:00-09:00 19:00-21:00"),
        ("half ten and half seven in the evening", "10:30 19:30"),
        ("10 o'clock London and 8pm", "10:00 20:00"), ("evenings and at 9am", "09:00 18:00-21:00"),
        # what overlaps is one
        ("between 10 and 12 and between 11 and 1", "10:00-13:00"),
        # what is moved, turned down or about something else is not meant
        ("change my reminder from 9 to 10", "10:00"), ("at 9, not 8", "09:00"),
        ("move it from 8 to half past 9 please", "09:30"), ("at 9 instead of 8", "09:00"),
        ("remind me at 9 and my pain is 6", "09:00"), ("no messages before 10", "10:00"),
        ("remind me at 9 and I have 2 kids", "09:00"),
        # nothing
        ("", ""), ("hello", ""), ("after lunch feed", ""), ("I moved to Sydney", ""),
    ],
)  # fmt: skip
def test_windows(text: str, windows: str) -> None:
    assert " ".join(map(str, parse_windows(text))) == windows


WORDS = "between from to and - , at 9 10 12 1 8pm half past noon mornings 20:00".split()


@given(st.text(max_size=200) | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_whatever_she_writes_windows_lie_in_one_day_and_apart(text: str) -> None:
    windows = parse_windows(text)
    for window in windows:
        assert 0 <= window.start <= window.end < 24 * 60
        assert Window.read(str(window)) == window
    for earlier, later in pairwise(windows):
        assert earlier.end < later.start


@pytest.mark.parametrize(
    ("windows", "words"),
    [
        (("10:30",), "around 10:30"),
        (("10:00-12:00",), "between 10:00 and 12:00"),
        (("10:00-12:00", "20:00"), "between 10:00 and 12:00 and around 20:00"),
        (("09:00", "13:00", "20:00"), "around 09:00, around 13:00 and around 20:00"),
    ],
)
def test_windows_in_words(windows: tuple[str, ...], words: str) -> None:
    assert in_words(windows) == words


@pytest.mark.parametrize(
    ("text", "cannot"),
    [
        ("remind me tomorrow at 3", "remind_once"), ("in an hour", "remind_once"),
        ("check in this evening", "remind_once"), ("just once today", "remind_once"),
        ("just once at 9", None), ("just once a day", None),
        ("twice a week", "other_days"), ("every other day", "other_days"),
        ("weekdays only", "other_days"), ("twice a day at 9 and 8pm", None),
        ("3 times a day", None), ("three times", "other_days"),
    ],
)  # fmt: skip
def test_what_reminders_cannot_do(text: str, cannot: str | None) -> None:
    assert cannot_do(text) == cannot


def test_more_than_one_and_one_more() -> None:
    assert asks_for_several("could you write twice a day")
    assert not asks_for_several("twice a week")
    assert adds("also at 8pm") and adds("and another one at 8pm")
    assert not adds("at 8pm instead")
