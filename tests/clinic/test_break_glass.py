"""Broken glass: one participant, one hour, a reason, and everybody who should know does."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

import pytest

from clinic.entry.accounts import Accounts
from records.sqlite_store import SqliteStore
from tests.clinic.browser import Browser, Clock
from tests.clinic.simulated_people import NOW, NUMBNESS, Scribe

REASON = "Her <b>team</b> can't be reached and she rang the ward"
SHOWN = "Her &lt;b&gt;team&lt;/b&gt; can&#39;t be reached and she rang the ward"


@pytest.fixture
def her(store: SqliteStore) -> Scribe:
    return Scribe(store, "a").onboard(weeks=6)


@pytest.fixture
def rosa(signed_in: Callable[..., Browser]) -> Browser:
    return signed_in("rosa", "researcher")


def without(page: str, *ids: str) -> str:
    """The page without the ids, which its address has, and the session's token."""
    page = re.sub(r'value="[0-9a-f]{64}"', "", page)
    for one in ids:
        page = page.replace(one, "ID")
    return page


def test_until_a_reason_is_given_every_id_gets_the_same_answer(rosa: Browser, her: Scribe) -> None:
    nobody = "0" * 32
    hers, noone = (rosa.get(f"/participants/{one}", 404) for one in (her.id, nobody))
    assert "Break the glass" in hers and her.alias not in hers
    assert without(hers, her.id) == without(noone, nobody)
    hers, noone = (rosa.get(f"/participants/{one}/break-glass") for one in (her.id, nobody))
    assert without(hers, her.id) == without(noone, nobody) and her.alias not in hers
    hers, noone = (
        rosa.act(f"/participants/{one}/break-glass", 422, reason="too short")
        for one in (her.id, nobody)
    )
    assert "reason of 10 to" in hers and without(hers, her.id) == without(noone, nobody)
    rosa.act(f"/participants/{nobody}/break-glass", 404, reason=REASON)
    assert her.alias not in rosa.get(f"/participants/{her.id}", 404)


def test_it_opens_one_participant_for_one_hour(
    rosa: Browser, her: Scribe, store: SqliteStore, clock: Clock
) -> None:
    other = Scribe(store, "b").onboard(weeks=3)
    message = her.says("hello", NOW)
    before = rosa.client.cookies["backstay"]
    page = rosa.act(f"/participants/{her.id}/break-glass", reason=REASON)
    assert her.alias in page and "until 15:00 UTC" in page and SHOWN in page
    assert rosa.client.cookies["backstay"] != before, "she may do more: a new token"
    rosa.get(f"/participants/{her.id}/messages/{message}")
    rosa.get(f"/participants/{other.id}", 404)
    rosa.get("/", 403)
    rosa.get("/questions", 403)
    for _ in range(3):
        clock.tick(minutes=19)
        rosa.get(f"/participants/{her.id}")
    clock.tick(minutes=3)
    rosa.get(f"/participants/{her.id}", 404)


def test_it_lets_her_act_on_that_participants_alerts_only(
    rosa: Browser, her: Scribe, store: SqliteStore
) -> None:
    other = Scribe(store, "b").onboard(weeks=3)
    hers, others = (
        one.alert("emergency", "cauda_equina", NUMBNESS, "numb", NOW) for one in (her, other)
    )
    rosa.act(f"/alerts/{hers}/acknowledge", 404)
    rosa.act(f"/participants/{her.id}/break-glass", reason=REASON)
    assert "You have taken this alert on." in rosa.act(f"/alerts/{hers}/acknowledge")
    rosa.act(f"/alerts/{others}/acknowledge", 404)
    rosa.act(f"/alerts/{hers}/close", 404, note="not hers to close")
    assert store.alerts(other.id)[0].state == "open"
    page = rosa.get(f"/participants/{her.id}")
    assert f"/alerts/{hers}/act" in page
    for closed in ("/close", "/correct", "/owner", "/export/"):
        assert closed not in page, "nothing is offered that would be refused"


def test_her_clinicians_and_the_leads_see_it(
    rosa: Browser, her: Scribe, amara: Browser, signed_in: Callable[..., Browser], clock: Clock
) -> None:
    rosa.act(f"/participants/{her.id}/break-glass", reason=REASON)
    page = amara.get(f"/participants/{her.id}")
    assert "Broken glass." in page and "Dr Rosa</bdi> may see" in page and SHOWN in page
    lea = signed_in("lea", "lead")
    page = lea.get("/audit")
    assert "Broken glass in the last 7 days" in page and "Dr Rosa" in page and SHOWN in page
    clock.tick(hours=1)
    amara.sign_in("amara")
    assert "Broken glass." not in amara.get(f"/participants/{her.id}")
    clock.tick(days=7)
    lea.sign_in("lea")
    assert "Broken glass in" not in lea.get("/audit")


def test_it_is_audited_and_the_reason_is_bound_to_the_log(
    rosa: Browser, her: Scribe, accounts: Accounts
) -> None:
    rosa.act(f"/participants/{her.id}/break-glass", reason=REASON)
    done = accounts.audit.entries(verb="break_glass")[0]
    assert (done.who, done.participant, done.outcome) == ("rosa", her.id, "allowed")
    assert re.fullmatch(r"reason [0-9a-f]{16}", done.detail)


def test_a_glass_is_its_breakers_own(
    rosa: Browser, her: Scribe, signed_in: Callable[..., Browser]
) -> None:
    rosa.act(f"/participants/{her.id}/break-glass", reason=REASON)
    ron = signed_in("ron", "researcher")
    page = ron.get(f"/participants/{her.id}", 404)
    assert "Broken glass." not in page


def test_a_reason_that_was_reworded_is_found(
    rosa: Browser, her: Scribe, accounts: Accounts
) -> None:
    rosa.act(f"/participants/{her.id}/break-glass", reason=REASON)
    assert accounts.glass.not_as_noted() == []
    with sqlite3.connect(accounts.path) as db:
        db.execute("drop trigger glass_no_update")
        db.execute("update glass set reason = 'she asked me to'")
    assert [broken.who for broken in accounts.glass.not_as_noted()] == ["rosa"]
