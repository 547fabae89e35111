"""A request-and-answer channel for tests and tools; off unless the settings open it.

Its caller may speak as anybody, so it answers loopback addresses only.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from bot.gate import TooFast
from bot.inbound import Inbound


class RestChannel(InputChannel):
    """POST /webhooks/rest/webhook {"sender", "message", "message_id"?} -> list of replies."""

    @classmethod
    def name(cls) -> str:
        return "rest"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("rest")

        @blueprint.get("/")
        async def health(request: Request) -> HTTPResponse:
            return json({"status": "ok"})

        @blueprint.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            if not ip_address(request.ip).is_loopback:
                return json({"error": "this channel answers loopback only"}, status=403)
            call = request.json
            sender = call.get("sender") if isinstance(call, dict) else None
            text = call.get("message") if isinstance(call, dict) else None
            if (
                not isinstance(sender, str)
                or not sender
                or (text is not None and not isinstance(text, str))
            ):
                return json({"error": "sender and message are needed"}, status=400)
            message_id = str(call.get("message_id") or uuid.uuid4().hex)
            try:
                turn = request.app.ctx.front_door.receive(
                    Inbound("rest", sender, message_id, text)
                ).turn
                said = await turn if turn is not None else []
            except TooFast as limited:
                said = await limited.late if limited.late is not None else []
                if not said:
                    headers = {"Retry-After": str(limited.wait)}
                    return json({"error": "too many messages"}, status=429, headers=headers)
            return json(
                [
                    {"recipient_id": sender, "text": message.text}
                    | (
                        {"buttons": [{"title": b, "payload": b} for b in message.buttons]}
                        if message.buttons
                        else {}
                    )
                    for message in said
                ]
            )

        return blueprint
