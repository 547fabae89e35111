"""A real server with pushing channels, a real record and a stand-in for the dialogue."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from bot.context import BotContext, install
from bot.wire import Wire
from policies.safety.screen import Screening
from records.events import (
    ConsentGiven,
    Draft,
    Event,
    MessageDelivered,
    MessageReceived,
    MessageSent,
)
from records.sqlite_store import SqliteStore

UNUSED: Any = None
PUBLIC = "https://backstay.example"


class Dialogue:
    """Answers each message with its text, and with the buttons a test wants."""

    def __init__(self) -> None:
        self.buttons: tuple[str, ...] = ()
        self.answer: str | None = None
        self.heard: list[str] = []

    async def handle_message(self, message: Any) -> None:
        self.heard.append(message.text)
        buttons = [{"title": title} for title in self.buttons]
        said = self.answer or f"You said: {message.text}"
        await message.output_channel.send_text_with_buttons("", said, buttons)

    def take_failure(self, participant: str) -> None:
        return None


class Server:
    """What a test looks at or changes; `now` is the clock's hand."""

    def __init__(self, data: Path) -> None:
        self.now = datetime(2026, 6, 1, 9, tzinfo=timezone.utc)
        self.context = BotContext(
            SqliteStore(data / "record.db"),
            lambda text: Screening("none", (), ()),  # type: ignore[arg-type]
            UNUSED,
            self._clock,
            Wire(),
            "token",
        )
        self.dialogue: Any = Dialogue()
        self.url = ""
        self.door: Any = None

    def _clock(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    async def post(self, path: str, body: bytes, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value.encode("latin-1") for name, value in headers.items()}
        async with httpx.AsyncClient(base_url=self.url, timeout=20) as http:
            return await http.post(path, content=body, headers=named)

    async def get(self, path: str, **query: str) -> httpx.Response:
        async with httpx.AsyncClient(base_url=self.url, timeout=20) as http:
            return await http.get(path, params=query)

    async def answered(self) -> None:
        await self.door.settle()

    def her(self, channel: str, address: str) -> str:
        found = self.context.store.find(channel, address)
        assert found is not None
        return found

    def joined(self, channel: str, address: str) -> str:
        """Somebody who has agreed and may be written to."""
        her = self.context.store.join(channel, address, self.now)
        self.context.store.append(her, Draft(ConsentGiven("1", "m"), self.now))
        return her

    def checkin(self, participant: str, channel: str, checkin: str, *texts: str) -> None:
        """What the clock has had said to her."""
        for text in texts:
            sent = MessageSent(channel, text, checkin=checkin)
            self.context.store.append(participant, Draft(sent, self.now))

    def events(self, kind: type, participant: str | None = None) -> list[Event]:
        return self.context.store.read(participant, kinds=[kind.kind])  # type: ignore[attr-defined]

    def received(self) -> list[str]:
        bodies = [event.body for event in self.events(MessageReceived)]
        return [body.text for body in bodies if isinstance(body, MessageReceived)]

    def fates(self) -> list[tuple[str, str | None]]:
        bodies = [event.body for event in self.events(MessageDelivered)]
        return [(b.state, b.reason) for b in bodies if isinstance(b, MessageDelivered)]


@asynccontextmanager
async def serving(
    data: Path, channels_of: Callable[[BotContext], Sequence[Any]]
) -> AsyncIterator[Server]:
    """The server with these channels, opened and closed as the bot does."""
    from rasa.core.channels.channel import register
    from sanic import Sanic

    from bot.channels.internal import InternalChannel
    from bot.intake import FrontDoor

    server = Server(data)
    install(server.context)
    channels = channels_of(server.context)
    Sanic.test_mode = True  # or a process can start only one server
    app = Sanic(f"phones_{uuid4().hex}")
    register([InternalChannel(), *channels], app, route="/webhooks/")
    senders = {channel.name(): channel.pusher for channel in channels}
    server.door = FrontDoor(server.context, server.dialogue, server.dialogue, senders)
    app.ctx.front_door = server.door
    listening = socket.create_server(("127.0.0.1", 0))
    server.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    running = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
    await running.startup()
    await running.start_serving()
    for channel in channels:
        await channel.open(server.door)
    try:
        yield server
    finally:
        await server.answered()
        for channel in channels:
            await channel.close()
        app.state.is_stopping = True
        running.close()
        await running.wait_closed()
        await asyncio.sleep(0)
