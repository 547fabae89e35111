"""A Bot API server on loopback that speaks as https://core.telegram.org/bots/api documents it.

It holds chats with people that the tests play, checks what the bot sends as Telegram would, and
fails in the ways a test asks for.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from aiohttp import web

TOKEN = "123456:a-token-of-the-tests"
PATIENCE = 20  # seconds until a test gives up waiting


@dataclass
class Sent:
    """A message of the bot as a chat shows it."""

    id: int
    chat: int
    text: str
    entities: list[dict[str, Any]]
    keyboard: list[list[dict[str, str]]]
    preview: bool

    @property
    def titles(self) -> list[str]:
        return [button["text"] for row in self.keyboard for button in row]


@dataclass(frozen=True)
class Trouble:
    """An answer instead of the right one.

    `done`: the call takes effect all the same, and only its answer is lost. `after`: that much
    silence first, in seconds.
    """

    status: int
    description: str = "Internal Server Error"
    retry_after: int | None = None
    html: bool = False
    done: bool = False
    after: float = 0.0


class Refusal(Exception):
    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status, self.description = status, description


@dataclass
class Person:
    """Somebody with a chat. `state`: here, blocked or deactivated."""

    server: TelegramStandIn
    id: int
    state: str = "here"
    kind: str = "private"

    def writes(self, text: str | None = None, **more: Any) -> dict[str, Any]:
        """A message of hers; returns the update."""
        fields: dict[str, Any] = more if text is None else {"text": text, **more}
        return self.server.tell("message", self.message(**fields))

    def message(self, **fields: Any) -> dict[str, Any]:
        return {
            "message_id": next(self.server.numbers),
            "from": {"id": abs(self.id), "is_bot": False, "first_name": "Ada"},
            "chat": {"id": self.id, "type": self.kind},
            "date": int(time.time()),
            **fields,
        }

    def presses(self, title: str) -> dict[str, Any]:
        """The newest button with this title."""
        for sent in reversed(self.seen):
            for row in sent.keyboard:
                for button in row:
                    if button["text"] == title:
                        return self.presses_data(sent.id, button["callback_data"])
        raise AssertionError(f"no button {title!r} among {[s.titles for s in self.seen]}")

    def presses_data(self, message: int | None, data: str) -> dict[str, Any]:
        """`message` is None for one so old that Telegram doesn't name it any more."""
        query: dict[str, Any] = {
            "id": f"q{next(self.server.numbers)}",
            "from": {"id": self.id, "is_bot": False, "first_name": "Ada"},
            "chat_instance": "1",
            "data": data,
        }
        if message is not None:
            query["message"] = self.message(message_id=message)
        self.server.queries.add(query["id"])
        return self.server.tell("callback_query", query)

    def blocks(self) -> None:
        self.state = "blocked"
        change = self.message(new_chat_member={"status": "kicked", "user": {"id": 123456}})
        self.server.tell("my_chat_member", change)

    @property
    def seen(self) -> list[Sent]:
        """What the bot has sent her."""
        return [sent for sent in self.server.sent if sent.chat == self.id]

    @property
    def texts(self) -> list[str]:
        return [sent.text for sent in self.seen]

    async def hears(self, text: str) -> Sent:
        """Wait until a message with this in it has come."""
        await self.server.until(
            lambda: any(text in sent.text for sent in self.seen), lambda: self.texts
        )
        return next(sent for sent in self.seen if text in sent.text)


