"""The code after the password: enrolled once, right once, and locked out together with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from clinic.entry.accounts import Accounts
from clinic.entry.passwords import AccountError
from clinic.entry.second_factor import STEP_SECONDS, accepted_step, new_secret
from tests.clinic.browser import PASSWORD, PHONES, Browser, Clock, Phone
from tests.clinic.simulated_people import NOW


@pytest.fixture
def bea(accounts: Accounts, new_browser: Callable[[], Browser]) -> Browser:
    """A browser in which Bea's name and password were right; she has no second factor yet."""
    accounts.add_clinician("bea", "Dr Bea", PASSWORD)
    browser = new_browser()
    browser.post("/login", name="bea", password=PASSWORD)
    return browser


def key_on(page: str) -> str:
    return page.split('class="key">')[1].split("<")[0].replace(" ", "")


def test_the_first_time_she_enrols_with_a_picture_or_a_key(bea: Browser, clock: Clock) -> None:
    page = bea.get("/login/code")
    assert "Add your second factor" in page and "<svg" in page and "style=" not in page
    assert page == bea.get("/login/code"), "a reload shows the same key"
    assert "not right" in bea.post("/login/code", 403, code="000000")
    assert "Who needs you now" in bea.post("/login/code", code=Phone(key_on(page)).code(clock()))


def test_later_only_the_code_is_asked_for_and_no_key_is_shown(
    amara: Browser, stranger: Browser
) -> None:
    page = stranger.post("/login", name="amara", password=PASSWORD)
    assert "Enter your code" in page and 'class="key"' not in page and "<svg" not in page


def test_the_password_alone_opens_nothing(bea: Browser) -> None:
    for path in ("/", "/account", "/questions"):
        assert "Sign in" in bea.get(path) and "Sign out" not in bea.get(path)
    bea.post("/account/password", 200, old=PASSWORD)
    assert "Sign out" not in bea.get("/")


def test_a_half_open_session_lasts_ten_minutes(bea: Browser, clock: Clock) -> None:
    key = key_on(bea.get("/login/code"))
    clock.tick(minutes=10)
    assert "enter your name and password again" in bea.get("/login/code")
    assert "enter your name" in bea.post("/login/code", code=Phone(key).code(clock()))
    assert "Sign out" not in bea.get("/account")


def test_a_code_is_right_once(amara: Browser, stranger: Browser, clock: Clock) -> None:
    phone = PHONES["amara"]
    stranger.post("/login", name="amara", password=PASSWORD)
    code = phone.code(clock())
    stranger.post("/login/code", code=f"{code[:3]} {code[3:]}")
    assert "Sign out" in stranger.get("/account")
    stranger.act("/logout")
    stranger.post("/login", name="amara", password=PASSWORD)
    stranger.post("/login/code", 403, code=code)


@pytest.mark.parametrize(
    ("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_differ_by_half_a_minute(steps: int, right: bool) -> None:
    secret = new_secret()
    phone = Phone(secret)
    then = NOW + timedelta(seconds=STEP_SECONDS * (steps + 1))  # a phone starts a step back
    step = int(NOW.timestamp()) // STEP_SECONDS + steps
    assert accepted_step(secret, phone.code(then), NOW, 0) == (step if right else None)
    assert accepted_step(secret, "", NOW, 0) is None
    assert accepted_step(secret, "\uff11" * 6, NOW, 0) is None


def test_wrong_codes_lock_the_name_as_wrong_passwords_do(
    amara: Browser, stranger: Browser, clock: Clock
) -> None:
    stranger.sign_in("amara", "wrong wrong wrong", status=403)
    for _ in range(4):
        stranger.post("/login", name="amara", password=PASSWORD)
        stranger.post("/login/code", 403, code="000000")
    stranger.sign_in("amara", PASSWORD, status=403)
    stranger.post("/login/code", 403, code=PHONES["amara"].code(clock()))
    clock.tick(minutes=15, seconds=1)
    assert "Who needs you now" in stranger.sign_in("amara")


def test_the_password_again_gives_no_new_tries_at_the_code(
    amara: Browser, stranger: Browser
) -> None:
    for _ in range(5):
        stranger.post("/login", name="amara", password=PASSWORD)
        stranger.post("/login/code", 403, code="000000")
    stranger.sign_in("amara", PASSWORD, status=403)


def test_of_two_who_enrol_at_once_the_first_wins(
    bea: Browser, new_browser: Callable[[], Browser], clock: Clock
) -> None:
    other = new_browser()
    late = Phone(key_on(other.post("/login", name="bea", password=PASSWORD)))
    bea.post("/login/code", code=Phone(key_on(bea.get("/login/code"))).code(clock()))
    other.post("/login/code", 403, code=late.code(clock()))
    assert "Sign out" not in other.get("/account")


def test_a_reset_ends_the_sessions_and_lets_her_enrol_anew(
    amara: Browser, accounts: Accounts
) -> None:
    before = PHONES["amara"].secret
    accounts.reset_code("amara")
    assert "Sign in" in amara.get("/")
    assert "Who needs you now" in amara.sign_in("amara")
    assert PHONES["amara"].secret != before
    with pytest.raises(AccountError, match="no clinician"):
        accounts.reset_code("nobody")


def test_nobody_disabled_gets_past_the_code(bea: Browser, accounts: Accounts, clock: Clock) -> None:
    phone = Phone(key_on(bea.get("/login/code")))
    accounts.disable("bea")
    bea.post("/login/code", code=phone.code(clock()))
    assert "Sign out" not in bea.get("/account")


def test_signing_in_gives_a_new_token(bea: Browser, clock: Clock, tmp_path: Path) -> None:
    half = bea.client.cookies["backstay"]
    bea.post("/login/code", code=Phone(key_on(bea.get("/login/code"))).code(clock()))
    assert bea.client.cookies["backstay"] != half
    rows = sqlite3.connect(tmp_path / "clinic.db").execute("select * from half_open").fetchall()
    assert rows == []
