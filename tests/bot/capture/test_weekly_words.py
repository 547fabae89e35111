"""Words round the weekly questions: beginning, stopping, meaning, and her own activities."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.capture.weekly import (
    asks_meaning,
    read_activities,
    wants_to_stop,
    wants_weekly,
)


@pytest.mark.parametrize(
    "text",
    ["Weekly questions", "weekly questions please", "can I do the weekly questions now?",
     "this week's questions", "I'm ready for the weekly questions", "continue weekly questions",
     "weekly", "weekly qs", "weekly check in", "weekly check-in", "do the weekly ones"],
)  # fmt: skip
def test_a_wish_to_begin(text: str) -> None:
    assert wants_weekly(text)


@pytest.mark.parametrize(
    "text",
    ["what are the weekly questions?", "why weekly questions", "stop the weekly questions",
     "no weekly questions", "questions", "I have a question", "remind me weekly", "weekly pain",
     ""],
)  # fmt: skip
def test_no_wish_to_begin(text: str) -> None:
    assert not wants_weekly(text)


def test_stopping_is_the_whole_message() -> None:
    for text in ("stop", "Stop!", "not now", "later", "that's enough", "no more", "maybe later",
                 "I've had enough", "enough now", "had enough of this",
                 "I'm done with this", "I'm fed up"):  # fmt: skip
        assert wants_to_stop(text), text
    for text in ("stop messaging me", "not at all", "no", "2", "the pain won't stop",
                 "not enough", "I've had enough pain"):  # fmt: skip
        assert not wants_to_stop(text), text


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("what does interfere mean", True), ("What do you mean by activity?", True),
        ("what's meant by general activity", True), ("what does that mean?", True),
        ("what is general activity?", True),
        ("what is a disc", False),
        ("sorry, I don't understand the question", True), ("explain", True),
        ("what does a clicking hip mean?", False), ("what is wrong with my back", False),
        ("what's the weather like", False), ("I mean 6", False), ("", False),
    ],
)  # fmt: skip
def test_asking_what_the_question_means(text: str, asked: bool) -> None:
    wording = "how, during the past week, pain has interfered with your general activity?"
    assert asks_meaning(text, wording) == asked


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("lifting the car seat, getting out of bed and pushing the pram",
         ["lifting the car seat", "getting out of bed", "pushing the pram"]),
        ("1. stairs\n2. carrying shopping\n3) sitting to feed",
         ["stairs", "carrying shopping", "sitting to feed"]),
        ("I can't pick up my toddler or sit for long", ["pick up my toddler", "sit for long"]),
        ("bending, twisting, lifting, running", ["bending", "twisting", "lifting"]),
        ("Standing to cook.", ["Standing to cook"]), ("lifting, lifting", ["lifting"]),
        ("how do I lift the baby", []), ("is this normal?", []), ("", []),
        ("nothing really", []), ("no, all fine", []),
    ],
)  # fmt: skip
def test_her_own_activities(text: str, named: list[str]) -> None:
    assert [name for name, _, _ in read_activities(text)] == named


@given(st.text(max_size=200))
def test_an_activity_is_short_and_stands_in_the_text(text: str) -> None:
    found = read_activities(text)
    assert len(found) <= 3
    for name, start, end in found:
        assert 0 <= start < end <= len(text) and len(name) <= 60 and "\n" not in name
        assert name == " ".join(text[start:end].split())
