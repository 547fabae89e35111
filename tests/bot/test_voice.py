"""How the coach speaks: short, plain, calm and without blame, measured over every response."""

from __future__ import annotations

import re
import statistics

import pytest
import yaml

from knowledge.check import reading_grade
from tests.conftest import ROOT

RESPONSES: dict[str, list[str]] = {}
for path in sorted((ROOT / "bot" / "domain").glob("*.yml")):
    for name, variants in (yaml.safe_load(path.read_text()).get("responses") or {}).items():
        RESPONSES[name] = [variant["text"] for variant in variants]
SAFETY = [
    block[key]
    for family in yaml.safe_load((ROOT / "policies/safety/responses.yml").read_text())[
        "families"
    ].values()
    for block in family.values()
    if isinstance(block, dict)
    for key in ("text", "repeat")
    if key in block
]
TEXTS = [text for variants in RESPONSES.values() for text in variants]

GRADE = 7.5  # US school grade; 6 is about age 11, and single short texts scatter around it
FEWEST_WORDS = 12  # below that the index measures the length of one or two words
SHORT = 300
LONGER = {  # what she agrees to, and what is held about her, has to be said in full
    "utter_consent_text", "utter_consent_withdrawn", "utter_held", "utter_your_data",
}  # fmt: skip
BLAME = r"you (?:failed|forgot|missed|should have|didn't bother)|streak|disappoint|lazy|excuses?\b"
EMOJI = r"[\U0001F300-\U0001FAFF\u2600-\u27BF]"
OFTEN = {
    "utter_noted", "utter_skipped", "utter_corrected", "utter_checkin_due", "utter_checkin_done",
    "utter_checkin_done_hard_day", "utter_hello_again", "utter_goodbye", "utter_welcome",
    "utter_all_right", "utter_left", "utter_not_understood", "utter_not_understood_again",
    "utter_out_of_scope", "utter_number_wanted", "utter_ask_checkin_form_pain_now",
    "utter_ask_checkin_form_sleep_hours", "utter_ask_checkin_form_night_wakings",
    "utter_ask_checkin_form_mood", "utter_ask_checkin_form_exercise_done", "utter_win_heard",
    "utter_exercise_heard", "utter_goal_heard",
}  # fmt: skip


def plain(text: str) -> str:
    """The text with its blanks filled by a short word."""
    return re.sub(r"\{\w+\}", "London", text)


@pytest.mark.parametrize("name", RESPONSES)
def test_the_voice_is_calm_and_short(name: str) -> None:
    for text in RESPONSES[name]:
        assert "!" not in text, text
        assert not re.search(EMOJI, text), text
        assert not re.search(BLAME, text, re.IGNORECASE), text
        assert not re.search(r"\d\s?(?:mg|mcg|ml|tablets?)\b", text), text
        assert len(text) <= SHORT or name in LONGER, f"{len(text)} characters: {text}"


@pytest.mark.parametrize("text", [t for t in TEXTS + SAFETY if len(t.split()) >= FEWEST_WORDS])
def test_a_child_of_eleven_can_read_it(text: str) -> None:
    grade = reading_grade(plain(text))
    assert grade <= GRADE, f"reads at grade {grade:.1f}: {text}"


def test_all_in_all_it_reads_at_eleven_or_younger() -> None:
    grades = [reading_grade(plain(text)) for text in TEXTS if len(text.split()) >= FEWEST_WORDS]
    assert len(grades) > 50
    assert statistics.mean(grades) <= 6, statistics.mean(grades)


def test_most_replies_are_short() -> None:
    assert statistics.median(map(len, TEXTS)) <= 120


@pytest.mark.parametrize("name", sorted(OFTEN))
def test_what_is_said_often_is_said_in_more_than_one_way(name: str) -> None:
    assert len(set(RESPONSES[name])) >= 2


def test_the_warning_texts_are_calm() -> None:
    assert len(SAFETY) > 10
    assert not [text for text in SAFETY if "!" in text]
