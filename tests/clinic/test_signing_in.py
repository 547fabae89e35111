"""Getting in, being kept out, and being signed out again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from clinic.app import create_app
from clinic.entry.accounts import Accounts
from clinic.entry.passwords import AccountError
from clinic.pages.signing import REFUSED
from records.sqlite_store import SqliteStore
from records.store import StoreError
from tests.clinic.browser import PASSWORD, PHONES, SAME_SITE, Browser, Clock
from tests.clinic.simulated_people import NOW, NUMBNESS, Scribe


def escaped(words: str) -> str:
    return words.replace("'", "&#39;")


def test_a_clinician_signs_in_and_out(amara: Browser) -> None:
    assert "Who needs you now" in amara.get("/")
    token = amara.token()
    answer = amara.client.post(
        "/logout", data={"token": token}, headers=SAME_SITE, follow_redirects=False
    )
    assert "cache" in answer.headers["clear-site-data"], "the Back button shows nothing"
    assert "You are signed out." in amara.get(answer.headers["location"])
    assert "Sign in" in amara.get("/")


def test_signing_out_ends_the_session_for_a_copied_cookie_too(
    new_browser: Callable[[], Browser], amara: Browser
) -> None:
    thief = new_browser()
    thief.client.cookies = amara.client.cookies
    assert "Who needs you now" in thief.get("/")
    amara.act("/logout")
    assert "Who needs you now" not in thief.get("/")


def test_wrong_and_unknown_get_the_same_answer(amara: Browser, stranger: Browser) -> None:
    wrong = stranger.sign_in("amara", "not her password", status=403)
    unknown = stranger.sign_in("nobody", "not her password", status=403)
    assert escaped(REFUSED) in wrong
    assert wrong == unknown


class CountingHasher(PasswordHasher):
    """Cheap, and counts how often it has to work."""

    verified = 0

    def verify(self, *args: Any, **kwargs: Any) -> Literal[True]:
        self.verified += 1
        return super().verify(*args, **kwargs)


def test_every_refusal_costs_the_same_work(tmp_path: Path, clock: Clock) -> None:
    hasher = CountingHasher(time_cost=1, memory_cost=8, parallelism=1)
    accounts = Accounts(tmp_path / "clinic.db", hasher=hasher)
    for name in ("amara", "gone", "locked"):
        accounts.add_clinician(name, name.title(), PASSWORD)
    accounts.invite("bea", "Bea", ["clinician"], clock())
    accounts.disable("gone")
    for _ in range(5):
        accounts.credentials.password_right("locked", "wrong", clock())
    for name, password in (
        ("amara", "wrong"), ("nobody", "wrong"), ("gone", PASSWORD), ("locked", PASSWORD),
        ("bea", ""), ("", ""),
    ):  # fmt: skip
        before = hasher.verified
        assert not accounts.credentials.password_right(name, password, clock())
        assert hasher.verified == before + 1, name


def test_five_wrong_passwords_lock_the_name_for_a_quarter_of_an_hour(
    amara: Browser, stranger: Browser, clock: Clock
) -> None:
    for _ in range(5):
        stranger.sign_in("amara", "wrong wrong wrong", status=403)
    assert escaped(REFUSED) in stranger.sign_in("Amara", PASSWORD, status=403)
    assert "Who needs you now" in amara.get("/"), "who is in stays in"
    clock.tick(minutes=14, seconds=59)
    stranger.sign_in("amara", PASSWORD, status=403)
    clock.tick(seconds=2)
    assert "Who needs you now" in stranger.sign_in("amara", PASSWORD)


def test_unknown_names_are_locked_alike_and_typed_names_are_not_stored(
    accounts: Accounts, tmp_path: Path
) -> None:
    for _ in range(7):
        assert not accounts.credentials.password_right("my secret password", "x", NOW)
    rows = sqlite3.connect(tmp_path / "clinic.db").execute("select * from attempt").fetchall()
    assert [row[1] for row in rows] == [5]
    assert "secret" not in str(rows)


def test_signing_in_forgets_the_wrong_tries(amara: Browser, stranger: Browser) -> None:
    for _ in range(4):
        stranger.sign_in("amara", "wrong wrong wrong", status=403)
    stranger.sign_in("amara")
    for _ in range(4):
        stranger.sign_in("amara", "wrong wrong wrong", status=403)
    assert "Who needs you now" in stranger.sign_in("amara")


def test_half_an_hour_without_a_page_ends_the_session(amara: Browser, clock: Clock) -> None:
    clock.tick(minutes=29)
    assert "Who needs you now" in amara.get("/")
    clock.tick(minutes=29)
    assert "Who needs you now" in amara.get("/")
    clock.tick(minutes=30)
    assert "you are signed out" in amara.get("/")


def test_what_she_wrote_is_shown_back_when_the_session_is_over(
    amara: Browser, clock: Clock
) -> None:
    token = amara.token()
    clock.tick(minutes=31)
    for path in ("/participants/someone/notes", "/alerts/any/close"):
        page = amara.post(path, 403, token=token, note="Rang her <b>twice</b>")
        assert "You are signed out" in page and "Rang her &lt;b&gt;twice" in page
    assert "Sign in" in amara.post("/alerts/any/close", token=token)


def test_twelve_hours_end_it_however_busy(amara: Browser, clock: Clock) -> None:
    for _ in range(35):
        clock.tick(minutes=20)
        assert "Who needs you now" in amara.get("/")
    clock.tick(minutes=20)
    assert "Sign in" in amara.get("/")


def test_a_disabled_clinician_is_out_at_once(amara: Browser, accounts: Accounts) -> None:
    accounts.disable("amara")
    assert "Sign in" in amara.get("/")
    amara.sign_in("amara", status=403)
    assert [c.disabled for c in accounts.clinicians()] == [True]
    with pytest.raises(AccountError, match="no clinician"):
        accounts.disable("nobody")


def test_nothing_secret_is_in_the_accounts_file(
    amara: Browser, accounts: Accounts, tmp_path: Path
) -> None:
    token = amara.client.cookies["backstay"]
    dump = "\n".join(sqlite3.connect(tmp_path / "clinic.db").iterdump())
    assert "amara" in dump and "$argon2id$" in dump
    assert token not in dump and PASSWORD not in dump
    assert (tmp_path / "clinic.db").stat().st_mode & 0o077 == 0


SETUP = {"name": "Bea", "display_name": "Bea Lind", "password": PASSWORD, "again": PASSWORD}


def test_the_setup_code_makes_one_clinician_once(
    accounts: Accounts, stranger: Browser, clock: Clock
) -> None:
    code = accounts.setup_code(clock())
    assert code
    assert "/setup" in stranger.get("/login")
    assert "not valid" in stranger.post("/setup", 422, code="0000-0000", **SETUP)
    assert "Your account is ready" in stranger.post("/setup", code=code, **SETUP)
    assert "Who needs you now" in stranger.sign_in("bea")
    again = {**SETUP, "name": "eve"}
    assert "not valid" in stranger.post("/setup", 422, code=code, **again)
    stranger.get("/setup", 403)
    assert accounts.setup_code(clock()) is None
    assert [c.name for c in accounts.clinicians()] == ["bea"]


def test_a_code_lives_a_day_and_a_new_one_replaces_it(
    accounts: Accounts, stranger: Browser, clock: Clock
) -> None:
    first = accounts.setup_code(clock())
    second = accounts.setup_code(clock())
    assert first and second and first != second
    stranger.post("/setup", 422, code=first, **SETUP)
    clock.tick(hours=24)
    stranger.post("/setup", 422, code=second, **SETUP)
    assert accounts.clinicians() == []


def test_a_bad_form_spends_no_code(accounts: Accounts, stranger: Browser, clock: Clock) -> None:
    code = accounts.setup_code(clock())
    assert code
    for fields, words in (
        ({"password": "short", "again": "short"}, "at least 12"),
        ({"again": "something else"}, "not the same"),
        ({"password": "password1234", "again": "password1234"}, "easy to guess"),
        ({"password": "backstay-bea-1", "again": "backstay-bea-1"}, "easy to guess"),
        ({"name": "<b>"}, "sign-in name"),
        ({"display_name": "Eve\u202e"}, "name colleagues"),
    ):
        assert words in stranger.post("/setup", 422, code=code, **{**SETUP, **fields})
    stranger.post("/setup", code=code, **SETUP)


def test_a_name_is_taken_once(accounts: Accounts) -> None:
    accounts.add_clinician("amara", "Amara", PASSWORD)
    with pytest.raises(AccountError, match="already"):
        accounts.add_clinician("Amara", "Another", PASSWORD)


def test_cookies_are_closed_to_scripts_and_other_sites(
    store: SqliteStore, accounts: Accounts, clock: Clock, signed_in: Callable[[str], Browser]
) -> None:
    signed_in("amara")
    for secure, name in ((False, "backstay="), (True, "__Host-backstay=")):
        app = create_app(store, accounts, clock=clock, secure_cookies=secure)
        client = TestClient(app, base_url="http://localhost", follow_redirects=False)
        for path, form in (
            ("/login", {"name": "amara", "password": PASSWORD}),
            ("/login/code", {"code": PHONES["amara"].code(clock())}),
        ):
            answer = client.post(path, data=form, headers={"origin": "http://localhost"})
            cookie = answer.headers["set-cookie"]
            assert answer.status_code == 303 and cookie.startswith(name)
            assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Path=/" in cookie
            assert ("Secure" in cookie) is secure
            assert ("strict-transport-security" in answer.headers) is secure
            client.cookies.set(*cookie.split(";")[0].split("="))


def test_two_processes_share_the_accounts(accounts: Accounts, tmp_path: Path) -> None:
    other = Accounts(tmp_path / "clinic.db")
    accounts.add_clinician("amara", "Amara", PASSWORD)
    token = accounts.sessions.open("amara", "Firefox", NOW)
    found = other.sessions.find(token, NOW + timedelta(minutes=5))
    assert found and found.clinician.name == "amara"
    other.sessions.end(token)
    assert accounts.sessions.find(token, NOW) is None


def test_a_damaged_accounts_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "clinic.db").write_bytes(b"this is no database, not at all" * 50)
    with pytest.raises(StoreError, match="can't be opened"):
        Accounts(tmp_path / "clinic.db")


def test_signing_in_leads_to_where_she_was_going(
    store: SqliteStore, signed_in: Callable[..., Browser], clock: Clock
) -> None:
    her = Scribe(store, "a").onboard(weeks=3)
    alert = her.alert("emergency", "cauda_equina", NUMBNESS, "numb", NOW)
    amara = signed_in("amara")
    clock.tick(hours=1)  # idle for too long
    form = amara.get(f"/alerts/{alert}")
    assert f'name="to" value="/alerts/{alert}"' in form and "Please sign in again" in form
    assert her.alias in amara.sign_in("amara", to=f"/alerts/{alert}")


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil", "javascript:x"]
)
def test_signing_in_leads_nowhere_else(to: str, stranger: Browser) -> None:
    assert "evil" not in stranger.get(f"/login?to={quote(to)}")
