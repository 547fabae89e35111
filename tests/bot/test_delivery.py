"""What was rendered reaches her: by the page that reads the record, or by a channel that pushes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from bot.context import BotContext
from bot.delivery import NotNow, Proactive, Unreachable, deliver
from bot.nudge import PLAIN, read
from bot.wire import Wire
from records.events import Draft, Event, MessageSent
from records.sqlite_store import SqliteStore
from records.store import UnknownParticipant

UNUSED: Any = None
NOW = datetime(2026, 6, 1, 9, tzinfo=timezone.utc)


@pytest.fixture
def context(tmp_path: Path) -> BotContext:
    store = SqliteStore(tmp_path / "record.db")
    return BotContext(store, UNUSED, UNUSED, lambda: NOW, Wire(), "token")


@pytest.fixture
def her(context: BotContext) -> str:
    """Somebody with an older address, and with two messages of a check-in in the record."""
    her = context.store.join("phone", "+44 1", NOW)
    for text, checkin in (("before", None), ("Hello.", "c1"), ("How is your back?", "c1")):
        sent = MessageSent("phone", text, checkin=checkin)
        context.store.append(her, Draft(sent, NOW))
    return her


class Phone:
    """A channel that pushes; it keeps what it was handed, or raises what it is told to."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.handed: list[tuple[str, list[str]]] = []
        self.trouble = trouble

    async def send(self, address: str, messages: Sequence[Event]) -> None:
        if self.trouble is not None:
            raise self.trouble
        texts = [event.body.text for event in messages if isinstance(event.body, MessageSent)]
        self.handed.append((address, texts))


async def test_where_pages_read_the_record_it_has_arrived(context: BotContext, her: str) -> None:
    assert await deliver(context, {}, "c1", her) == Proactive("delivered")


async def test_a_channel_that_pushes_is_handed_all_of_it_in_order(
    context: BotContext, her: str
) -> None:
    phone = Phone()
    assert await deliver(context, {"phone": phone}, "c1", her) == Proactive("delivered")
    assert phone.handed == [("+44 1", ["Hello.", "How is your back?"])]


@pytest.mark.parametrize(
    ("trouble", "answer"),
    [
        (
            NotNow("busy", timedelta(minutes=2)),
            Proactive("retry", "busy", timedelta(minutes=2)),
        ),
        (Unreachable("blocked"), Proactive("impossible", "blocked")),
    ],
)
async def test_what_the_channel_says_is_told(
    context: BotContext, her: str, trouble: Exception, answer: Proactive
) -> None:
    assert await deliver(context, {"phone": Phone(trouble)}, "c1", her) == answer


async def test_nothing_to_deliver_and_nobody_to_deliver_to(context: BotContext, her: str) -> None:
    with pytest.raises(LookupError):
        await deliver(context, {}, "c2", her)
    with pytest.raises(UnknownParticipant):
        await deliver(context, {}, "c1", "nobody")


def test_what_the_clock_may_ask_to_be_said() -> None:
    assert read(None) == PLAIN
    assert read({"kind": "week"}).intent == "EXTERNAL_weekly_note"
    said = {"message": "rest-1", "text": "A quiet day is fine.", "buttons": ["Ok"], "ask": False}
    assert (read(said).intent, read(said).message) == ("EXTERNAL_nudge", "rest-1")
    assert read(said | {"ask": True}).intent == "EXTERNAL_checkin"
    assert read({"text": "Hello."}).entities[0]["value"] == {"text": "Hello.", "buttons": []}


@pytest.mark.parametrize(
    "said",
    ["hello", [], {}, {"text": ""}, {"text": 1}, {"text": "a", "buttons": "b"},
     {"text": "a", "buttons": [1]}, {"text": "a", "message": 7}],
)  # fmt: skip
def test_what_it_may_not(said: Any) -> None:
    with pytest.raises(ValueError):
        read(said)
