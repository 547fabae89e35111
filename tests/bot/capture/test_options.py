"""Answers to questionnaire items, in the words that mothers use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.capture.options import read_option
from policies.measures.questionnaire import Item, weekly

ITEMS = {item.id: item for one in weekly() for item in one.items}


def value(item: str, text: str) -> float | None:
    found = read_option(ITEMS[item], text)
    return None if found is None else found.value


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Not at all", 0), ("nope never", 0), ("no", 0), ("no, not really", 0), ("0", 0),
        ("several days", 1), ("a few days", 1), ("1", 1), ("I'd say a few days", 1),
        ("More than half the days", 2), ("most days", 2), ("more than half", 2), ("2", 2),
        ("nearly every day", 3), ("daily", 3), ("every single day honestly", 3), ("option 3", 3),
        ("several days, no, nearly every day", 3),
        ("severl days", 1), ("nealy every day", 3), ("more then half the days", 2), ("dialy", None),
        ("occasionally", 1), ("every other day", None),
        ("not every day", None), ("2 days", None), ("about 3 days a week", None), ("5", None),
        ("a few days maybe most days", None), ("what do you mean?", None), ("1-2", None),
        ("no idea", None), ("my partner says no to that", None), ("", None),
    ],
)  # fmt: skip
def test_how_often(text: str, wanted: float | None) -> None:
    assert value("phq2_low", text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("same", 4), ("still the same", 4), ("not the same", None),
     ("much better", 2), ("very much better", 1), ("a bit worse", 5), ("the same", 4), ("7", 7),
     ("worse", None), ("not much better", None), ("0", None), ("no", None)],
)  # fmt: skip
def test_how_much_change(text: str, wanted: float | None) -> None:
    assert value("pgic_change", text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("7", 7), ("7/10", 7), ("seven", 7), ("5-6", 5.5), ("usually 4", 4), ("none", 0),
     ("my pain was about 6 on average", 6), ("10", 10), ("11", None), ("6 weeks", None),
     ("slept 4 hours", None), ("quite bad", None), ("4 and then 8", None),
     ("5 today but 7 usually", 7), ("usually 7, 5 today", 7), ("my pain is 5 now, 7 on average", 7),
     ("5 today", None), ("it's a 5 right now", None), ("today 5", None),
     ("better now, about 5", 5), ("5 today 7 usually", None),
     ("usually between 5 and 7 but 3 today", None)],
)  # fmt: skip
def test_a_number_of_the_week(text: str, wanted: float | None) -> None:
    assert value("peg_pain", text) == wanted


def test_a_question_of_today_wants_the_number_of_today() -> None:
    assert value("psfs_1", "2 today but usually 5") == 2


def test_what_she_meant_is_not_denied() -> None:
    assert value("phq2_low", "i meant several days") == 1


def test_every_printed_answer_is_understood() -> None:
    for item in ITEMS.values():
        for option in item.options:
            for said in (option.label, *option.also, f"{option.value:g}"):
                assert value(item.id, said) == option.value, said


@given(st.text(max_size=80), st.sampled_from(sorted(ITEMS.values(), key=lambda i: i.id)))
def test_an_answer_is_on_the_scale_and_in_the_text(text: str, item: Item) -> None:
    found = read_option(item, text)
    if found is not None:
        assert item.low <= found.value <= item.high
        assert 0 <= found.start < found.end <= len(text)