@dataclass
class TelegramStandIn:
    """The server's memory. `calls` counts the requests by method, failed ones too."""

    url: str = ""
    people: dict[int, Person] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    queries: set[str] = field(default_factory=set)
    confirmed: list[tuple[str, str]] = field(default_factory=list)
    typing: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    webhook: str = ""
    secret: str = ""
    allowed: list[str] = field(default_factory=list)
    calls: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    troubles: dict[str, deque[Trouble]] = field(default_factory=lambda: defaultdict(deque))
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1000))
    sent_numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    news: asyncio.Event = field(default_factory=asyncio.Event)
    closing: bool = False

    def person(self, number: int, kind: str = "private") -> Person:
        return self.people.setdefault(number, Person(self, number, kind=kind))

    def tell(self, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        """A new update, waiting to be fetched; returns it."""
        update = {"update_id": next(self.numbers), kind: content}
        self.updates.append(update)
        self.news.set()
        return update

    def fails(self, method: str, *troubles: Trouble) -> None:
        """The next calls of this method end so."""
        self.troubles[method].extend(troubles)

    async def until(self, reached: Callable[[], Any], seen: Callable[[], Any] = tuple) -> None:
        """Wait for it; `seen` tells what there was instead."""
        for _ in range(PATIENCE * 100):
            if reached():
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"it didn't come to that; seen: {seen()}")

    async def delivers(self, update: dict[str, Any], secret: str | None = None) -> int:
        """Call the webhook, as Telegram would; returns the status."""
        shown = self.secret if secret is None else secret
        headers = [(b"X-Telegram-Bot-Api-Secret-Token", shown.encode("latin-1"))]
        async with httpx.AsyncClient() as client:
            answer = await client.post(self.webhook, json=update, headers=headers)
        return answer.status_code

    # --- the methods ---

    async def get_updates(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        self.allowed = json.loads(asked["allowed_updates"])
        offset = int(asked.get("offset", 0))
        self.updates = [each for each in self.updates if each["update_id"] >= offset]
        until = time.monotonic() + int(asked["timeout"])
        while not self.updates and time.monotonic() < until and not self.closing:
            self.news.clear()
            try:
                await asyncio.wait_for(self.news.wait(), until - time.monotonic())
            except asyncio.TimeoutError:
                break
        return self.updates[: int(asked.get("limit", 100))]

    async def send_message(self, asked: dict[str, Any]) -> dict[str, Any]:
        person = self.people.get(int(asked["chat_id"]))
        if person is None:
            raise Refusal(400, "Bad Request: chat not found")
        if person.state == "blocked":
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if person.state == "deactivated":
            raise Refusal(403, "Forbidden: user is deactivated")
        text = asked["text"].strip()
        if not text:
            raise Refusal(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > 4096:
            raise Refusal(400, "Bad Request: message is too long")
        keyboard = json.loads(asked.get("reply_markup", "{}")).get("inline_keyboard", [])
        for row in keyboard:
            for button in row:
                if not 1 <= len(button["callback_data"].encode()) <= 64:
                    raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        sent = Sent(
            next(self.sent_numbers),
            person.id,
            text,
            json.loads(asked.get("entities", "[]")),
            keyboard,
            asked.get("disable_web_page_preview", "False").lower() != "true",
        )
        self.sent.append(sent)
        return {
            "message_id": sent.id,
            "date": int(time.time()),
            "chat": {"id": person.id, "type": person.kind},
            "text": text,
            "a_field_of_a_later_version": {"of": ["the", "protocol"]},
        }

    async def answer_callback_query(self, asked: dict[str, Any]) -> bool:
        if asked["callback_query_id"] not in self.queries:
            raise Refusal(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        if len(asked.get("text", "")) > 200:
            raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
        self.confirmed.append((asked["callback_query_id"], asked.get("text", "")))
        return True

    async def edit_message_reply_markup(self, asked: dict[str, Any]) -> Any:
        for sent in self.sent:
            if (sent.chat, sent.id) == (int(asked["chat_id"]), int(asked["message_id"])):
                if not sent.keyboard:
                    raise Refusal(400, "Bad Request: message is not modified")
                sent.keyboard = []
                return {
                    "message_id": sent.id,
                    "date": int(time.time()),
                    "chat": {"id": sent.chat, "type": "private"},
                }
        raise Refusal(400, "Bad Request: message to edit not found")

    async def send_chat_action(self, asked: dict[str, Any]) -> bool:
        self.typing.append(int(asked["chat_id"]))
        return True

    async def leave_chat(self, asked: dict[str, Any]) -> bool:
        self.left.append(int(asked["chat_id"]))
        return True

    async def set_my_commands(self, asked: dict[str, Any]) -> bool:
        self.commands = [each["command"] for each in json.loads(asked["commands"])]
        return True

    async def set_webhook(self, asked: dict[str, Any]) -> bool:
        self.webhook, self.secret = asked["url"], asked.get("secret_token", "")
        return True

    async def delete_webhook(self, asked: dict[str, Any]) -> bool:
        self.webhook = self.secret = ""
        return True

    async def get_me(self, asked: dict[str, Any]) -> dict[str, Any]:
        return {"id": 123456, "is_bot": True, "first_name": "Backstay", "username": "backstay_bot"}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One call: https://core.telegram.org/bots/api#making-requests."""
        method = request.match_info["method"]
        asked = dict(await request.post())
        self.calls[method] += 1
        if request.match_info["token"] != TOKEN:
            return _error(401, "Unauthorized")
        does = _METHODS.get(method.lower())
        if does is None:
            return _error(404, "Not Found: method not found")
        trouble = self.troubles[method].popleft() if self.troubles[method] else None
        if trouble is not None and not trouble.done:
            await asyncio.sleep(trouble.after)
            return _troubled(trouble)
        try:
            result = await does(self, asked)
        except Refusal as refusal:
            return _error(refusal.status, refusal.description)
        if trouble is not None:
            await asyncio.sleep(trouble.after)
            return _troubled(trouble)
        return web.json_response({"ok": True, "result": result})


_METHODS: dict[str, Callable[..., Any]] = {
    name.replace("_", ""): getattr(TelegramStandIn, name)
    for name in (
        "get_updates send_message answer_callback_query edit_message_reply_markup send_chat_action "
        "leave_chat set_my_commands set_webhook delete_webhook get_me"
    ).split()
}


def _error(status: int, description: str, **parameters: int) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return web.json_response(body, status=status)


def _troubled(trouble: Trouble) -> web.Response:
    if trouble.html:
        return web.Response(
            status=trouble.status, text="<h1>Bad Gateway</h1>", content_type="text/html"
        )
    more = {} if trouble.retry_after is None else {"retry_after": trouble.retry_after}
    return _error(trouble.status, trouble.description, **more)


@asynccontextmanager
async def telegram_server() -> AsyncIterator[TelegramStandIn]:
    """A running server."""
    standin = TelegramStandIn()
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", standin.answer)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    standin.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield standin
    finally:
        standin.closing = True
        standin.news.set()
        await runner.cleanup()
