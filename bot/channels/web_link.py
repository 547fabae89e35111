"""The web chat's menu: a code, and addresses, by which she goes on in another chat.

POST /chat/link answers {"code", "minutes", "links": [{"name", "url"}]}. She can also write "link".
"""

from __future__ import annotations

from math import ceil

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import identity, linking
from bot.channels.rate_limit import RateLimit
from bot.channels.web_http import address, json, ready
from bot.channels.web_messages import CHANNEL, Refused
from records.linking import LIVES

TOO_MANY = "That were several codes already. The latest one still works."


def serve_link(chat: Blueprint) -> None:
    """Add the route."""
    limit = RateLimit(5, seconds=60)

    @chat.post("/link")
    async def link(request: Request) -> HTTPResponse:
        browser = address(request)
        bot, _ = ready(request)
        participant = bot.store.find(CHANNEL, browser)
        if participant is None:
            raise Refused(409, identity.NOT_YET)
        wait = limit.wait(browser, bot.clock().timestamp())
        if wait:
            raise Refused(429, TOO_MANY, retry_after=ceil(wait))
        code = linking.new_code(bot, participant)
        if code is None:
            raise Refused(409, identity.NOT_YET)
        return json(
            {
                "code": identity.spelled(code),
                "minutes": int(LIVES.total_seconds() // 60),
                "links": [
                    {"name": identity.CHATS[channel], "url": url}
                    for channel, url in linking.links(bot, code).items()
                ],
            }
        )
