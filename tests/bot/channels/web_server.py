"""The web channel on a real server, with a stand-in for the dialogue, for the tests of it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from bot.context import BotContext, install
from bot.wire import Wire
from policies.safety.screen import Screening
from records.events import Draft, MessageSent
from records.sqlite_store import SqliteStore

UNUSED: Any = None


class Dialogue:
    """Answers each message with its text, once the test lets it."""

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.zones: list[str | None] = []

    async def handle_message(self, message: Any) -> None:
        self.zones.append(message.metadata["zone"])
        await self.may_answer.wait()
        buttons = [{"title": "Yes"}, {"title": "No"}]
        replies = message.output_channel
        await replies.send_text_message("", f"You said: {message.text}")
        await replies.send_text_with_buttons("", "Is that right?", buttons)

    def take_failure(self, participant: str) -> None:
        return None


class Server:
    """A running server, and what a test wants to look at or change."""

    def __init__(self, url: str, app: Any, context: BotContext, dialogue: Dialogue) -> None:
        self.url, self.app, self.context, self.dialogue = url, app, context, dialogue

    def browser(self, **headers: str) -> httpx.AsyncClient:
        """A browser of its own, with no cookies yet."""
        return httpx.AsyncClient(base_url=self.url, headers=headers, timeout=20)

    @asynccontextmanager
    async def her(self) -> AsyncIterator[httpx.AsyncClient]:
        """A browser that has opened the chat."""
        async with self.browser() as browser:
            assert (await browser.post("/chat/session")).status_code == 204
            yield browser

    async def answered(self) -> None:
        await self.app.ctx.front_door.settle()


@asynccontextmanager
async def running_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """The web channel on a record in `tmp_path`, with notifications set up."""
    from rasa.core.channels.channel import register
    from sanic import Sanic

    from bot.channels.web import WebChannel
    from bot.channels.web_push import WebPush
    from bot.channels.web_push_message import new_key
    from bot.intake import FrontDoor

    context = BotContext(
        SqliteStore(tmp_path / "record.db"),
        lambda text: Screening("none", (), ()),  # type: ignore[arg-type]
        UNUSED,
        lambda: datetime.now(timezone.utc),
        Wire(),
        "token",
    )
    install(context)
    dialogue: Any = Dialogue()
    monkeypatch.setattr(Sanic, "test_mode", True)  # or a process can start only one server
    app = Sanic(f"web_{uuid4().hex}")
    push = WebPush(context, new_key(), "mailto:ops@example.org")
    register([WebChannel(push)], app, route="/webhooks/")
    app.ctx.front_door = FrontDoor(context, dialogue, dialogue)
    listening = socket.create_server(("127.0.0.1", 0))
    running = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
    await running.startup()
    await running.start_serving()
    yield Server(f"http://127.0.0.1:{listening.getsockname()[1]}", app, context, dialogue)
    app.state.is_stopping = True
    running.close()
    await running.wait_closed()


def message(text: Any, **fields: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "text": text, "zone": "Europe/London"} | fields


async def texts(browser: httpx.AsyncClient, after: int = 0) -> list[str]:
    answer = await browser.get("/chat/messages", params={"after": after})
    return [m["text"] for m in answer.json()["messages"]]


def tell(server: Server, participant: str, text: str, **more: Any) -> str:
    """A message of the coach; returns its id."""
    sent = Draft(MessageSent("web", text, **more), datetime.now(timezone.utc))
    return server.context.store.append(participant, sent)[0].id
