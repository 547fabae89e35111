"""Every route asks the policy, and nothing foreign gets past the door."""

from __future__ import annotations

import logging
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from clinic.app import create_app
from clinic.entry.access import ANYBODY, VERBS, Clinician, may
from clinic.entry.accounts import Accounts
from clinic.entry.guard import HEADERS
from clinic.routes import PAGES
from records.sqlite_store import SqliteStore
from tests.clinic.browser import Browser, Clock
from tests.clinic.simulated_people import NOW, NUMBNESS, Scribe

PRIVATE = [page for page in PAGES if page.verb not in ANYBODY]


def address(path: str) -> str:
    return re.sub(r"{\w+}", "0" * 32, path)


def test_every_route_of_the_application_has_a_verb_of_the_policy(app: Starlette) -> None:
    routes = set()
    for route in app.routes:
        assert isinstance(route, Route), "mounts would escape the policy"
        routes |= {(m, route.path, route.name) for m in (route.methods or set()) - {"HEAD"}}
    assert routes == {(page.method, page.path, page.verb) for page in PAGES}
    assert {page.verb for page in PAGES} == VERBS


def test_the_open_pages_show_no_record() -> None:
    assert {page.path for page in PAGES if page.verb in ANYBODY} == {
        "/health", "/static/{name}", "/setup", "/login", "/login/code", "/invitation",
    }  # fmt: skip


@pytest.mark.parametrize("page", PRIVATE, ids=lambda page: f"{page.method} {page.path}")
def test_strangers_are_sent_to_sign_in(page: Any, app: Starlette) -> None:
    client = TestClient(app, base_url="http://localhost", follow_redirects=False)
    answer = client.request(
        page.method, address(page.path), headers={"sec-fetch-site": "same-origin"}
    )
    on = page.method == "GET" and page.path != "/"  # once signed in, she goes on from there
    to = f"?{urlencode({'to': address(page.path)})}" if on else ""
    assert (answer.status_code, answer.headers["location"]) == (303, f"/login{to}")


def test_the_policy_refuses_what_it_does_not_know() -> None:
    active = Clinician("amara", "Amara")
    gone = Clinician("amara", "Amara", disabled=True)
    assert may(active, "see_panel") and not may(gone, "see_panel") and not may(None, "see_panel")
    assert not may(active, "drop_tables")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://localhost"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({}, 403),
        ({"origin": "http://localhost"}, 303),
        ({"sec-fetch-site": "same-origin"}, 303),
    ],
)
def test_forms_of_other_sites_are_refused(
    headers: dict[str, str], status: int, amara: Browser, app: Starlette
) -> None:
    token = amara.token()
    client = TestClient(app, base_url="http://localhost", follow_redirects=False)
    client.cookies.set("backstay", amara.client.cookies["backstay"])
    answer = client.post("/logout", data={"token": token}, headers=headers)
    assert answer.status_code == status
    assert ("Who needs you now" in amara.get("/")) is (status == 403)


def test_a_form_needs_the_token_of_its_own_session(
    store: SqliteStore, amara: Browser, signed_in: Any
) -> None:
    her = Scribe(store, "a").onboard(weeks=3)
    alert = her.alert("emergency", "cauda_equina", NUMBNESS, "numb", NOW)
    others = signed_in("bea").token()
    for fields in ({}, {"token": ""}, {"token": others}, {"token": "é"}):
        amara.post(f"/alerts/{alert}/acknowledge", 403, **fields)
    assert store.alerts(her.id)[0].state == "open"


@pytest.mark.parametrize("path", ["/", "/login", "/health", "/static/clinic.css", "/nowhere"])
def test_every_answer_carries_the_security_headers(path: str, stranger: Browser) -> None:
    answer = stranger.client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "object-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_a_foreign_host_name_is_refused(
    app: Starlette, store: SqliteStore, accounts: Accounts, clock: Clock
) -> None:
    evil = TestClient(app, base_url="http://evil.example")
    assert evil.get("/login").status_code == 400
    named = create_app(store, accounts, clock=clock, secure_cookies=True, hosts=["clinic.example"])
    assert TestClient(named, base_url="https://clinic.example").get("/login").status_code == 200
    for host in ("http://localhost:8008", "http://127.0.0.1", "http://[::1]:8008"):
        assert TestClient(app, base_url=host).get("/health").json() == {"status": "ok"}


def test_what_does_not_exist_is_a_404_page_without_a_hint(
    store: SqliteStore, amara: Browser
) -> None:
    her, other = (Scribe(store, name).onboard(weeks=3) for name in "ab")
    said = other.says("hello", NOW)
    screened = store.read(other.id, kinds={"screened"})[0].id
    pages = {
        amara.get(path, 404)
        for path in (
            "/participants/nobody",
            f"/participants/{'0' * 32}",
            f"/participants/{her.id}/messages/{said}",
            f"/participants/{other.id}/messages/{screened}",
            f"/participants/{her.id}/messages/nothing",
        )
    }
    assert len(pages) == 1 and "Not found" in pages.pop()
    amara.get("/nowhere", 404)
    amara.get(f"/participants/{her.id}/", 404)  # no redirect that passes by the checks
    amara.get("/static/..%2fapp.py", 404)
    amara.act("/alerts/nothing/acknowledge", 404)
    amara.act(f"/alerts/{said}/close", 404, note="x")
    assert "Not possible" in amara.get(f"/alerts/{said}/close", 405)


def test_long_and_odd_bodies_are_refused(amara: Browser) -> None:
    headers = {"sec-fetch-site": "same-origin"}
    post = amara.client.post
    assert post("/login", data={"name": "x" * 70_000}, headers=headers).status_code == 413
    assert post("/login", json={"name": "x"}, headers=headers).status_code == 400
    form = {**headers, "content-type": "application/x-www-form-urlencoded"}
    assert post("/login", content=b"name=\xff\xfe%", headers=form).status_code == 400
    assert post("/login", content=b"&".join([b"a=1"] * 50), headers=form).status_code == 400


def test_an_error_is_a_clear_page_and_a_line_without_her_words(
    store: SqliteStore,
    amara: Browser,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("her secret words")

    monkeypatch.setattr(store, "changed", broken)
    monkeypatch.setattr(store, "find", broken)
    with caplog.at_level(logging.ERROR):
        page = amara.get("/", 500)
        amara.get("/health", 500)
    assert "report error" in page and "Traceback" not in page and "secret" not in page
    assert "RuntimeError in broken:" in caplog.text and "secret" not in caplog.text
