"""The scheduler's door: a check-in is rendered and delivered here, and health is told.

Only for processes on the same machine or network that know the token; it comes in a header, so that
it ends up in no log.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from bot import context
from bot.delivery import Proactive
from bot.intake import FrontDoor
from bot.nudge import read
from records.store import UnknownParticipant

logger = logging.getLogger(__name__)


class InternalChannel(InputChannel):
    """POST /internal/checkins {"checkin", "participant", "nudge"?}; POST /internal/deliveries
    {"checkin", "participant"}; GET /internal/health."""

    @classmethod
    def name(cls) -> str:
        return "internal"

    def url_prefix(self) -> str:
        return "/internal"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("internal")

        @blueprint.get("/health")
        async def health(request: Request) -> HTTPResponse:
            return json({"status": "ok", "refused": dict(context.current().refused)})

        @blueprint.post("/checkins")
        async def render(request: Request) -> HTTPResponse:
            return await _answer(request, _render)

        @blueprint.post("/deliveries")
        async def deliver(request: Request) -> HTTPResponse:
            return await _answer(request, _deliver)

        return blueprint


Call = dict[str, Any]


async def _answer(
    request: Request, ask: Callable[[FrontDoor, Call], Awaitable[Proactive]]
) -> HTTPResponse:
    if not _may(request):
        return json({"error": "a valid token is needed"}, status=401)
    call = request.json
    if not isinstance(call, dict) or not all(
        isinstance(call.get(name), str) for name in ("checkin", "participant")
    ):
        return json({"error": "checkin and participant are needed"}, status=400)
    try:
        answer = await ask(request.app.ctx.front_door, call)
    except UnknownParticipant:
        return json({"error": "there is no such participant"}, status=404)
    except ValueError as error:
        return json({"error": str(error)}, status=400)
    except Exception as error:
        logger.error("check-in %s failed: %s", call["checkin"], type(error).__name__)
        return json({"error": "it could not be done"}, status=500)
    body: dict[str, Any] = {"state": answer.state}
    if answer.reason is not None:
        body["reason"] = answer.reason
    if answer.retry_after is not None:
        body["retry_after_seconds"] = max(int(answer.retry_after.total_seconds()), 1)
    return json(body)


async def _render(door: FrontDoor, call: Call) -> Proactive:
    return await door.check_in(call["checkin"], call["participant"], read(call.get("nudge")))


async def _deliver(door: FrontDoor, call: Call) -> Proactive:
    return await door.deliver(call["checkin"], call["participant"])


def _may(request: Request) -> bool:
    shown = request.headers.get("authorization", "")
    return hmac.compare_digest(
        shown.encode(), f"Bearer {context.current().internal_token}".encode()
    )
