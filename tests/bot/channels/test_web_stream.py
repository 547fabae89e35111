"""News for an open chat page, from a real record."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from bot.channels import web_stream
from bot.channels.web_stream import updates
from bot.context import BotContext
from bot.wire import Wire
from records.events import Draft, MessageReceived, MessageSent
from records.sqlite_store import SqliteStore

NOW = datetime(2026, 3, 9, 3, 12, tzinfo=timezone.utc)
ADDRESS = "sha256:ab"
Frames = AsyncIterator[str]


@pytest.fixture
def context(tmp_path: Path) -> BotContext:
    unused: Any = None
    return BotContext(
        SqliteStore(tmp_path / "record.db"), unused, unused, lambda: NOW, Wire(), "token"
    )


def say(context: BotContext, text: str) -> int:
    her = context.store.join("web", ADDRESS, NOW)
    return context.store.append(her, Draft(MessageSent("web", text), NOW))[0].seq


def open_page(context: BotContext, after: int = 0) -> Any:
    return updates(context, ADDRESS, after, lambda: False)


async def following(frames: Frames) -> tuple[str, Any]:
    """The next frame that is no heartbeat: its event and its data."""
    while True:
        frame = await asyncio.wait_for(frames.__anext__(), 10)
        if not frame.startswith(":"):
            lines = dict(line.split(": ", 1) for line in frame.strip().split("\n"))
            data = json.loads(lines["data"])
            if lines["event"] == "message":
                assert lines["id"] == str(data["seq"])
            return lines["event"], data


async def test_what_was_said_comes_first_and_then_what_is_said_once_each(
    context: BotContext,
) -> None:
    say(context, "one")
    two = say(context, "two")
    frames = open_page(context)
    texts = [(await following(frames))[1]["text"] for _ in range(2)]
    waiting = asyncio.ensure_future(following(frames))
    say(context, "three\n\ndata: four")  # nothing wakes the page: another process wrote this
    texts.append((await waiting)[1]["text"])
    assert texts == ["one", "two", "three\n\ndata: four"]
    await frames.aclose()

    later = open_page(context, after=two)
    assert (await following(later))[1]["text"] == "three\n\ndata: four"
    await later.aclose()


async def test_a_page_without_a_participant_waits_for_her_first_message(
    context: BotContext,
) -> None:
    frames = open_page(context)
    waiting = asyncio.ensure_future(following(frames))
    await asyncio.sleep(0)
    assert context.store.participants() == []
    her = context.store.join("web", ADDRESS, NOW)
    context.store.append(her, Draft(MessageReceived("web", "hi"), NOW, f"web:{her}:1"))
    context.wire.notify(ADDRESS)
    event, data = await waiting
    assert (event, data["text"], data["client_id"]) == ("message", "hi", "1")
    await frames.aclose()


async def test_typing_ends_only_after_everything_was_said(context: BotContext) -> None:
    seen = say(context, "before")
    her = context.store.find("web", ADDRESS) or ""
    frames = open_page(context, after=seen)
    context.wire.set_typing(her, True)
    assert await following(frames) == ("typing", {"on": True})
    say(context, "a")
    say(context, "b")
    context.wire.set_typing(her, False)
    events = [await following(frames) for _ in range(3)]
    assert [event for event, _ in events] == ["message", "message", "typing"]
    assert events[-1] == ("typing", {"on": False})
    await frames.aclose()


async def test_a_page_that_goes_away_leaves_nobody_waiting(context: BotContext) -> None:
    seen = say(context, "hello")
    before = asyncio.all_tasks()
    frames = open_page(context, after=seen)
    waiting = asyncio.ensure_future(following(frames))
    while not context.wire._waiters:
        await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert not context.wire._waiters
    assert asyncio.all_tasks() == before


async def test_a_quiet_line_is_kept_open_and_ends_when_the_server_stops(
    context: BotContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_stream, "LOOK", 0.01)
    monkeypatch.setattr(web_stream, "HEARTBEAT", 0.03)
    stopping: list[bool] = []
    frames = updates(context, ADDRESS, 0, lambda: bool(stopping))
    assert [await frames.__anext__() for _ in range(3)] == [": still here\n\n"] * 3
    stopping.append(True)
    assert [frame async for frame in frames] == []
