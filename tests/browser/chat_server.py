"""The web chat with a stand-in for the dialogue, in a process of its own.

    PYTHONPATH=. python tests/browser/chat_server.py RECORD PORT

Everything but the dialogue is the real thing: Sanic, the channel, the front door, the record.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage, register
from sanic import Sanic

from bot.channels.web import WebChannel
from bot.channels.web_push import WebPush
from bot.channels.web_push_message import new_key
from bot.context import BotContext, current, install
from bot.intake import FrontDoor
from bot.wire import Wire
from policies.safety.screen import Screening
from records.sqlite_store import SqliteStore


class Echo:
    """Says back what it hears, a little differently for a few words the tests use."""

    async def handle_message(self, message: UserMessage) -> None:
        replies: Any = message.output_channel
        text = message.text or ""
        if text == "think":
            await asyncio.sleep(1.5)
        if text == "two":
            await replies.send_text_message("", "First this.")
            await asyncio.sleep(0.7)
        if text == "long":
            text = "\n".join(f"Line {n} of a long answer about backs." for n in range(1, 60))
        if text == "buttons":
            buttons = [{"title": title} for title in ("Yes", "Not yet", "<b>Maybe</b>")]
            await replies.send_text_with_buttons("", "Did you manage your exercises?", buttons)
            return
        if text == "call":
            text = "Please call 999 now. In the UK you can also ring 116 123. Not 1999 or 999.5."
        if text == "export":
            known = current()
            token = known.exports.offer(message.sender_id, known.clock())
            text = f"here is your file: /chat/export/{token}"
        await replies.send_text_message("", f"You said: {text}")


class NoActions:
    """The actions of a dialogue that has none, and so no failures."""

    def take_failure(self, participant: str) -> None:
        return None


def build(path: Path) -> Sanic:
    """The server, on a record at `path`."""
    store = SqliteStore(path)
    context: Any = BotContext(
        store=store,
        screen=lambda text: Screening("none", (), ()),  # type: ignore[arg-type]
        library=None,  # type: ignore[arg-type]
        clock=lambda: datetime.now(timezone.utc),
        wire=Wire(),
        internal_token="t" * 32,
        links={"telegram": "https://t.me/backstay_bot?start={code}"},
    )
    install(context)
    app = Sanic("chat_page_tests")
    push = WebPush(context, new_key(), "mailto:ops@example.org")
    register([WebChannel(push)], app, route="/webhooks/")
    app.config.PROXIES_COUNT = 1  # each browser of a test says where it is, as a proxy would
    app.ctx.front_door = FrontDoor(context, Echo(), NoActions())  # type: ignore[arg-type]
    return app


if __name__ == "__main__":
    build(Path(sys.argv[1])).run("127.0.0.1", int(sys.argv[2]), access_log=False, motd=False)
