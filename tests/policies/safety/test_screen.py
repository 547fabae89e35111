"""The screen on single messages: what it must find, what it must leave alone, and why."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.safety.rules import TIERS
from policies.safety.screen import Screen, Screening, load_screen

SCREEN = load_screen()
WORDS = st.sampled_from(
    "no not never fever numb bum baby she my husband leg calf swollen is but and or , . ? kill "
    "myself if I ever get years ago gone now still wont feed cant breathe killing me the 39 "
    "\U0001f600 <b> \u200b \n ' suicdal".split(" ")
)
MESSAGES = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join))


def flags(text: str) -> tuple[str, ...]:
    return SCREEN(text).flags


@given(MESSAGES)
@settings(max_examples=150, deadline=None)
def test_any_text_is_screened_the_same_way_twice_and_evidence_is_in_it(text: str) -> None:
    found = SCREEN(text)
    assert found == SCREEN(text)
    for item in found.evidence:
        assert 0 <= item.start < item.end <= len(text)
        assert text[item.start : item.end] == item.text
        assert item.source
    tiers = [TIERS.index(item.tier) for item in found.evidence]
    assert TIERS.index(found.tier) == max(tiers, default=0)
    assert set(found.flags) == {item.flag for item in found.evidence}


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=80, deadline=None)
def test_a_sign_in_a_line_of_its_own_is_found_whatever_stands_before_it(
    before: str, after: str
) -> None:
    text = f"{before.replace('<', '')}.\nI am going to kill myself tonight.\n{after}"
    assert SCREEN(text).tier == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "\U0001f600\U0001f600",
        "a" * 40_000,
        "." * 40_000,
        "<" * 40_000,
        "no " * 2_000,
        "\u4f60\u597d",
        "\x00",
    ],
)
def test_odd_text_is_harmless(text: str) -> None:
    assert SCREEN(text) == Screening("none", (), ())


def test_a_sign_at_the_end_of_a_very_long_message_is_found() -> None:
    text = "she slept and i did my walk, pain is a four. " * 850 + "I want to die"
    found = SCREEN(text)
    assert found.flags == ("self_harm",)
    assert "want to die" in found.evidence[0].text


@pytest.mark.parametrize(
    "text",
    [
        "I am sui\u200bcidal",
        "I am suicdal",
        "I am s*icidal",
        "I am su1cidal",
        "I am \u0455u\u0456\u0441\u0456d\u0430l",
        "I AM SUICIDAL",
        "I\u2019m <b>suicidal</b>",
        "I am sui\u00e7idal",
    ],
)
def test_spelling_and_disguise_do_not_hide_a_sign(text: str) -> None:
    assert flags(text) == ("self_harm",)


def test_evidence_points_into_the_original_text() -> None:
    text = "Pain 4 \U0001f600 and I\u200b can\u2019t f\u00e9el my bum"
    item = SCREEN(text).evidence[0]
    assert item.text == text[item.start : item.end] == "can\u2019t f\u00e9el my bum"


@pytest.mark.parametrize(
    "text",
    [
        "No, the numbness down below is still there",
        "no its still numb down there",
        "not sure but i think my bum is numb",
        "the numbness in my bum hasn't gone away",
        "the numbness down below went away but it's back",
        "not only is my back sore, my bum is numb",
        "I had a numb bum in pregnancy and now it's numb again",
        "My sister had this. My bum is numb",
        "what are the signs of cauda equina, because my bum is numb",
        "is it normal that my bum is numb",
        "no fever but my bum is numb",
        "this back is killing me and my bum is numb",
    ],
)
def test_nothing_said_around_it_clears_a_present_sign(text: str) -> None:
    assert "cauda_equina" in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "no numbness in my bum",
        "numbness in my bum? nope",
        "my bum isn't numb, just sore",
        "my bum was numb after the epidural but it wore off",
        "my mum has a numb bum from her spinal stenosis",
        "what would it mean if I ever get a numb bum",
        "years ago I had a numb bum",
        "my bum was numb with the cold",
        "my scar down below is numb",
    ],
)
def test_what_is_not_hers_or_not_now_is_left_alone(text: str) -> None:
    assert SCREEN(text).tier == "none"


@pytest.mark.parametrize(
    ("milder", "graver", "flag"),
    [
        ("my calf is red and swollen", "my calf is red and swollen and I'm short of breath",
         "lung_clot_or_heart"),
        ("my scar is oozing pus", "my scar is oozing pus and I'm confused", "infection_sepsis"),
        ("I want to die", "I want to die and I have a plan", "self_harm"),
        ("I'm scared I'll hurt the baby", "I'm about to hurt the baby", "harm_to_baby"),
        ("my husband hits me", "my husband is hitting me right now", "partner_violence"),
        ("my epidural site is red and sore", "my epidural site is red and sore, fever 39",
         "spinal_infection"),
    ],
)  # fmt: skip
def test_the_graver_form_of_a_sign_is_an_emergency(milder: str, graver: str, flag: str) -> None:
    assert SCREEN(milder).tier == "urgent"
    found = SCREEN(graver)
    assert found.tier == "emergency"
    assert flag in found.flags


def test_a_babys_fever_is_the_babys_and_hers_is_hers() -> None:
    assert flags("the baby has a fever") == ("baby_unwell",)
    assert flags("I have a fever") == ("infection_sepsis",)
    assert flags("my husband has a fever") == ()


def test_what_it_answers_is_plain_json() -> None:
    answer = SCREEN("pain 3 and I can't breathe").to_dict()
    assert answer["tier"] == "emergency"
    assert answer["flags"] == ["lung_clot_or_heart"]
    fields = {"flag", "tier", "start", "end", "text", "rule", "source", "like"}
    assert fields == set(answer["evidence"][0])
    assert answer["overruled"] == []


def test_the_screen_is_plain_data_and_rules() -> None:
    assert isinstance(SCREEN, Screen)
    assert len({(rule.flag, rule.name) for rule in SCREEN.rules}) == len(SCREEN.rules)
