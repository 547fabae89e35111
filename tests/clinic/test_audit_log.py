"""What is asked for is written down, by whom and with what outcome; and nobody rewrites it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette

from clinic.entry.accounts import Accounts
from clinic.entry.audit import Entry
from records.sqlite_store import SqliteStore
from records.store import StoreError
from tests.clinic.browser import PASSWORD, PHONES, SAME_SITE, Browser, Clock
from tests.clinic.simulated_people import NOW, NUMBNESS, Scribe


@pytest.fixture
def her(store: SqliteStore) -> Scribe:
    return Scribe(store, "a").onboard(weeks=6)


def newest(accounts: Accounts, count: int = 1) -> list[tuple[str, ...]]:
    """The latest entries, oldest first, in short."""
    rows = accounts.audit.entries(limit=count)
    return [(e.who, e.verb, e.outcome, e.detail) for e in reversed(rows)]


def test_reading_her_page_and_her_conversation_is_logged(
    accounts: Accounts, amara: Browser, her: Scribe
) -> None:
    message = her.says("hello", NOW)
    amara.get(f"/participants/{her.id}")
    amara.get(f"/participants/{her.id}/messages/{message}")
    conversation, page = accounts.audit.entries(limit=2)
    assert (page.who, page.verb, page.participant, page.outcome) == (
        "amara", "see_participant", her.id, "allowed",
    )  # fmt: skip
    assert (conversation.verb, conversation.object) == ("see_conversation", message)
    assert page.at == NOW


def test_acting_on_an_alert_names_alert_and_participant(
    accounts: Accounts, amara: Browser, her: Scribe
) -> None:
    alert = her.alert("emergency", "cauda_equina", NUMBNESS, "numb", NOW)
    amara.act(f"/alerts/{alert}/close", 422, note="")
    failed, asked = accounts.audit.entries(limit=2)
    for entry in (failed, asked):
        assert (entry.verb, entry.participant, entry.object) == ("close_alert", her.id, alert)
    assert (asked.outcome, failed.outcome, failed.detail) == ("allowed", "failed", "bad input")


def test_of_two_who_take_an_alert_on_the_second_is_a_conflict(
    accounts: Accounts, amara: Browser, signed_in: Callable[..., Browser], her: Scribe
) -> None:
    alert = her.alert("emergency", "cauda_equina", NUMBNESS, "numb", NOW)
    bea = signed_in("bea")
    amara.act(f"/alerts/{alert}/acknowledge")
    bea.act(f"/alerts/{alert}/acknowledge")
    assert accounts.audit.entries(outcome="failed")[0].detail == "conflict"


def test_signing_in_and_every_way_of_failing_to(
    accounts: Accounts, amara: Browser, stranger: Browser
) -> None:
    assert newest(accounts, 3)[:2] == [
        ("amara", "sign_in", "allowed", "password"),
        ("amara", "sign_in", "allowed", "enrolled"),
    ]
    stranger.sign_in("amara", "wrong wrong wrong", status=403)
    stranger.sign_in("my secret password", "x", status=403)
    known, unknown = newest(accounts, 2)
    assert known == ("amara", "sign_in", "refused", "password")
    assert unknown[0].startswith("unknown:") and "secret" not in str(unknown)
    stranger.post("/login", name="amara", password=PASSWORD)
    stranger.post("/login/code", 403, code="000000")
    assert newest(accounts) == [("amara", "sign_in", "refused", "code")]


def test_refusals_are_logged(
    accounts: Accounts, amara: Browser, stranger: Browser, her: Scribe
) -> None:
    stranger.get(f"/participants/{her.id}")
    assert newest(accounts) == [("", "see_participant", "refused", "not signed in")]
    amara.get("/audit", 403)
    assert newest(accounts) == [("amara", "see_audit", "refused", "role")]
    amara.client.post("/logout", headers={"sec-fetch-site": "cross-site"})
    assert newest(accounts) == [("amara", "sign_out", "refused", "foreign form")]
    amara.post("/logout", 403)
    assert newest(accounts) == [("amara", "sign_out", "refused", "foreign form")]
    amara.client.post("/logout", content=b"\xff%", headers=SAME_SITE)
    assert newest(accounts) == [("amara", "sign_out", "refused", "unreadable form")]
    amara.get(f"/participants/{'0' * 32}", 404)
    assert newest(accounts) == [("amara", "see_participant", "failed", "not found")]


def test_an_error_of_ours_is_logged_by_its_kind(
    accounts: Accounts, store: SqliteStore, amara: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("her secret words")

    monkeypatch.setattr(store, "participant", broken)
    amara.get("/participants/someone", 500)
    assert newest(accounts) == [("amara", "see_participant", "failed", "RuntimeError")]


def test_what_cannot_be_logged_is_not_served(
    store: SqliteStore, amara: Browser, stranger: Browser, her: Scribe, tmp_path: Path
) -> None:
    alert = her.alert("emergency", "cauda_equina", NUMBNESS, "numb", NOW)
    token = amara.token()
    with sqlite3.connect(tmp_path / "clinic.db") as db:
        db.execute(
            "create trigger full before insert on audit begin select raise(abort, 'full'); end"
        )
    stranger.sign_in("amara", PASSWORD, status=500)
    assert not stranger.client.cookies, "nobody is let in either"
    page = amara.get(f"/participants/{her.id}", 500)
    assert "report error" in page and her.alias not in page
    amara.post(f"/alerts/{alert}/acknowledge", 500, token=token)
    assert store.alerts(her.id)[0].state == "open", "nor is anything changed"


def test_nothing_is_changed_removed_or_replaced(
    accounts: Accounts, amara: Browser, tmp_path: Path
) -> None:
    amara.get("/")
    db = sqlite3.connect(tmp_path / "clinic.db")
    for sql in (
        "update audit set who = 'bea'",
        "delete from audit",
        "insert or replace into audit select seq, at, 'bea', verb, participant, object, outcome,"
        " detail, prev, hash from audit",
        "update glass set reason = ''",
        "delete from glass",
    ):
        if "glass" in sql:
            accounts.glass.break_for("amara", "someone", "a good reason", NOW)
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(sql)
        db.rollback()
    assert accounts.audit.verify().intact


@pytest.mark.parametrize(
    "sql",
    [
        "update audit set outcome = 'allowed' where seq = 2",
        "update audit set at = '2026-01-01T00:00:00.000000+00:00' where seq = 2",
        "delete from audit where seq = 2",
    ],
)
def test_a_change_from_outside_breaks_the_chain(
    sql: str, accounts: Accounts, stranger: Browser, tmp_path: Path
) -> None:
    for _ in range(3):
        stranger.sign_in("nobody", status=403)
    before = accounts.audit.verify()
    assert before.intact and before.rows == 3
    with sqlite3.connect(tmp_path / "clinic.db") as db:
        for what in ("update", "delete"):
            db.execute(f"drop trigger audit_no_{what}")
        db.execute(sql)
    assert not accounts.audit.verify().intact
    with pytest.raises(StoreError, match="has lost its append-only guards"):
        Accounts(tmp_path / "clinic.db")


def test_two_processes_write_one_chain(accounts: Accounts, tmp_path: Path) -> None:
    other = Accounts(tmp_path / "clinic.db")
    for log in (accounts.audit, other.audit, accounts.audit):
        log.write(NOW, "amara", "see_panel", "allowed")
    assert other.audit.verify().rows == 3 and other.audit.verify().intact


def test_text_in_an_address_is_not_kept(accounts: Accounts, amara: Browser) -> None:
    amara.get("/participants/<script>alert('x')%0anew line</script>".replace("/s", "%2fs"), 404)
    amara.get("/participants/she%20wrote%20that%20she%20hurts", 404)
    for entry in accounts.audit.entries(limit=2):
        assert entry.participant.startswith("unknown:"), entry


def rows(browser: Browser, query: str = "") -> int:
    page = browser.get(f"/audit{query}")
    return page.count("<tr>") - 1 - page.count("Nothing matches")


def test_the_page_filters_and_turns_over(
    accounts: Accounts, signed_in: Callable[..., Browser], her: Scribe
) -> None:
    auditor = signed_in("otto", "auditor")
    for number in range(230):
        who = "amara" if number % 2 else "bea"
        accounts.audit.write(
            NOW + timedelta(seconds=number), who, "see_participant",
            "refused" if number < 20 else "allowed", participant=her.id if number < 30 else "",
        )  # fmt: skip
    assert rows(auditor) == 100
    older = auditor.get("/audit").split('href="/audit?')[-1].split('"')[0]
    assert "before=" in older and rows(auditor, "?" + older.replace("&amp;", "&")) == 100
    assert rows(auditor, f"?participant={her.id}") == 30
    assert rows(auditor, "?who=amara&outcome=refused") == 10
    assert rows(auditor, "?verb=sign_in") == 2
    assert rows(auditor, "?who=nobody&before=x") == 0
    assert rows(auditor, "?before=99999999999999999999999") == 100
    assert rows(auditor, "?who=%27;drop table audit") == 0


def test_leads_and_auditors_read_it_and_reading_it_is_logged(
    accounts: Accounts, signed_in: Callable[..., Browser]
) -> None:
    for name, role in (("lea", "lead"), ("otto", "auditor")):
        assert "Audit log" in signed_in(name, role).get("/audit")
        assert newest(accounts) == [(name, "see_audit", "allowed", "")]


def test_account_changes_say_what_was_done(
    accounts: Accounts, signed_in: Callable[..., Browser]
) -> None:
    ada = signed_in("ada", "admin")
    signed_in("bea")
    ada.act("/accounts/bea", change="reset_code")
    done, asked = _matching(accounts, "manage_accounts")[1:3]
    assert (done.object, done.detail, asked.object) == ("bea", "reset code", "bea")


def _matching(accounts: Accounts, verb: str) -> list[Entry]:
    return accounts.audit.entries(verb=verb)


def test_no_password_token_or_words_are_in_it(
    app: Starlette, amara: Browser, her: Scribe, tmp_path: Path, clock: Clock
) -> None:
    alert = her.alert("emergency", "cauda_equina", NUMBNESS, "numb", NOW)
    amara.act(f"/alerts/{alert}/close", note="Rang her; she is in hospital.")
    rows = sqlite3.connect(tmp_path / "clinic.db").execute("select * from audit").fetchall()
    for secret in (
        PASSWORD, amara.client.cookies["backstay"], PHONES["amara"].secret, "hospital", "numb",
    ):  # fmt: skip
        assert secret not in str(rows)
