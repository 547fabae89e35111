"""The web chat: what its page asks for and what it sends."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from math import ceil
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels import web_session
from bot.channels.rate_limit import RateLimit
from bot.channels.web_export import serve_export
from bot.channels.web_files import serve_files
from bot.channels.web_http import (
    NOTHING_HERE,
    PREFIX,
    SECURITY_HEADERS,
    address,
    json,
    nothing,
    ready,
    same_site,
    set_cookie,
)
from bot.channels.web_link import serve_link
from bot.channels.web_messages import (
    CHANNEL,
    Refused,
    conversation,
    messages,
    passing,
    picture,
    read_incoming,
    sequence,
)
from bot.channels.web_push import WebPush, end
from bot.channels.web_stream import updates
from bot.gate import TooFast
from bot.identity import CHATS
from bot.inbound import Inbound

PICTURE_HEADERS = {  # a drawing opened by itself: its own colours, and nothing that could run
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
}

TOO_FAST = "That was a lot at once. Please wait a moment and try again."
SAY_HI_FIRST = "Please say hi first. Then I know whom to tell."


class WebChannel(InputChannel):
    """Serves /chat. Messages go to the front door; answers come out of the record."""

    def __init__(self, push: WebPush | None = None) -> None:
        """`push`: tells browsers that there is a message, where that has been set up."""
        self._push = push

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def url_prefix(self) -> str:
        return PREFIX

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes. `on_new_message` stays unused: it would go round the front door."""
        chat = Blueprint("web_chat")
        limit = RateLimit(20, seconds=10)
        serve_files(chat)
        self._serve_session(chat)
        self._serve_notifications(chat, limit)
        self._serve_conversation(chat)
        serve_link(chat)
        serve_export(chat)

        @chat.exception(Refused)
        async def refuse(request: Request, refused: Refused) -> HTTPResponse:
            answer = json({"error": refused.sentence}, status=refused.status)
            if refused.retry_after is not None:
                answer.headers["Retry-After"] = str(refused.retry_after)
            return answer

        @chat.on_response
        async def secure(request: Request, answer: HTTPResponse) -> None:
            for name, value in SECURITY_HEADERS.items():
                answer.headers.setdefault(name, value)

        return chat

    def _serve_session(self, chat: Blueprint) -> None:
        @chat.post("/session")
        async def begin(request: Request) -> HTTPResponse:
            """Give the browser a token unless it has one; her first message makes her known."""
            same_site(request)
            bot, _ = ready(request)
            answer = nothing()
            if web_session.address(request.cookies.get(web_session.COOKIE)) is None:
                set_cookie(answer, web_session.new_token(), bot.secure_cookies)
            return answer

        @chat.delete("/session")
        async def clear(request: Request) -> HTTPResponse:
            """Make the browser a stranger again; the record stays as it is."""
            same_site(request)
            bot, _ = ready(request)
            known = web_session.address(request.cookies.get(web_session.COOKIE))
            participant = None if known is None else bot.store.find(CHANNEL, known)
            if known is not None and participant is not None:
                end(bot, participant, known, "off")
            answer = nothing()
            set_cookie(answer, "", bot.secure_cookies)
            return answer

    def _serve_notifications(self, chat: Blueprint, limit: RateLimit) -> None:
        push = self._push

        @chat.get("/menu")
        async def menu(request: Request) -> HTTPResponse:
            """What the page can offer: the key to subscribe with, if any; the names of chats."""
            address(request)
            bot, _ = ready(request)
            chats = {CHATS[channel] for channel in bot.links if channel != CHANNEL}
            key = None if push is None else push.public_key
            return json({"push_key": key, "chats": sorted(chats)})

        @chat.post("/push")
        async def subscribe(request: Request) -> HTTPResponse:
            browser = address(request)
            bot, _ = ready(request)
            if push is None:
                raise Refused(404, NOTHING_HERE)
            _not_too_fast(limit, browser)
            participant = bot.store.find(CHANNEL, browser)
            if participant is None:
                raise Refused(409, SAY_HI_FIRST)
            push.subscribe(participant, browser, request.body)
            return nothing()

        @chat.delete("/push")
        async def unsubscribe(request: Request) -> HTTPResponse:
            browser = address(request)
            bot, _ = ready(request)
            participant = bot.store.find(CHANNEL, browser)
            if participant is not None:
                end(bot, participant, browser, "off")
            return nothing()

    def _serve_conversation(self, chat: Blueprint) -> None:
        @chat.get("/messages")
        async def history(request: Request) -> HTTPResponse:
            browser = address(request)
            bot, _ = ready(request)
            participant = bot.store.find(CHANNEL, browser)
            return json(
                {
                    "conversation": conversation(participant),
                    "messages": messages(
                        bot.store, participant, sequence(request.args.get("after"))
                    ),
                    "passing": passing(bot.unkept, browser, bot.clock()),
                    "typing": participant is not None and bot.wire.typing(participant),
                }
            )

        @chat.post("/messages")
        async def receive(request: Request) -> HTTPResponse:
            browser = address(request)
            bot, door = ready(request)
            incoming = read_incoming(request.body)
            place = request.remote_addr or request.ip
            inbound = Inbound(CHANNEL, browser, incoming.id, incoming.text, incoming.zone, place)
            try:
                door.receive(inbound)
            except TooFast as limited:  # the page keeps it and sends it again
                raise Refused(429, TOO_FAST, retry_after=limited.wait) from None
            bot.wire.notify(browser)  # a page that waits for her first message knows no other name
            return json({"id": incoming.id}, status=202)

        @chat.get("/pictures/<message_id:str>")
        async def drawing(request: Request, message_id: str) -> HTTPResponse:
            """The drawing below a message, to the browser whose conversation it is in."""
            browser = address(request)
            bot, _ = ready(request)
            found = picture(bot.store, bot.store.find(CHANNEL, browser), message_id)
            if found is None:
                raise Refused(404, NOTHING_HERE)
            return response.text(found, content_type="image/svg+xml", headers=PICTURE_HEADERS)

        @chat.get("/stream")
        async def stream(request: Request) -> None:
            browser = address(request)
            bot, _ = ready(request)
            after = sequence(request.headers.get("last-event-id") or request.args.get("after"))
            line = await request.respond(
                content_type="text/event-stream",
                headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
            )
            news = updates(bot, browser, after, lambda: request.app.is_stopping)
            async with aclosing(news) as frames:
                async for frame in frames:
                    await line.send(frame)
            await line.eof()


def _not_too_fast(limit: RateLimit, browser: str) -> None:
    wait = limit.wait(browser, time.monotonic())
    if wait:
        raise Refused(429, TOO_FAST, retry_after=ceil(wait))
