"""The clinic's door: whether a request may go further, and what is answered when it may not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlencode

from starlette.datastructures import Headers
from starlette.responses import Response

from clinic.entry import guard
from clinic.entry.access import ANYBODY, GLASS
from clinic.menu import onward
from clinic.routes import Page
from clinic.visit import Clinic, Visit, go_to, problem

NOT_FOUND = (
    "Not found",
    "There is no such page. It may have been removed, or the address is wrong.",
)
FOREIGN = (
    "Refused",
    "This request didn't come from one of our own pages, so nothing was changed. Go back to the "
    "panel and try again; use https, or http on this computer only.",
)
UNREADABLE = ("Not understood", "That was not a form. Nothing was changed.")
TOO_LONG = (
    "Too long",
    "That was far longer than any form here takes, so nothing was saved. Copy what you need, go "
    "back, and send a shorter text: a note may have 4,000 characters.",
)
SIGNED_OUT = (
    "You are signed out",
    "After 30 minutes without a page, you are signed out, so nothing was saved. Copy what you "
    "wrote, sign in, and send it again.",
)
NOT_YOURS = (
    "Not for your role",
    "Your account doesn't open this page. If it should, ask an admin of the clinic for the role.",
)

Refusal = Literal["unreadable form", "foreign form", "not signed in", "role"]


def about(clinic: Clinic, path: Mapping[str, str]) -> str | None:
    """The participant that the address is about, named or by her alert."""
    if "alert" in path:
        event = clinic.store.event(path["alert"])
        return event.participant if event else None
    return path.get("participant")


def refusal(
    page: Page, visit: Visit, headers: Headers, participant: str | None, *, readable: bool
) -> Refusal | None:
    """Why this request goes no further, if it doesn't."""
    if page.method == "POST" and not guard.same_site(headers):
        return "foreign form"
    if not readable:
        return "unreadable form"
    if not visit.may(page.verb, participant):
        return "role" if visit.session else "not signed in"
    if page.method == "GET" or page.verb in ANYBODY:
        return None
    ours = visit.session is not None and guard.right_form(visit.session, visit.form)
    return None if ours else "foreign form"


def turned_away(
    clinic: Clinic,
    page: Page,
    visit: Visit,
    why: Refusal,
    unreadable: guard.UnreadableForm | None,
) -> Response:
    if why == "foreign form":
        return problem(clinic, visit, 403, *FOREIGN)
    if isinstance(unreadable, guard.TooLongForm):
        return problem(clinic, visit, 413, *TOO_LONG, kept=unreadable.beginning)
    if why == "unreadable form":
        return problem(clinic, visit, 400, *UNREADABLE)
    if why == "not signed in":
        if kept := guard.written(visit.form):
            return problem(clinic, visit, 403, *SIGNED_OUT, kept=kept)
        notice = {"notice": "expired"} if visit.token else {}
        to = onward(page.path.format(**visit.path)) if page.method == "GET" else None
        query = urlencode(notice | ({"to": to} if to else {}))
        return go_to(f"/login?{query}" if query else "/login")
    if visit.path.keys() & {"participant", "alert"}:  # the same whether or not there is one
        offer = visit.path.get("participant") if page.verb in GLASS else None
        return problem(clinic, visit, 404, *NOT_FOUND, glass=offer)
    return problem(clinic, visit, 403, *NOT_YOURS)
