"""What every extraction must hold, whatever the message."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.capture.measures import MEASURES
from bot.capture.values import extract
from policies.monitoring.ranges import in_range

pytestmark = pytest.mark.slow

ASKED = st.sampled_from([None, *MEASURES])
WORDS = st.sampled_from(
    "pain mood slept woke up baby husband 6 7/10 3x five and a half hours h30 -3 no none not wait "
    "sorry from to 11pm 4am yesterday now worst at , . ? ! \n 1e9 nan inf half twice my did "
    "exercises only bridges / - : 00 0.5 ½ 6️⃣ 🔟 x 10 out of ten between change actually "
    "feeling".split(" ")
)
CHAT = st.lists(WORDS, max_size=25).map(" ".join)
ANYTHING = st.one_of(st.text(max_size=200), CHAT, st.lists(WORDS, max_size=25).map("".join))


@given(ANYTHING, ASKED)
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_within_bounds(text: str, asked: str | None) -> None:
    answer = extract(text, asked)
    assert answer == extract(text, asked)
    measures = [found.measure for found in answer.values]
    assert len(measures) == len(set(measures))
    for found in answer.values:
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end].strip()
        if found.measure == "exercise_done":
            assert found.value in {"yes", "partly", "no"}
        else:
            assert isinstance(found.value, float)
            assert in_range(found.measure, found.value)
        if found.measure == "night_wakings":
            assert (2 * float(found.value)).is_integer()  # "2 or 3 times" is 2.5
    for problem in answer.problems:
        assert 0 <= problem.start < problem.end <= len(text)
        assert problem.reason in {"out_of_range", "not_a_number"}
    json.dumps(answer.to_dict(), allow_nan=False)
    if answer.skipped:
        assert asked is not None
        assert not answer.values


MESSAGES = [
    "pain 6", "slept from 11 til 4", "6, no wait 7", "woke 3 times, mood 4", "did half of them",
    "no pain today", "husband slept 8 hours, I got 4", "pain was 8 now 4", "hello", "bad",
]  # fmt: skip
SUFFIXES = [" Thanks for asking.", "\nLovely weather here!", " Have a nice day x", " Speak soon."]


@pytest.mark.parametrize("message", MESSAGES)
@given(suffix=st.sampled_from(SUFFIXES), asked=ASKED)
@settings(max_examples=20, deadline=None)
def test_a_kind_word_at_the_end_changes_nothing(
    message: str, suffix: str, asked: str | None
) -> None:
    ended = message + "."
    assert (
        extract(ended + suffix, asked).to_dict()["values"]
        == (extract(ended, asked).to_dict()["values"])
    )


@pytest.mark.parametrize(
    ("text", "asked", "words"),
    [
        ("Honestly the PAIN is 7 out of 10 😩 today", None, "7 out of 10"),
        ("😩😩 pain 6", None, "6"),
        ("slept 11 til about 4 then another 90 min", None, "11 til about 4 then another 90 min"),
        ("we had no pain today", None, "no pain"),
        ("pain 6️⃣ ok", None, "6"),
        ("İstanbul is far, pain six and a half", None, "six and a half"),
        ("went from 8 to 4", "pain_now", "from 8 to 4"),
        ("only managed the bridges today", None, "only managed the bridges"),
    ],
)
def test_the_span_holds_the_words_the_value_came_from(
    text: str, asked: str | None, words: str
) -> None:
    spans = extract(text, asked).to_dict()["spans"]
    assert [span["text"] for span in spans] == [words]


def test_a_problem_says_what_was_out_of_range() -> None:
    problem = extract("pain 15").to_dict()["problems"][0]
    assert problem == {
        "measure": "pain_now", "value": 15.0, "start": 5, "end": 7, "reason": "out_of_range"
    }  # fmt: skip
    assert extract("mood nan").problems[0].reason == "not_a_number"


@pytest.mark.parametrize("unit", ["a ", "x", "not ", "(", "<a", "wait ", "a@", "did my ", "- "])
def test_a_value_at_the_end_of_a_very_long_message_is_read(unit: str) -> None:
    """No pattern may blow up: one of quadratic cost would hardly come back from this."""
    text = (unit * 8_000)[:8_000] + "\nand my mood is 3"
    assert extract(text, None).to_dict()["values"] == {"mood": 3.0}


@pytest.mark.parametrize("unit", ["pain 6 ", "9", "a@"])
def test_forty_thousand_characters_come_back(unit: str) -> None:
    text = (unit * 40_000)[:40_000]
    assert extract(text, "pain_now").text == text


def test_importing_capture_loads_nothing_heavy() -> None:
    code = (
        "import sys, bot.capture.values, bot.capture.onboarding;"
        "print([m for m in ('rasa','dateparser','numpy','tensorflow','torch') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
