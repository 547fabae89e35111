"""Every role on every route, and every id where it doesn't belong; a route without a line fails.

The lines say which roles get in, on purpose in other words than `clinic.entry.access`: by hand.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.testclient import TestClient

from clinic.entry.access import ANYBODY, ROLES
from clinic.entry.accounts import Accounts
from clinic.menu import MENU
from clinic.routes import PAGES, Page
from records.sqlite_store import SqliteStore
from tests.clinic.browser import PASSWORD, SAME_SITE, Clock
from tests.clinic.simulated_people import NOW, NUMBNESS, Scribe

PRIVATE = [page for page in PAGES if page.verb not in ANYBODY]
CARE = "clinician lead"
GLASS = "clinician lead glass"  # `glass`: a researcher who broke it for this participant
EVERYBODY = "clinician lead researcher auditor admin glass"
EXPECTED = {
    "POST /logout": EVERYBODY,
    "GET /account": EVERYBODY,
    "POST /account/password": EVERYBODY,
    "POST /account/end-other-sessions": EVERYBODY,
    "POST /account/sessions/{session}/end": EVERYBODY,
    "GET /participants/{participant}/break-glass": EVERYBODY,
    "POST /participants/{participant}/break-glass": EVERYBODY,
    "GET /accounts": "admin",
    "POST /accounts": "admin",
    "POST /accounts/{account}": "admin",
    "GET /audit": "lead auditor",
    "GET /service": "lead researcher",
    "GET /research": "researcher",
    "POST /research": "researcher",
    "GET /": CARE,
    "GET /questions": CARE,
    "GET /participants/{participant}": GLASS,
    "GET /participants/{participant}/messages/{message}": GLASS,
    "POST /participants/{participant}/notes": GLASS,
    "POST /participants/{participant}/owner": CARE,
    "GET /participants/{participant}/values/{value}/correct": CARE,
    "POST /participants/{participant}/values/{value}/correct": CARE,
    "GET /participants/{participant}/summary": GLASS,
    "GET /participants/{participant}/export/{format}": CARE,
    "GET /alerts/{alert}": GLASS,
    "POST /alerts/{alert}/acknowledge": GLASS,
    "POST /alerts/{alert}/act": GLASS,
    "POST /alerts/{alert}/close": CARE,
}


def name_of(page: Page) -> str:
    return f"{page.method} {page.path}"


class Desk:
    """Requests of one signed-in person, each with the cookie and the form token of her session."""

    def __init__(self, app: Starlette, accounts: Accounts, name: str, *roles: str) -> None:
        accounts.add_clinician(name, f"Dr {name.title()}", PASSWORD, roles)
        self.app, self.accounts, self.name = app, accounts, name

    def asks(self, page: Page, **ids: str) -> Response:
        token = self.accounts.sessions.open(self.name, "Firefox", NOW)
        session = self.accounts.sessions.find(token, NOW)
        assert session
        path = re.sub(r"{(\w+)}", lambda found: ids.get(found[1], "0" * 32), page.path)
        form = {"token": session.form_token, "note": "a note", "text": "a note", "reason": "x" * 20}
        client = TestClient(self.app, base_url="http://localhost", follow_redirects=False)
        client.cookies.set("backstay", token)
        data = form if page.method == "POST" else None
        answer = client.request(page.method, path, data=data, headers=SAME_SITE)
        return answer  # type: ignore[return-value]

    def got_in(self) -> bool:
        """Whether the last request got past the policy, as the audit log has it."""
        (entry,) = self.accounts.audit.entries(who=self.name, limit=1)
        return (entry.outcome, entry.detail) != ("refused", "role")


@pytest.fixture
def her(store: SqliteStore) -> Scribe:
    return Scribe(store, "a").onboard(weeks=6)


def ids_of(her: Scribe) -> dict[str, str]:
    """One of hers of each kind."""
    message = her.says(NUMBNESS, NOW)
    return {
        "participant": her.id,
        "message": message,
        "alert": her.alert("emergency", "cauda_equina", NUMBNESS, "numb", NOW),
        "value": her.value("pain_now", 4, her.says("4 today", NOW), "4", NOW),
        "format": "json",
    }


def test_every_private_route_has_its_line() -> None:
    assert EXPECTED.keys() == {name_of(page) for page in PRIVATE}
    assert {role for line in EXPECTED.values() for role in line.split()} == {*ROLES, "glass"}


def test_every_line_of_the_menu_is_a_page() -> None:
    pages = {(page.verb, page.path) for page in PAGES if page.method == "GET"}
    assert {(verb, path) for verb, path, _ in MENU} <= pages


@pytest.mark.parametrize("role", [*ROLES, "glass"])
def test_each_role_gets_where_it_may_and_nowhere_else(
    role: str, app: Starlette, accounts: Accounts, her: Scribe, store: SqliteStore
) -> None:
    desk = Desk(app, accounts, "amara", "researcher" if role == "glass" else role)
    if role == "glass":
        accounts.glass.break_for("amara", her.id, "a very good reason", NOW)
    ids = ids_of(her)
    got_in, refused = set(), {}
    breaking = "POST /participants/{participant}/break-glass"  # last: it opens others
    for page in sorted(PRIVATE, key=lambda page: name_of(page) == breaking):
        answer = desk.asks(page, **ids)
        if desk.got_in():
            got_in.add(name_of(page))
        else:
            refused[name_of(page)] = answer
    # a glass adds to what a researcher may do anyway
    own = "researcher" if role == "glass" else role
    assert got_in == {name for name, line in EXPECTED.items() if {role, own} & {*line.split()}}
    for name, answer in refused.items():
        about_her = "{participant}" in name or "{alert}" in name
        assert answer.status_code == (404 if about_her else 403), name
        assert her.alias not in answer.text and "numb" not in answer.text, name


def test_without_any_role_only_her_own_account_is_open(
    app: Starlette, accounts: Accounts, her: Scribe
) -> None:
    desk = Desk(app, accounts, "amara", "auditor")
    with sqlite3.connect(accounts.path) as db:
        db.execute("delete from clinician_role")
    ids = ids_of(her)
    for page in PRIVATE:
        desk.asks(
            page, **{**ids, "participant": "0" * 32 if page.verb == "break_glass" else her.id}
        )
        assert desk.got_in() is (EXPECTED[name_of(page)] == EVERYBODY), name_of(page)


def mixed(her: Scribe, other: Scribe, path: str) -> Iterator[dict[str, str]]:
    """Ids that don't belong together, or belong to nobody."""
    hers, others = ids_of(her), ids_of(other)
    names = [name for name in re.findall(r"{(\w+)}", path) if name in hers and name != "format"]
    last = names[-1]
    another_kind = hers["alert" if last == "message" else "message"]
    for foreign in ("0" * 32, another_kind, "%00", "' or 1=1 --", "é" * 200):
        yield {**hers, last: foreign}
    if len(names) > 1:
        yield {**hers, last: others[last]}


