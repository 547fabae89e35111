"""Signatures, numbers and the carriers' words, over many inputs."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, quote_plus, urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from bot.channels.choices import spelled
from bot.channels.phone import e164
from bot.channels.twilio_signature import Unsigned, signed_form
from bot.channels.whatsapp_messages import read
from bot.channels.whatsapp_signature import is_signed, sign

URL = "https://backstay.example/webhooks/sms/webhook"
words = st.text(st.characters(codec="utf-8"), max_size=20)
forms = st.dictionaries(words.filter(bool), words, min_size=1, max_size=6)
tokens = st.text(st.characters(codec="ascii"), min_size=1, max_size=32)


def changed(body: bytes, place: int, byte: int) -> bytes:
    """The body with one byte of it another one."""
    place %= len(body)
    return body[:place] + bytes([byte]) + body[place + 1 :]


@given(forms, tokens)
def test_what_twilio_signed_is_read(form: dict[str, str], token: str) -> None:
    signature = RequestValidator(token).compute_signature(URL, form)
    assert signed_form(token, URL, urlencode(form).encode(), signature) == form


@given(forms, tokens, st.integers(0), st.integers(0, 255))
def test_no_byte_of_a_form_can_be_changed(
    form: dict[str, str], token: str, place: int, byte: int
) -> None:
    body = urlencode(form).encode()
    other = changed(body, place, byte)
    # %c3 and %C3, or + and a bare space, are the same form
    assume(
        other.isascii() is False
        or parse_qsl(other.decode("ascii", "replace"), True) != parse_qsl(body.decode(), True)
    )
    signature = RequestValidator(token).compute_signature(URL, form)
    with pytest.raises(Unsigned):
        signed_form(token, URL, other, signature)


@given(forms, tokens, st.integers(0), st.characters(codec="utf-8"))
def test_nor_of_the_signature_or_the_address(
    form: dict[str, str], token: str, place: int, char: str
) -> None:
    body = urlencode(form).encode()
    signature = RequestValidator(token).compute_signature(URL, form)
    place %= len(signature)
    forged = signature[:place] + char + signature[place + 1 :]
    assume(forged != signature)
    for shown in (forged, "", None, signature[:-1], signature + "="):
        with pytest.raises(Unsigned):
            signed_form(token, URL, body, shown)
    for url in (URL + "?x=1", URL.replace("sms", "twilio_whatsapp"), URL.replace("https", "http")):
        with pytest.raises(Unsigned):
            signed_form(token, url, body, signature)


def test_a_field_that_comes_twice_is_refused() -> None:
    signature = RequestValidator("t").compute_signature(URL, {"Body": "a"})
    with pytest.raises(Unsigned):
        signed_form("t", URL, b"Body=a&Body=a", signature)


def test_a_public_address_with_a_port_may_be_signed_without_it() -> None:
    signature = RequestValidator("t").compute_signature("https://a.example/x", {"Body": "a"})
    assert signed_form("t", "https://a.example:443/x", b"Body=a", signature) == {"Body": "a"}


@given(st.binary(min_size=1, max_size=200), tokens, st.integers(0), st.integers(0, 255))
def test_no_byte_that_meta_signed_can_be_changed(
    body: bytes, secret: str, place: int, byte: int
) -> None:
    header = sign(secret, body)
    assert is_signed(secret, body, header)
    other = changed(body, place, byte)
    assert is_signed(secret, other, header) == (other == body)
    assert not is_signed(secret, body + b" ", header)
    assert not is_signed(secret, body, header.upper())
    assert not is_signed(secret + "x", body, header)
    assert not any(is_signed(secret, body, shown) for shown in (None, "", "sha256=", "é"))


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "entry changes field value metadata phone_number_id messages statuses id from type "
                "text body interactive button_reply timestamp errors code status".split()
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@given(json_like)
def test_no_notification_can_break_its_reader(payload: object) -> None:
    list(read(json.loads(json.dumps(payload)), "1"))
    about = {"phone_number_id": "1"}
    value = {"metadata": about, "messages": payload, "statuses": payload}
    inside = {"entry": [{"changes": [{"field": "messages", "value": value}]}]}
    list(read(inside, "1"))
    value["messages"] = value["statuses"] = [payload]
    list(read(inside, "1"))


@given(st.from_regex(r"\A[1-9][0-9]{6,14}\Z"), st.lists(st.integers(0, 14), max_size=4))
def test_a_number_is_the_same_however_it_is_written(digits: str, places: list[int]) -> None:
    number = f"+{digits}"
    assert e164(number) == e164(digits) == e164(f"00{digits}") == e164(e164(digits)) == number
    for between in (" ", "-", ".", " (", ") ", "\N{NO-BREAK SPACE}", "\N{EN DASH}"):
        written = digits
        for place in places:
            written = written[:place] + between + written[place:]
        assert e164(f"+{written}") == number


@given(st.text(max_size=24))
def test_what_is_no_number_is_refused(text: str) -> None:
    try:
        number = e164(text)
    except ValueError:
        return
    assert number.startswith("+") and number[1:].isascii() and number[1:].isdecimal()
    assert 7 <= len(number) - 1 <= 15


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "22022",
        "VODAFONE",
        "07700 900123",
        "+0447700900123",
        "+44770090012३",
        "+" + "1" * 16,
    ],
)
def test_short_codes_names_and_numbers_without_a_country(text: str) -> None:
    with pytest.raises(ValueError):
        e164(text)


@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=30), max_size=12))
def test_choices_never_make_a_text_too_long(text: str, titles: list[str]) -> None:
    offered = spelled(text, tuple(titles), 300)
    assert offered.startswith(text) and len(offered) <= 300


def test_words_are_encoded_as_twilio_encodes_them() -> None:
    assert urlencode({"a": "+ é"}) == f"a={quote_plus('+ é')}" == "a=%2B+%C3%A9"
