"""Her own account: the sessions she sees and ends, and a new password."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from clinic.entry.accounts import Accounts
from clinic.entry.agents import short_agent
from tests.clinic.browser import PASSWORD, PHONES, Browser, Clock

NEW = "quite another set of words"


def ids(page: str) -> list[str]:
    return re.findall(r"/account/sessions/(\w+)/end", page)


def test_she_sees_where_she_is_signed_in_and_ends_one(
    amara: Browser, stranger: Browser, clock: Clock
) -> None:
    stranger.client.headers["user-agent"] = "Mozilla/5.0 (X11; Linux) Gecko/2010 Firefox/140.0"
    stranger.sign_in("amara")
    clock.tick(minutes=12)
    page = amara.get("/account")
    assert "Firefox on Linux" in page and "12 min ago" in page and "This one" in page
    (other,) = ids(page)
    assert "That session is ended" in amara.act(f"/account/sessions/{other}/end")
    assert "Sign in" in stranger.get("/") and "Sign out" in amara.get("/account")


def test_she_signs_out_everywhere_else(amara: Browser, new_browser: Callable[[], Browser]) -> None:
    others = [new_browser() for _ in range(2)]
    for other in others:
        other.sign_in("amara")
    assert "everywhere else" in amara.act("/account/end-other-sessions")
    assert ids(amara.get("/account")) == []
    assert all("Sign out" not in other.get("/account") for other in others)


def test_nobody_ends_the_session_of_another(
    amara: Browser, signed_in: Callable[..., Browser], accounts: Accounts, clock: Clock
) -> None:
    signed_in("bea")
    (hers,) = accounts.sessions.of("bea", "", clock())
    unknown = amara.act(f"/account/sessions/{'0' * 16}/end", 404)
    assert amara.act(f"/account/sessions/{hers.id}/end", 404) == unknown
    assert len(accounts.sessions.of("bea", "", clock())) == 1


def test_a_new_password_takes_the_old_one_and_a_code_and_ends_the_other_sessions(
    amara: Browser, stranger: Browser, clock: Clock
) -> None:
    stranger.sign_in("amara")
    before = amara.client.cookies["backstay"]
    code = PHONES["amara"].code(clock())
    fields = {"old": PASSWORD, "password": NEW, "again": NEW, "code": code}
    assert "Your password is changed" in amara.act("/account/password", **fields)
    assert amara.client.cookies["backstay"] != before
    assert "Sign out" not in stranger.get("/account")
    clock.tick(minutes=1)
    stranger.sign_in("amara", PASSWORD, status=403)
    assert "Who needs you now" in stranger.sign_in("amara", NEW)


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"old": "not the old one"}, 403, "old password or the code"),
        ({"code": "000000"}, 403, "old password or the code"),
        ({"again": "something else"}, 422, "not the same"),
        ({"password": "short", "again": "short"}, 422, "at least 12"),
    ],
)
def test_a_bad_form_changes_nothing(
    fields: dict[str, str], status: int, words: str, amara: Browser, clock: Clock, stranger: Browser
) -> None:
    whole = {"old": PASSWORD, "password": NEW, "again": NEW, "code": PHONES["amara"].code(clock())}
    assert words in amara.act("/account/password", status, **{**whole, **fields})
    clock.tick(minutes=1)
    assert "Who needs you now" in stranger.sign_in("amara")


def test_guessing_the_old_password_in_a_stolen_session_locks_out(
    amara: Browser, clock: Clock
) -> None:
    fields = {"password": NEW, "again": NEW, "code": "000000"}
    for _ in range(5):
        amara.act("/account/password", 403, old="a guess of mine", **fields)
    right = {**fields, "old": PASSWORD, "code": PHONES["amara"].code(clock())}
    amara.act("/account/password", 403, **right)


@pytest.mark.parametrize(
    ("header", "short"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537", "Chrome on Android"),
        ("<script>alert(1)</script>", "Another browser"),
        ("", "Another browser"),
    ],
)
def test_a_browser_in_a_word_or_two(header: str, short: str) -> None:
    assert short_agent(header) == short
