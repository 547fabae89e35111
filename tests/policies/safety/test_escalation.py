"""The fixed words: what to do and whom to call first, no blame, nothing given away."""

from __future__ import annotations

import pytest

from policies.safety.check import CONTRACT
from policies.safety.escalation import Form, countries, escalation_text, numbers_for
from policies.safety.rules import Tier
from policies.safety.screen import load_screen

SCREEN = load_screen()
FOUND = [(flag, tier) for flag, tiers in CONTRACT.items() for tier in tiers]
ALARMS = [(flag, tier) for flag, tier in FOUND if tier != "review"]
EMERGENCIES = [flag for flag, tier in FOUND if tier == "emergency"]


def said_to(text: str, country: str | None) -> str:
    screening = SCREEN(text)
    return escalation_text(screening.tier, screening.foremost, country)


@pytest.mark.parametrize(("flag", "tier"), ALARMS)
def test_every_alarm_has_short_words_that_say_what_to_do(flag: str, tier: Tier) -> None:
    for country in (*countries(), None, "??"):
        says_what_to_do(flag, tier, country)


def says_what_to_do(flag: str, tier: Tier, country: str | None) -> None:
    numbers = numbers_for(country)
    text = escalation_text(tier, [flag], country)
    again = escalation_text(tier, [flag], country, "repeat")
    for words in (text, again):
        assert len(words) <= 500
        assert "{" not in words
        assert "live" in words
        assert "with you" in words
        assert any(
            number in words for number in (numbers.emergency, numbers.advice, numbers.crisis)
        )
    assert len(again) < len(text)
    if tier == "emergency" and flag != "partner_violence":
        assert numbers.emergency in text.splitlines()[0]


@pytest.mark.parametrize("flag", EMERGENCIES)
@pytest.mark.parametrize("form", ["answered", "held"])
def test_while_a_clinician_is_awaited_there_is_a_number_and_no_advice(
    flag: str, form: Form
) -> None:
    for country in (*countries(), None):
        text = escalation_text("emergency", [flag], country, form)
        assert numbers_for(country).emergency in text
        assert "Nobody reads this chat live" in text or "nobody reads this chat live" in text
        assert len(text) <= 500
        assert "care team" in text


@pytest.mark.parametrize(
    ("tier", "form"),
    [
        ("urgent", "text"),
        ("urgent", "repeat"),
        ("emergency", "text"),
        ("emergency", "repeat"),
        ("emergency", "answered"),
        ("emergency", "held"),
    ],
)
def test_violence_at_home_is_not_given_away_on_a_lock_screen(tier: Tier, form: Form) -> None:
    text = escalation_text(tier, ["partner_violence"], "GB", form)
    preview = text[:60].lower()
    for word in ("999", "0808", "danger", "safe", "partner", "abuse", "hurt", "police", "help"):
        assert word not in preview
    assert "999" in text


@pytest.mark.parametrize(("flag", "tier"), FOUND)
def test_no_words_blame_diagnose_or_dose(flag: str, tier: Tier) -> None:
    text = escalation_text(tier, [flag], "GB").lower()
    for word in ("should have", "your fault", "you must", "you have a", "tablet", " mg", "!"):
        assert word not in text.replace("not your fault", "")


def test_the_baby_is_named_when_it_is_the_baby() -> None:
    text = said_to("my baby is floppy and blue", "IE")
    assert text.splitlines()[0] == "Please call 112 or 999 now about your baby."


def test_numbers_follow_the_country() -> None:
    said = "I want to die"
    assert "988" in said_to(said, "us")
    assert "116 123" in said_to(said, "GB")
    assert "13 11 14" in said_to(said, "AU")
    assert "your local emergency number" in said_to(said, None)
    assert numbers_for("PT").emergency == "112"
    assert numbers_for("US").support != numbers_for("US").crisis


def test_a_crisis_outranks_a_body_sign_of_the_same_tier() -> None:
    both = "my chest is tight and I am going to kill myself tonight"
    assert {"self_harm", "lung_clot_or_heart"} <= set(SCREEN(both).flags)
    assert "hurt yourself" in said_to(both, "GB")


def test_the_tier_decides_before_the_family() -> None:
    both = "I wish I was dead. my chest is tight and I can't breathe"
    assert SCREEN(both).tier == "emergency"
    assert "breath, chest or heart" in said_to(both, "GB")


def test_nothing_found_nothing_said() -> None:
    assert said_to("pain 4", "GB") == ""


def test_a_review_is_answered_warmly_and_without_alarm() -> None:
    text = said_to("I have felt low every day for weeks", "GB")
    assert text.startswith("Thank you for telling me")
    assert "999" not in text
