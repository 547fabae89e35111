"""The clinic as a Starlette application: every request passes the same checks, in one place.

In order: allowed host, readable form, cross-site rule, session, access policy, form token; then the
page, in a thread, because the store blocks. An error becomes a page and one line in the log that
names its kind and place, never its message: messages can hold her words.
"""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from clinic import guard
from clinic.access import ANYBODY, may
from clinic.accounts import Accounts
from clinic.routes import PAGES, Page
from clinic.visit import Clinic, Missing, Visit, go_to, problem
from records.store import RecordStore

log = logging.getLogger("backstay.clinic")

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
NOT_FOUND = (
    "Not found",
    "There is no such page. It may have been removed, or the address is wrong.",
)
FOREIGN = (
    "Refused",
    "This request didn't come from one of our own pages, so nothing was changed. Go back to the "
    "panel and try again; use https, or http on this computer only.",
)
UNREADABLE = ("Not understood", "That form was too long or not a form. Nothing was changed.")

Endpoint = Callable[[Request], Awaitable[Response]]


def create_app(
    store: RecordStore,
    accounts: Accounts,
    *,
    clock: Callable[[], datetime],
    secure_cookies: bool,
    hosts: Collection[str] = (),
) -> Starlette:
    """The clinician's pages. `hosts`: names besides this computer's by which they are reached."""
    clinic = Clinic(store, accounts, secure_cookies)

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        title, advice = NOT_FOUND
        if error.status_code == 405:
            title, advice = "Not possible", "This address can't be used in that way."
        response = problem(clinic, None, error.status_code, title, advice)
        response.headers.update(error.headers or {})
        return response

    return Starlette(
        routes=[
            Route(page.path, _endpoint(clinic, page, clock), methods=[page.method], name=page.verb)
            for page in PAGES
        ],
        middleware=[
            Middleware(guard.SecurityHeaders, secure=secure_cookies),
            Middleware(
                TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, *hosts], www_redirect=False
            ),
        ],
        exception_handlers={404: refused, 405: refused},
    )


def _endpoint(clinic: Clinic, page: Page, clock: Callable[[], datetime]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            form = await guard.read_form(request) if page.method == "POST" else {}
        except guard.UnreadableForm:
            return problem(clinic, None, 400, *UNREADABLE)
        return await run_in_threadpool(_answer, clinic, page, request, form, clock())

    return endpoint


def _answer(
    clinic: Clinic, page: Page, request: Request, form: Mapping[str, str], now: datetime
) -> Response:
    visit: Visit | None = None
    try:
        if page.method == "POST" and not guard.same_site(request.headers):
            return problem(clinic, None, 403, *FOREIGN)
        token = request.cookies.get(guard.cookie_name(clinic.secure_cookies), "")
        session = clinic.accounts.session(token, now) if token else None
        visit = Visit(now, request.path_params, request.query_params, form, token, session)
        actor = session.clinician if session else None
        if not may(actor, page.verb, visit.path.get("participant")):
            return go_to("/login?notice=expired" if token else "/login")
        signed = page.verb in ANYBODY or (session and guard.right_form(session, form))
        if page.method == "POST" and not signed:
            return problem(clinic, visit, 403, *FOREIGN)
        return page.handler(clinic, visit)
    except Missing:
        return problem(clinic, visit, 404, *NOT_FOUND)
    except Exception as error:
        return _failed(clinic, page, error)


def _failed(clinic: Clinic, page: Page, error: Exception) -> Response:
    number = secrets.token_hex(4)
    place = " < ".join(
        f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[::-1]
    )
    log.error("error %s at %s: %s in %s", number, page.path, type(error).__name__, place)
    advice = (
        f"Something went wrong on our side. Try again; if it happens again, report error {number}. "
        "If it is about an urgent alert, contact her directly in the meantime."
    )
    return problem(clinic, None, 500, "That didn't work", advice)
