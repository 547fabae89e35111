"""Short messages that steer the conversation, and what stands beside an answer."""

from __future__ import annotations

import pytest

from bot.actions.asides import rest_of
from bot.capture.navigation import read_command
from bot.capture.privacy import (
    asks_about_her_data,
    asks_what_is_held,
    chooses_view,
    confirms_erasure,
    keeps_her_data,
)
from bot.capture.questions import before_question, question_in
from bot.erasure import types_the_words


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
        ("who can see this?", True), ("is this private", True),
        ("what do you know about me", False),
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


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("what do you know about me?", True), ("what have you got on me", True),
        ("What data do you hold about me?", True), ("what's stored about me", True),
        ("my data", True), ("what info do you keep on me", True),
        ("what data do you have about me, send me a copy", False), ("export my data", False),
        ("what do you know about scars", False), ("what do you do with my data", False),
        ("do you know about me and my c-section", False), ("tell me about me time", False),
    ],
)  # fmt: skip
def test_asking_what_is_held(said: str, asks: bool) -> None:
    assert asks_what_is_held(said) is asks


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("numbers only", False), ("Numbers only, please.", False), ("only my numbers", False),
        ("hide my words", False), ("keep my words private", False),
        ("don't show my words to my doctor", False), ("my midwife should not see my words", False),
        ("I don't want the team to see my words", False),
        ("numbers and my words", True), ("show my words", True), ("they can read my words", True),
        ("pain 6, numbers only go up", None), ("can you see my words?", None), ("numbers", None),
        ("does my doctor see my messages", None), ("the numbers only get worse", None),
    ],
)  # fmt: skip
def test_choosing_what_clinicians_see(said: str, words: bool | None) -> None:
    assert chooses_view(said) is words


@pytest.mark.parametrize(
    ("said", "confirms"),
    [
        ("Yes, erase it", True), ("yes delete everything", True), ("yes please", False),
        ("yes, erase it later maybe", False), ("erase it", False),
    ],
)  # fmt: skip
def test_confirming_the_erasure(said: str, confirms: bool) -> None:
    assert confirms_erasure(said) is confirms


@pytest.mark.parametrize(
    ("said", "is_it"),
    [
        ("erase everything for good", True), ("Erase everything for good.", True),
        ("\u201cerase everything for good\u201d", True), ("erase everything", False),
        ("don't erase everything for good", False), ("erase everything for good?", False),
        ("erase everything for goodness sake", False),
    ],
)  # fmt: skip
def test_the_words_she_types(said: str, is_it: bool) -> None:
    assert types_the_words(said) is is_it
