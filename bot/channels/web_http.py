"""What the requests of the chat page have in common: who asks, what is answered, how it is kept."""

from __future__ import annotations

from typing import Any

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import context
from bot.channels import web_session
from bot.channels.web_messages import Refused
from bot.intake import FrontDoor

PREFIX = "/chat"
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
YEAR = 365 * 24 * 60 * 60  # seconds

STARTING = "I'm just waking up. Please try again in a moment."
NO_SESSION = "I don't know this browser yet. Please reload the page."
ELSEWHERE = "This chat only takes messages from its own page."
NOTHING_HERE = "There is nothing here."


def ready(request: Request) -> tuple[context.BotContext, FrontDoor]:
    """The context and the front door. Raises Refused while the server is still starting."""
    door = getattr(request.app.ctx, "front_door", None)
    if door is None:
        raise Refused(503, STARTING, retry_after=2)
    return context.current(), door


def same_site(request: Request) -> None:
    """Raises Refused for a request that a page of another site made."""
    headers = request.headers
    if web_session.from_elsewhere(
        headers.get("sec-fetch-site"), headers.get("origin"), headers.get("host")
    ):
        raise Refused(403, ELSEWHERE)


def address(request: Request) -> str:
    """The address behind the cookie. Raises Refused for a stranger or another site's page."""
    same_site(request)
    known = web_session.address(request.cookies.get(web_session.COOKIE))
    if known is None:
        raise Refused(401, NO_SESSION)
    return known


def json(data: dict[str, Any], status: int = 200) -> HTTPResponse:
    return response.json(data, status=status, headers={"Cache-Control": "no-store"})


def nothing() -> HTTPResponse:
    """Done, and nothing to say."""
    return response.empty(headers={"Cache-Control": "no-store"})


def set_cookie(answer: HTTPResponse, token: str, secure: bool) -> None:
    """Give the browser a token; an empty one takes away what it has."""
    answer.cookies[web_session.COOKIE] = token
    cookie = answer.cookies[web_session.COOKIE]
    cookie["path"] = PREFIX
    cookie["max-age"] = YEAR if token else 0
    cookie["httponly"] = True
    cookie["samesite"] = "Strict"
    cookie["secure"] = secure
