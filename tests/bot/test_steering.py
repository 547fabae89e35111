"""Short messages that steer the conversation, and what stands beside an answer."""

from __future__ import annotations

import pytest

from bot.actions.asides import rest_of
from bot.capture.navigation import read_command
from bot.capture.privacy import asks_about_her_data, keeps_her_data
from bot.capture.questions import before_question, question_in


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("Go back", "back"), ("oops, can we go back a step please", "back"), ("undo", "back"),
        ("change my last answer", "back"), ("scrap that", "back"), ("that's wrong", "back"),
        ("start over", "restart"), ("from the top please", "restart"),
        ("what was the question again?", "repeat"), ("pardon?", "repeat"),
        ("say that again", "repeat"),
        ("More", "more"), ("tell me a bit more about that", "more"), ("anything else?", "more"),
        ("ok go on", "go_on"), ("Not now, thanks", "leave"), ("maybe later", "leave"),
        ("I'm too tired for this", "leave"), ("stop the check-in", "leave"), ("cancel", "leave"),
    ],
)  # fmt: skip
def test_a_command(said: str, command: str) -> None:
    assert read_command(said) == command


@pytest.mark.parametrize(
    "said",
    [
        "no more", "stop", "back pain", "more pain today", "my back", "later on it hurt", "skip",
        "I went back to bed", "not now but this morning it was 6", "the last one should be 2",
        "start the messages again", "", "   ", "?" * 500,
    ],
)  # fmt: skip
def test_no_command(said: str) -> None:
    assert read_command(said) is None


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("4. how do I lift my baby?", "how do I lift my baby?"),
        ("pain 4, slept 5 hours, and how do I lift him safely?", "how do I lift him safely?"),
        ("its a 7 what can i do about it", "what can i do about it"),
        ("5 and can you pause for a week", "can you pause for a week"),
        ("mood is 3. I feel so low", "I feel so low"),
        ("6 weeks ago, is that normal?", "is that normal?"),
        ("pain is about 6 today, slept 4 hours, baby woke 3 times", ""),
        ("7", ""),
    ],
)
def test_what_stands_beside_the_values(said: str, rest: str) -> None:
    assert rest_of(said, "pain_now") == rest


def test_what_is_told_ends_where_the_question_begins() -> None:
    assert before_question("6 weeks ago, is back pain still normal?") == "6 weeks ago"
    assert question_in("6 weeks ago, is back pain still normal?") == "is back pain still normal?"
    assert before_question("no question here") == "no question here"


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("who can see this?", True), ("is this private", True), ("what do you know about me", True),
        ("what do you do with my data?", True), ("where is my data stored", True),
        ("will my husband see these messages?", True), ("what does my doctor see", True),
        ("export my data", False), ("delete my data", False), ("is my scar private", False),
        ("can the doctor see me today", False), ("should someone see my back", False),
        ("I want someone to look at my back", False),
    ],
)  # fmt: skip
def test_questions_about_her_data(said: str, asks: bool) -> None:
    assert asks_about_her_data(said) is asks


@pytest.mark.parametrize(
    ("said", "keeps"),
    [
        ("no wait dont delete my data", True), ("cancel the delete", True), ("keep my data", True),
        ("please don't erase anything", True), ("delete my data", False),
        ("i dont want you to keep my data anymore", False), ("don't keep it, delete it", False),
        ("I do not want you to have my data, erase everything", False),
    ],
)  # fmt: skip
def test_wanting_to_keep_her_data(said: str, keeps: bool) -> None:
    assert keeps_her_data(said) is keeps
