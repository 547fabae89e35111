"""Which weekly answer a message takes back, and what is said besides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.capture.options import read_option
from bot.capture.weekly_corrections import read_correction
from policies.measures.questionnaire import weekly

ITEMS = {item.id: item for one in weekly() for item in one.items if item.id < "psfs_2"}
NAMES = {name: item.called for name, item in ITEMS.items()} | {"psfs_1": ("sitting for long",)}
PEG = ["peg_pain", "peg_enjoyment"]
ALL = [*PEG, "peg_activity", "psfs_1", "pgic_change", "gad2_nervous", "gad2_worry"]


def meant(text: str, told: list[str]) -> tuple[tuple[str, ...], float | None] | None:
    """The items it may be about and the answer, when nothing else is said."""
    found = read_correction(text, ITEMS, NAMES, told)
    if found is None:
        return None
    answers = {n: read_option(ITEMS[n], found.text) for n in found.items}
    (answer, *_) = [*filter(None, answers.values()), None]
    span = (answer.start, answer.end) if answer else (0, 0)
    if not found.strong and not found.says_only(*span):
        return None
    return found.items, answer.value if answer else None


@pytest.mark.parametrize(
    ("text", "item", "value"),
    [
        ("actually 6", "peg_enjoyment", 6), ("sorry 6", "peg_enjoyment", 6),
        ("oops 6", "peg_enjoyment", 6), ("no, 6", "peg_enjoyment", 6),
        ("6 actually", "peg_enjoyment", 6), ("6 not 5", "peg_enjoyment", 6),
        ("I meant 6", "peg_enjoyment", 6), ("the last one should be 2", "peg_enjoyment", 2),
        ("actually i meant 6 for the first one", "peg_pain", 6),
        ("the first should be 6", "peg_pain", 6), ("average pain should be 6", "peg_pain", 6),
        ("the average pain was 5 not 7", "peg_pain", 5), ("average pain 6", "peg_pain", 6),
        ("change my average pain from 7 to 6 please", "peg_pain", 6),
        ("enjoyment was wrong", "peg_enjoyment", None), ("change my last answer", "peg_enjoyment",
                                                         None),
    ],
)  # fmt: skip
def test_an_answer_taken_back(text: str, item: str, value: float | None) -> None:
    assert meant(text, PEG) == ((item,), value)


@pytest.mark.parametrize(
    ("text", "items", "value"),
    [
        ("change my nervous answer to nearly every day", ["gad2_nervous"], 3),
        ("nervous should be several days, not nearly every day", ["gad2_nervous"], 1),
        ("sitting for long should be 2", ["psfs_1"], 2),
        ("the first activity should be 2", ["psfs_1"], 2),
        ("i meant several days for the last one", ["gad2_worry"], 1),
        ("i meant 3 for the second one", ["peg_enjoyment", "gad2_worry"], 3),
    ],
)  # fmt: skip
def test_one_of_many(text: str, items: list[str], value: float) -> None:
    assert meant(text, ALL) == (tuple(items), value)


@pytest.mark.parametrize(
    "text",
    ["4", "about a 6", "it's actually been rough, maybe 6", "last night was hard, 6",
     "it goes from 5 to 7", "I meant to rest more, 6", "a bit nervous now and then", "no change",
     "6, no wait 7", "not at all", ""],
)  # fmt: skip
def test_nothing_taken_back(text: str) -> None:
    assert meant(text, PEG) is None


def test_before_the_first_answer_there_is_nothing_to_take_back() -> None:
    assert read_correction("actually 6", ITEMS, NAMES, []) is None


@given(st.text(max_size=200), st.lists(st.sampled_from(ALL), unique=True))
def test_places_stay_those_of_the_message(text: str, told: list[str]) -> None:
    found = read_correction(text, ITEMS, NAMES, told)
    if found is not None:
        assert len(found.text) == len(text)
        assert all(kept in (" ", said) for kept, said in zip(found.text, text, strict=True))
