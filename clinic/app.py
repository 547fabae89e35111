"""The clinic as a Starlette application: every request passes the same checks, in one place.

In order: allowed host, session, readable form, cross-site rule, access policy, form token; then a
row in the audit log, and the page, in a thread, because the store blocks. A request that can't be
logged isn't answered; what comes of one that fails is a second row. An error becomes a page and one
line in the log that names its kind and place, never its message: messages can hold her words.
"""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime
from functools import partial

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from clinic.entry import door, guard
from clinic.entry.access import ANYBODY
from clinic.entry.accounts import Accounts
from clinic.entry.agents import short_agent
from clinic.entry.audit import Outcome
from clinic.panel.standings import Standings
from clinic.routes import PAGES, Page
from clinic.visit import Clinic, Missing, Visit, problem
from records.store import RecordStore, UnknownParticipant

log = logging.getLogger("backstay.clinic")

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
FAILURES = {404: "not found", 409: "conflict", 413: "too long", 422: "bad input"}

Endpoint = Callable[[Request], Awaitable[Response]]


def create_app(
    store: RecordStore,
    accounts: Accounts,
    *,
    clock: Callable[[], datetime],
    secure_cookies: bool,
    hosts: Collection[str] = (),
    escalates: bool = True,
    research_key: Callable[[], str] = secrets.token_hex,
) -> Starlette:
    """The clinician's pages. `hosts`: names besides this computer's by which they are reached.

    `escalates`: whether anybody is told when an alert waits; the panel says so when not.
    `research_key`: the secret of pseudonyms; by default they differ from export to export.
    """
    standings = Standings(store)
    standings.ranked(clock())  # reading everybody takes seconds: before the first visit
    clinic = Clinic(store, accounts, standings, secure_cookies, research_key)
    clinic.templates.globals["escalates"] = escalates

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        title, advice = door.NOT_FOUND
        if error.status_code == 405:
            title, advice = "Not possible", "This address can't be used in that way."
        response = problem(clinic, None, error.status_code, title, advice)
        response.headers.update(error.headers or {})
        return response

    app = Starlette(
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
    app.router.redirect_slashes = False  # its redirects pass by the checks and are always http
    return app


def _endpoint(clinic: Clinic, page: Page, clock: Callable[[], datetime]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        form: dict[str, str] | guard.UnreadableForm = {}
        if page.method == "POST":
            try:
                form = await guard.read_form(request)
            except guard.UnreadableForm as unreadable:
                form = unreadable
        return await run_in_threadpool(_answer, clinic, page, request, form, clock())

    return endpoint


def _answer(
    clinic: Clinic,
    page: Page,
    request: Request,
    form: Mapping[str, str] | guard.UnreadableForm,
    now: datetime,
) -> Response:
    try:
        unreadable = form if isinstance(form, guard.UnreadableForm) else None
        fields = {} if isinstance(form, guard.UnreadableForm) else form
        visit = _visit(clinic, request, fields, now)
        about = door.about(clinic, visit.path)
        note = partial(_note, clinic, page, visit, about)
        refusal = door.refusal(page, visit, request.headers, about, readable=unreadable is None)
        if refusal:
            note("refused", refusal)
            return door.turned_away(clinic, page, visit, refusal, unreadable)
        if page.verb not in ANYBODY:
            note("allowed")
        try:
            response = page.handler(clinic, visit)
        except (Missing, UnknownParticipant):
            note("failed", "not found")
            return problem(clinic, visit, 404, *door.NOT_FOUND)
        except Exception as error:
            note("failed", type(error).__name__)
            return _failed(clinic, page, error)
        told = visit.outcome
        if told.outcome or response.status_code >= 400:
            note(
                told.outcome or "failed",
                told.detail or FAILURES.get(response.status_code, "refused"),
            )
        elif page.verb in ANYBODY:
            note("allowed")
        return response
    except Exception as error:  # the audit log too: what can't be written down isn't answered
        return _failed(clinic, page, error)


def _visit(clinic: Clinic, request: Request, form: Mapping[str, str], now: datetime) -> Visit:
    token = request.cookies.get(guard.cookie_name(clinic.secure_cookies), "")
    session = clinic.accounts.sessions.find(token, now) if token else None
    agent = short_agent(request.headers.get("user-agent", ""))
    return Visit(now, request.path_params, request.query_params, form, token, session, agent)


def _note(
    clinic: Clinic,
    page: Page,
    visit: Visit,
    about: str | None,
    outcome: Outcome,
    detail: str = "",
) -> None:
    """A row of the audit log about this request; reading an open page isn't worth one."""
    if page.verb in ANYBODY and page.method == "GET":
        return
    who = visit.session.clinician.name if visit.session else visit.outcome.who
    objects = [value for name, value in visit.path.items() if name != "participant"]
    clinic.accounts.audit.write(
        visit.now,
        who,
        page.verb,
        outcome,
        participant=about or "",
        object=objects[-1] if objects else "",
        detail=detail,
    )


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
