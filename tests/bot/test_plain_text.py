"""What a message is before anybody tries to understand it."""

from __future__ import annotations

import pytest

from bot.plain_text import NO_WORDS, NOT_ENGLISH, read


@pytest.mark.parametrize(
    "text",
    ["he won't let me put him down so no exercises", "we got up, he and me, for a walk", "no me"],
)
def test_english_with_words_that_other_languages_share_is_english(text: str) -> None:
    assert read(text).reply is None


@pytest.mark.parametrize(
    "text", ["estoy muy mal, me duele la espalda", "mir geht es nicht gut", "je suis mal"]
)
def test_another_language_is_answered_kindly_and_kept_for_a_turn_that_safety_takes(
    text: str,
) -> None:
    assert read(text).reply == NOT_ENGLISH
    assert read(text).text == text


def test_a_smiley_has_no_words() -> None:
    assert read("\N{SMILING FACE WITH OPEN MOUTH}").reply == NO_WORDS