@pytest.mark.parametrize(
    "page",
    [p for p in PRIVATE if re.search(r"{(participant|alert)}", p.path)],
    ids=name_of,
)
def test_an_id_where_it_does_not_belong_is_not_found_and_changes_nothing(
    page: Page, app: Starlette, accounts: Accounts, her: Scribe, store: SqliteStore
) -> None:
    if name_of(page) == "GET /participants/{participant}/break-glass":
        pytest.skip("the same page for every id, see test_break_glass")
    other = Scribe(store, "b").onboard(weeks=3)
    desk = Desk(app, accounts, "amara", "clinician")
    for ids in mixed(her, other, page.path):
        before = len(store.read())
        answer = desk.asks(page, **ids)
        assert answer.status_code == 404, ids
        assert "Not found" in answer.text and "Traceback" not in answer.text
        assert other.alias not in answer.text and len(store.read()) == before


def test_other_methods_are_refused(app: Starlette, accounts: Accounts, clock: Clock) -> None:
    client = TestClient(app, base_url="http://localhost", follow_redirects=False)
    paths = {re.sub(r"{\w+}", "0" * 32, page.path) for page in PAGES}
    for path in paths:
        for method in ("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"):
            answer = client.request(method, path, headers=SAME_SITE)
            assert answer.status_code == 405, (method, path)
            assert "Traceback" not in answer.text
