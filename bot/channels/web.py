"""The web chat: its page, and the few addresses the page talks to."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from math import ceil
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import context
from bot.channels import web_session
from bot.channels.rate_limit import RateLimit
from bot.channels.web_messages import (
    CHANNEL,
    Refused,
    messages,
    picture,
    read_incoming,
    sequence,
)
from bot.channels.web_stream import updates
from bot.intake import FrontDoor, Inbound

PREFIX = "/chat"
PAGE = Path(__file__).parent.parent / "web"
STATIC = {
    "chat.css": "text/css; charset=utf-8",
    "chat.js": "text/javascript; charset=utf-8",
    "outbox.js": "text/javascript; charset=utf-8",
    "server.js": "text/javascript; charset=utf-8",
    "view.js": "text/javascript; charset=utf-8",
    "words.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "chat.webmanifest": "application/manifest+json",
}
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
PICTURE_HEADERS = {  # a drawing opened by itself: its own colours, and nothing that could run
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
}
YEAR = 365 * 24 * 60 * 60  # seconds

STARTING = "I'm just waking up. Please try again in a moment."
NO_SESSION = "I don't know this browser yet. Please reload the page."
ELSEWHERE = "This chat only takes messages from its own page."
TOO_FAST = "That was a lot at once. Please wait a moment and try again."


class WebChannel(InputChannel):
    """Serves /chat. Messages go to the front door; answers come out of the record."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def url_prefix(self) -> str:
        return PREFIX

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes. `on_new_message` stays unused: it would go round the front door."""
        chat = Blueprint("web_chat")
        limit = RateLimit(20, seconds=10)
        files = {name: (PAGE / name).read_bytes() for name in ("index.html", *STATIC)}

        @chat.get("/")
        async def page(request: Request) -> HTTPResponse:
            return _file(files["index.html"], "text/html; charset=utf-8")

        @chat.get("/static/<name:str>")
        async def static(request: Request, name: str) -> HTTPResponse:
            if name not in STATIC:
                raise Refused(404, "There is nothing here.")
            return _file(files[name], STATIC[name])

        @chat.post("/session")
        async def session(request: Request) -> HTTPResponse:
            """Give the browser a token unless it has one; her first message makes her known."""
            _same_site(request)
            bot, _ = _ready(request)
            answer = response.empty(headers={"Cache-Control": "no-store"})
            if web_session.address(request.cookies.get(web_session.COOKIE)) is None:
                _set_cookie(answer, web_session.new_token(), bot.secure_cookies)
            return answer

        @chat.get("/messages")
        async def history(request: Request) -> HTTPResponse:
            address = _address(request)
            bot, _ = _ready(request)
            participant = bot.store.find(CHANNEL, address)
            typing = participant is not None and bot.wire.typing(participant)
            after = sequence(request.args.get("after"))
            return _json({"messages": messages(bot.store, participant, after), "typing": typing})

        @chat.post("/messages")
        async def receive(request: Request) -> HTTPResponse:
            address = _address(request)
            bot, door = _ready(request)
            incoming = read_incoming(request.body)
            wait = limit.wait(address, time.monotonic())
            if wait:
                raise Refused(429, TOO_FAST, retry_after=ceil(wait))
            door.receive(Inbound(CHANNEL, address, incoming.id, incoming.text, incoming.zone))
            bot.wire.notify(address)  # a page that waits for her first message knows no other name
            return _json({"id": incoming.id}, status=202)

        @chat.get("/pictures/<message_id:str>")
        async def drawing(request: Request, message_id: str) -> HTTPResponse:
            """The drawing below a message, to the browser whose conversation it is in."""
            address = _address(request)
            bot, _ = _ready(request)
            found = picture(bot.store, bot.store.find(CHANNEL, address), message_id)
            if found is None:
                raise Refused(404, "There is nothing here.")
            return response.text(found, content_type="image/svg+xml", headers=PICTURE_HEADERS)

        @chat.get("/stream")
        async def stream(request: Request) -> None:
            address = _address(request)
            bot, _ = _ready(request)
            after = sequence(request.headers.get("last-event-id") or request.args.get("after"))
            line = await request.respond(
                content_type="text/event-stream",
                headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
            )
            news = updates(bot, address, after, lambda: request.app.is_stopping)
            async with aclosing(news) as frames:
                async for frame in frames:
                    await line.send(frame)
            await line.eof()

        @chat.exception(Refused)
        async def refuse(request: Request, refused: Refused) -> HTTPResponse:
            answer = _json({"error": refused.sentence}, status=refused.status)
            if refused.retry_after is not None:
                answer.headers["Retry-After"] = str(refused.retry_after)
            return answer

        @chat.on_response
        async def secure(request: Request, answer: HTTPResponse) -> None:
            for name, value in SECURITY_HEADERS.items():
                answer.headers.setdefault(name, value)

        return chat


def _ready(request: Request) -> tuple[context.BotContext, FrontDoor]:
    """The context and the front door. Raises Refused while the server is still starting."""
    door = getattr(request.app.ctx, "front_door", None)
    if door is None:
        raise Refused(503, STARTING, retry_after=2)
    return context.current(), door


def _same_site(request: Request) -> None:
    headers = request.headers
    if web_session.from_elsewhere(
        headers.get("sec-fetch-site"), headers.get("origin"), headers.get("host")
    ):
        raise Refused(403, ELSEWHERE)


def _address(request: Request) -> str:
    """The address behind the cookie. Raises Refused for a stranger or another site's page."""
    _same_site(request)
    address = web_session.address(request.cookies.get(web_session.COOKIE))
    if address is None:
        raise Refused(401, NO_SESSION)
    return address


def _file(content: bytes, content_type: str) -> HTTPResponse:
    return response.raw(content, content_type=content_type, headers={"Cache-Control": "no-cache"})


def _json(data: dict[str, Any], status: int = 200) -> HTTPResponse:
    return response.json(data, status=status, headers={"Cache-Control": "no-store"})


def _set_cookie(answer: HTTPResponse, token: str, secure: bool) -> None:
    answer.cookies[web_session.COOKIE] = token
    cookie = answer.cookies[web_session.COOKIE]
    cookie["path"] = PREFIX
    cookie["max-age"] = YEAR
    cookie["httponly"] = True
    cookie["samesite"] = "Strict"
    cookie["secure"] = secure
