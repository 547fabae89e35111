"""Her record as a file: GET /chat/export/<token> answers once, in the browser that asked for it.

The link comes in the chat when she asks for her data. The file is what `backstay export` prints.
"""

from __future__ import annotations

import json

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.web_http import address, ready
from bot.channels.web_messages import CHANNEL, Refused
from records.export import export_participant

OVER = (
    "This link has been used or is too old. Go back to the chat and ask for your data again: say "
    '"export my data".'
)
HEADERS = {
    "Content-Disposition": 'attachment; filename="backstay-my-data.json"',
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


def serve_export(chat: Blueprint) -> None:
    """Add the route."""

    @chat.get("/export/<token:str>")
    async def export(request: Request, token: str) -> HTTPResponse:
        browser = address(request)
        bot, _ = ready(request)
        participant = bot.store.find(CHANNEL, browser)
        if participant is None or not bot.exports.take(token, participant, bot.clock()):
            raise Refused(404, OVER)
        data = json.dumps(export_participant(bot.store, participant), indent=2, ensure_ascii=False)
        return response.raw(data.encode(), content_type="application/json", headers=HEADERS)
