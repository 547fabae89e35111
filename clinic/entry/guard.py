"""What stands between the network and a page: headers, cookie, forms, the cross-site rule.

The cross-site rule reads Sec-Fetch-Site, which a page can't forge, and falls back on Origin; a
browser request to change something that carries neither is refused. A form's token, bound to the
session, is asked for on top (ASVS 5.0, 3.5.1). Forms are small and url-encoded; no other is read.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clinic.entry.sessions import Session

MAX_FORM_BYTES = 64 * 1024
MAX_READ_BYTES = 8 * 1024 * 1024
FORM_TYPE = "application/x-www-form-urlencoded"
CONTENT_POLICY = (
    "default-src 'none'; object-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
HSTS = {"strict-transport-security": "max-age=31536000; includeSubDomains"}


class SecurityHeaders:
    """ASGI middleware: every response carries `HEADERS`, and HSTS where there is TLS."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self.app = app
        self.headers = {**HEADERS, **(HSTS if secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class UnreadableForm(ValueError):
    """The body isn't a form."""


class TooLongForm(UnreadableForm):
    """The body is too long; `beginning` is what of her text was read, so that it isn't lost."""

    def __init__(self, beginning: str) -> None:
        super().__init__()
        self.beginning = beginning


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a posted form, the last of each name. Raises UnreadableForm.

    A body that is too long is read on but not kept, up to a limit: a browser shows no answer
    before it has sent all of it.
    """
    body, length = b"", 0
    async for chunk in request.stream():
        length += len(chunk)
        if length > MAX_READ_BYTES:
            break
        body += chunk[: MAX_FORM_BYTES - len(body)]
    if length > len(body):
        raise TooLongForm(_written(body))
    if body and request.headers.get("content-type", "").split(";")[0].strip() != FORM_TYPE:
        raise UnreadableForm
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=20))
    except ValueError as error:  # not UTF-8, or too many fields
        raise UnreadableForm from error


def _written(body: bytes) -> str:
    """The text that somebody wrote in the beginning of a form; no password is among these."""
    return written(dict(parse_qsl(body.decode(errors="ignore"), max_num_fields=None)))


def written(form: Mapping[str, str]) -> str:
    """What somebody wrote into a form at length, to be shown back when it can't be saved."""
    return next((form[name] for name in ("text", "note", "reason") if form.get(name)), "")


def same_site(headers: Headers) -> bool:
    """Whether a changing request comes from our own pages."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")


def right_form(session: Session, form: Mapping[str, str]) -> bool:
    """Whether the form was made for this session."""
    return hmac.compare_digest(session.form_token.encode(), form.get("token", "").encode())


def cookie_name(secure: bool) -> str:
    """The `__Host-` prefix makes browsers insist on Secure, our host alone and the whole path."""
    return "__Host-backstay" if secure else "backstay"


def set_session(response: Response, token: str, *, secure: bool) -> None:
    response.set_cookie(
        cookie_name(secure), token, path="/", httponly=True, secure=secure, samesite="strict"
    )


def clear_session(response: Response, *, secure: bool) -> None:
    response.delete_cookie(
        cookie_name(secure), path="/", httponly=True, secure=secure, samesite="strict"
    )
