"""The scheduler's door: a due check-in is asked for here, and health is told.

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
from records.store import UnknownParticipant

logger = logging.getLogger(__name__)


class InternalChannel(InputChannel):
    """POST /internal/checkins {"checkin", "participant"}; GET /internal/health."""

    @classmethod
    def name(cls) -> str:
        return "internal"

    def url_prefix(self) -> str:
        return "/internal"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("internal")

        @blueprint.get("/health")
        async def health(request: Request) -> HTTPResponse:
            return json({"status": "ok"})

        @blueprint.post("/checkins")
        async def check_in(request: Request) -> HTTPResponse:
            if not _may(request):
                return json({"error": "a valid token is needed"}, status=401)
            call = request.json
            if not isinstance(call, dict) or not all(
                isinstance(call.get(name), str) for name in ("checkin", "participant")
            ):
                return json({"error": "checkin and participant are needed"}, status=400)
            try:
                answer = await request.app.ctx.front_door.check_in(
                    call["checkin"], call["participant"]
                )
            except UnknownParticipant:
                return json({"error": "there is no such participant"}, status=404)
            except Exception as error:
                logger.error("check-in %s failed: %s", call["checkin"], type(error).__name__)
                return json({"error": "the check-in could not be rendered"}, status=500)
            body: dict[str, Any] = {"state": answer.state}
            if answer.reason is not None and answer.retry_after is not None:
                seconds = int(answer.retry_after.total_seconds())
                body |= {"reason": answer.reason, "retry_after_seconds": seconds}
            return json(body)

        return blueprint


def _may(request: Request) -> bool:
    shown = request.headers.get("authorization", "")
    return hmac.compare_digest(
        shown.encode(), f"Bearer {context.current().internal_token}".encode()
    )
