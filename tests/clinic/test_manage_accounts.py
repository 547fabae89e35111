"""Accounts in the hands of an admin: invitations, roles, disabling, and the last admin."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

import pytest

from clinic.entry.accounts import Accounts
from tests.clinic.browser import PASSWORD, SAME_SITE, Browser, Clock

CODE = re.compile(r'class="key">([0-9a-f-]{24})<')


@pytest.fixture
def admin(signed_in: Callable[..., Browser]) -> Browser:
    return signed_in("ada", "lead", "admin")


def invite(admin: Browser, name: str = "bea", *roles: str) -> str:
    chosen = {f"role_{role}": "yes" for role in roles or ("clinician",)}
    page = admin.act("/accounts", name=name, display_name="Dr Bea", **chosen)
    found = CODE.search(page)
    assert found, page
    return found[1]


def accept(browser: Browser, code: str, status: int = 200, password: str = PASSWORD) -> str:
    return browser.post("/invitation", status, code=code, password=password, again=password)


def test_an_invited_person_sets_her_own_password_and_second_factor(
    admin: Browser, stranger: Browser
) -> None:
    code = invite(admin, "Bea", "auditor")
    assert "Invited" in admin.get("/accounts") and code not in admin.get("/accounts")
    stranger.sign_in("bea", "", status=403)
    assert "Your account is ready" in accept(stranger, code)
    assert "Audit log" in stranger.sign_in("bea")
    assert "not valid" in accept(stranger, code, 422)


def test_an_invitation_lasts_a_day_and_a_new_one_replaces_it(
    admin: Browser, stranger: Browser, clock: Clock
) -> None:
    first = invite(admin)
    second = CODE.search(admin.act("/accounts/bea", change="invite"))
    assert second
    assert "not valid" in accept(stranger, first, 422)
    clock.tick(hours=24)
    assert "not valid" in accept(stranger, second[1], 422)


def test_a_new_invitation_takes_the_old_password_and_the_sessions_away(
    admin: Browser, signed_in: Callable[..., Browser], stranger: Browser, clock: Clock
) -> None:
    bea = signed_in("bea")
    page = admin.act("/accounts/bea", change="invite")
    assert "Sign in" in bea.get("/")
    stranger.sign_in("bea", status=403)
    found = CODE.search(page)
    assert found
    assert "easy to guess" in accept(stranger, found[1], 422, "password1234")
    accept(stranger, found[1])
    clock.tick(minutes=1)
    assert "Who needs you now" in stranger.sign_in("bea"), "her phone is still hers"


def test_new_roles_end_her_sessions_and_show_in_her_menu(
    admin: Browser, signed_in: Callable[..., Browser]
) -> None:
    bea = signed_in("bea")
    assert 'href="/audit"' not in bea.get("/")
    admin.act("/accounts/bea", change="roles", role_auditor="yes", role_nonsense="yes")
    assert "Sign in" in bea.get("/")
    page = bea.sign_in("bea")
    assert 'href="/audit"' in page and 'href="/questions"' not in page
    assert "one role or more" in admin.act("/accounts/bea", 422, change="roles")


def test_disabling_and_enabling(
    admin: Browser, signed_in: Callable[..., Browser], accounts: Accounts, clock: Clock
) -> None:
    bea = signed_in("bea")
    assert "disabled and signed out" in admin.act("/accounts/bea", change="disable")
    assert "Sign in" in bea.get("/")
    bea.sign_in("bea", status=403)
    admin.act("/accounts/bea", change="enable")
    assert "Who needs you now" in bea.sign_in("bea")
    admin.act("/accounts/bea", change="reset_code")
    assert "No second factor yet" in admin.get("/accounts")


def test_the_last_admin_stays_one(admin: Browser, signed_in: Callable[..., Browser]) -> None:
    for fields in ({"change": "disable"}, {"change": "roles", "role_lead": "yes"}):
        assert "nobody who can manage" in admin.act("/accounts/ada", 422, **fields)
    assert "Accounts" in admin.get("/accounts")
    signed_in("bea", "admin")
    assert "Sign in" in admin.act("/accounts/ada", change="disable")


def test_what_is_not_an_account_or_a_change_is_not_found(admin: Browser) -> None:
    assert admin.act("/accounts/nobody", 404, change="disable") == admin.act(
        "/accounts/ada", 404, change="promote"
    )


def test_a_taken_name_and_no_role_are_told_and_the_form_is_kept(admin: Browser) -> None:
    page = admin.act("/accounts", 422, name="ada", display_name="Another", role_lead="yes")
    assert "already" in page and 'value="Another"' in page
    assert "one role" in admin.act("/accounts", 422, name="bea", display_name="Bea")


def test_the_first_account_leads_and_manages(
    accounts: Accounts, stranger: Browser, clock: Clock
) -> None:
    code = accounts.setup_code(clock())
    assert code
    fields = {"name": "ada", "display_name": "Ada", "password": PASSWORD, "again": PASSWORD}
    assert "not valid" in accept(stranger, code, 422), "a set-up code is no invitation"
    stranger.post("/setup", code=code, **fields)
    (ada,) = accounts.clinicians()
    assert ada.roles == {"lead", "admin"}


def test_no_secret_is_in_a_log_line_or_an_address(
    admin: Browser, stranger: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        code = invite(admin)
        form = {"token": admin.token(), "change": "invite"}
        answer = admin.client.post("/accounts/bea", data=form, headers=SAME_SITE)
        addresses = [answer.url, *(one.url for one in answer.history)]
        accept(stranger, code, 422)
        stranger.sign_in("bea", "a secret of mine", status=403)
    secrets = [code, "a secret of mine", PASSWORD, admin.client.cookies["backstay"], admin.token()]
    for secret in secrets:
        assert secret not in caplog.text and secret not in str(addresses)
