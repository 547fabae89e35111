"""What the chat page and the server say to each other."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web_messages import Refused, messages, read_incoming, sequence
from records.events import Draft, MessageReceived, MessageSent
from records.sqlite_store import SqliteStore

ID = "0b0e0c58-6f0f-4d8e-9a53-0a6a1f6f9a01"
NOW = datetime(2026, 3, 9, 3, 12, tzinfo=timezone.utc)


def body(**fields: Any) -> bytes:
    return json.dumps({"id": ID, "text": "hello", "zone": None} | fields).encode()


@given(st.text(max_size=300), st.uuids())
def test_any_words_come_through_as_they_were_written(text: str, message_id: Any) -> None:
    incoming = read_incoming(body(id=str(message_id), text=text))
    assert (incoming.id, incoming.text) == (str(message_id), text)


def test_half_a_character_is_replaced_rather_than_lost_with_the_rest() -> None:
    incoming = read_incoming(b'{"id": "%s", "text": "sore \\ud83d back"}' % ID.encode())
    assert incoming.text == "sore ? back"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hello",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        body(id=None),
        body(id=7),
        body(id="not-a-uuid"),
        body(id=ID + " "),
        body(id="{" + ID + "}"),
        body(text=None),
        body(text=["a"]),
        body(text={"a": 1}),
    ],
    ids=lambda raw: repr(raw[:40]),
)
def test_a_body_that_makes_no_sense_is_refused_kindly(raw: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read_incoming(raw)
    assert refused.value.status == 400
    assert refused.value.sentence.endswith(".")


def test_twenty_thousand_characters_fit_and_one_more_does_not() -> None:
    assert len(read_incoming(body(text="🌊" * 20_000)).text) == 20_000
    for text in ("a" * 20_001, "a" * 2_000_000):
        with pytest.raises(Refused, match="send it in two") as refused:
            read_incoming(body(text=text))
        assert refused.value.status == 413


@pytest.mark.parametrize("zone", ["Europe/London", "Australia/Sydney", "UTC"])
def test_a_time_zone_that_exists_is_kept(zone: str) -> None:
    assert read_incoming(body(zone=zone)).zone == zone


@pytest.mark.parametrize(
    "zone", ["", "Mars/Base", "../../etc/passwd", "x" * 5000, 3, ["UTC"], None]
)
def test_any_other_time_zone_is_unknown(zone: Any) -> None:
    assert read_incoming(body(zone=zone)).zone is None


@given(st.integers(0, 10**18 - 1))
def test_a_place_in_the_record_is_read(number: int) -> None:
    assert sequence(str(number)) == number


@pytest.mark.parametrize("text", [None, "", "-1", "1.5", "abc", "9" * 40, "²", "١"])  # noqa: RUF001
def test_any_other_place_is_the_beginning(text: str | None) -> None:
    assert sequence(text) == 0


def test_a_conversation_is_shown_in_order_with_the_pages_own_ids(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "record.db")
    her = store.join("web", "sha256:ab", NOW)
    other = store.join("web", "sha256:cd", NOW)
    mine = str(uuid4())
    store.append(her, Draft(MessageReceived("web", "hi"), NOW, f"web:{her}:{mine}"))
    store.append(other, Draft(MessageReceived("web", "not hers"), NOW))
    store.append(her, Draft(MessageSent("web", "Hello.", ("Yes", "No")), NOW))
    store.append(her, Draft(MessageReceived("telegram", "from my phone"), NOW, "telegram:1:2"))
    shown = messages(store, her, 0)
    assert [(m["from"], m["text"], m["buttons"]) for m in shown] == [
        ("me", "hi", []),
        ("coach", "Hello.", ["Yes", "No"]),
        ("me", "from my phone", []),
    ]
    assert [m.get("client_id") for m in shown] == [mine, None, None]
    assert shown[0]["at"] == "2026-03-09T03:12:00+00:00"
    assert messages(store, her, shown[1]["seq"]) == shown[2:]
    assert messages(store, None, 0) == []
