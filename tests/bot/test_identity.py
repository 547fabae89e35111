"""What counts as a wish to go on elsewhere, as a code, or as neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.identity import DIGITS, LETTERS, AskCode, Code, Leave, left, new_code, read, spelled


@pytest.mark.parametrize(
    "text",
    [
        "link", "Link!", "link my phone", "Can we go on in Telegram?", "go on in telegram please",
        "let's switch to WhatsApp", "I'd like to continue on whats app", "use telegram instead",
        "can I use text messages", "move over to sms", "link another device", "connect to telegram",
        "can we talk on my laptop",
    ],
)  # fmt: skip
def test_she_asks_for_a_code(text: str) -> None:
    assert read(text) == AskCode()


@pytest.mark.parametrize(
    ("text", "channels"),
    [
        ("stop using Telegram", ("telegram",)),
        ("please don\N{RIGHT SINGLE QUOTATION MARK}t use WhatsApp any more",
         ("whatsapp", "twilio_whatsapp")),
        ("unlink sms", ("sms",)),
        ("disconnect my laptop", ("web",)),
    ],
)  # fmt: skip
def test_she_lets_go_of_a_chat(text: str, channels: tuple[str, ...]) -> None:
    assert read(text) == Leave(channels)


@pytest.mark.parametrize(
    "text",
    [
        "BCDF-2345", "bcdf2345", "/start BCDF2345", "link bcdf-2345", "my code is BCDF2345",
        " BCDF2345\n",
    ],
)  # fmt: skip
def test_a_code_however_it_is_typed(text: str) -> None:
    assert read(text) == Code("BCDF2345")


@pytest.mark.parametrize(
    "text",
    [
        "7hrs45mn", "23456789", "exercise", "hmmmmmmm", "BCDF-234", "BCDFG-2345", "pain 6",
        "stop", "stop messages", "stop texts", "go on", "continue", "linked to my back pain?",
        "is the pain linked to sleep", "can I talk to a person", "walking to the text shop",
        "I carry on with the web of lies", "bcdfgjkm", "", "BCDF 2345 and my leg is swollen",
        "use telegram to tell me about mastitis",
    ],
)  # fmt: skip
def test_anything_else_is_for_the_dialogue(text: str) -> None:
    assert read(text) is None


def test_codes_are_read_back_as_they_were_made() -> None:
    made = [new_code() for _ in range(500)]
    assert len(set(made)) == 500
    for code in made:
        assert read(spelled(code)) == read(code.lower()) == Code(code)
    assert not set(LETTERS + DIGITS) & set("01ILOUAEH")  # alike, or able to make words


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    read(text)


def test_the_chat_she_writes_from_is_not_taken_from_under_her() -> None:
    leaving, said = left(("telegram",), "telegram", {"telegram", "web"})
    assert leaving == () and "the web page" in said
    leaving, said = left(("telegram",), "telegram", {"telegram"})
    assert leaving == () and "only chat" in said
    leaving, said = left(("whatsapp", "twilio_whatsapp"), "web", {"web", "twilio_whatsapp"})
    assert leaving == ("twilio_whatsapp",) and "WhatsApp" in said
    assert left(("sms",), "web", {"web"})[0] == ()
