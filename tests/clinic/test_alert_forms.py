"""The closed loop: raised, taken on, acted on, closed with a note, by named clinicians."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from clinic.app import create_app
from clinic.entry.accounts import Accounts
from records.events import AlertEscalated, Draft, Event
from records.sqlite_store import SqliteStore
from tests.clinic.browser import SAME_SITE, Browser, Clock
from tests.clinic.simulated_people import NOW, NUMBNESS, Scribe

EVERY = ("open", "acknowledged", "closed")


@pytest.fixture
def her(store: SqliteStore) -> Scribe:
    return Scribe(store, "a").onboard(weeks=6)


@pytest.fixture
def alert(her: Scribe) -> str:
    return her.alert("emergency", "cauda_equina", NUMBNESS, "numb", NOW)


def test_taking_an_alert_on_and_closing_it(
    store: SqliteStore, amara: Browser, her: Scribe, alert: str
) -> None:
    page = amara.act(f"/alerts/{alert}/acknowledge")
    assert "You have taken this alert on." in page and "<b>Dr Amara</b>" in page
    assert "You have taken this alert on." in amara.act(f"/alerts/{alert}/acknowledge")
    assert store.alerts(her.id)[0].clinician == "amara"
    page = amara.act(f"/alerts/{alert}/close", note="Called her, ambulance on its way <b>")
    assert "ambulance on its way &lt;b&gt;" in page and "Closed alerts (1)" in page
    (closed,) = store.alerts(her.id, states=EVERY)  # type: ignore[arg-type]
    assert (closed.state, closed.clinician) == ("closed", "amara")
    assert closed.note == "Called her, ambulance on its way <b>"
    assert store.verify().intact


def test_closing_needs_a_note_and_keeps_a_long_one_in_the_form(
    store: SqliteStore, amara: Browser, her: Scribe, alert: str
) -> None:
    for note in ("", "   \n"):
        page = amara.act(f"/alerts/{alert}/close", 422, note=note)
        assert "only with a note" in page
    page = amara.act(f"/alerts/{alert}/close", 422, note="y" * 2001)
    assert "2001 characters" in page and "y" * 2001 in page
    assert store.alerts(her.id)[0].state == "open"


def test_the_second_of_two_clinicians_learns_who_was_first(
    store: SqliteStore, signed_in: Callable[[str], Browser], her: Scribe, alert: str
) -> None:
    amara, bea = signed_in("amara"), signed_in("bea")
    amara.act(f"/alerts/{alert}/acknowledge")
    page = bea.act(f"/alerts/{alert}/acknowledge")
    assert "A colleague took this alert on before you" in page and "<b>Dr Amara</b>" in page
    assert len(store.read(her.id, kinds={"alert_acknowledged"})) == 1
    bea.act(f"/alerts/{alert}/close", note="done")
    page = amara.act(f"/alerts/{alert}/close", 409, note="done too, and this")
    assert "Dr Bea closed this alert before you; your note was not saved" in page
    assert "You wrote: " in page and "done too, and this" in page
    page = amara.act(f"/alerts/{alert}/acknowledge")
    assert "before you" in page
    assert len(store.read(her.id, kinds={"alert_closed", "alert_acknowledged"})) == 2


@pytest.mark.parametrize("action", ["acknowledge", "act", "close"])
def test_if_she_is_erased_in_that_moment_there_is_nothing_to_act_on(
    store: SqliteStore,
    amara: Browser,
    her: Scribe,
    alert: str,
    action: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    append = store.append

    def too_late(participant: str | None, *drafts: Draft) -> list[Event]:
        store.forget(her.id)
        return append(participant, *drafts)

    monkeypatch.setattr(store, "append", too_late)
    assert "Not found" in amara.act(f"/alerts/{alert}/{action}", 404, note="called her")


def test_at_the_same_moment_one_of_them_wins(
    store: SqliteStore, signed_in: Callable[[str], Browser], her: Scribe, alert: str
) -> None:
    browsers = [signed_in(name) for name in ("amara", "bea", "cato", "dina")]
    tokens = [browser.token() for browser in browsers]
    with ThreadPoolExecutor(4) as pool:
        pages = list(
            pool.map(
                lambda pair: pair[0].post(f"/alerts/{alert}/acknowledge", token=pair[1]),
                zip(browsers, tokens, strict=True),
            )
        )
    assert sum("You have taken this alert on." in page for page in pages) == 1
    assert len(store.read(her.id, kinds={"alert_acknowledged"})) == 1


def test_the_page_says_what_closing_does(store: SqliteStore, amara: Browser) -> None:
    for tier, flag, words in (
        ("emergency", "clot", "no advice, plan or check-in until this is closed"),
        ("urgent", "clot", "paused her exercises and check-ins until this is closed"),
        ("review", "asked_for_person", "Coaching goes on as usual"),
    ):
        person = Scribe(store, tier).onboard(weeks=6)
        person.alert(tier, flag, "some words", "words", NOW)
        page = " ".join(amara.get(f"/participants/{person.id}").split())
        assert words in page
        assert ("Closing lifts the coach's pause" in page) is (tier != "review")


def test_what_was_done_is_noted_as_often_as_needed(
    store: SqliteStore, amara: Browser, signed_in: Callable[[str], Browser], alert: str, her: Scribe
) -> None:
    amara.act(f"/alerts/{alert}/acknowledge")
    amara.act(f"/alerts/{alert}/act", note="Rang her,\r\nno answer <i>", form_id="1")
    page = signed_in("bea").act(f"/alerts/{alert}/act", note="Rang her husband", form_id="2")
    assert "Your note is kept with the alert." in page
    assert "Rang her,\nno answer &lt;i&gt;" in page
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert re.search(
        r"Taken on by Dr Amara\. .* Acted on by Dr Amara\. .* Acted on by Dr Bea\.", words
    )
    (kept,) = store.alerts(her.id)
    assert (kept.state, kept.clinician) == ("acknowledged", "amara")


def test_a_form_sent_twice_leaves_one_note(
    store: SqliteStore, amara: Browser, alert: str, her: Scribe
) -> None:
    for _ in range(2):
        amara.act(f"/alerts/{alert}/act", note="Rang her", form_id="f" * 32)
    assert len(store.read(her.id, kinds={"alert_acted"})) == 1
    for _ in range(2):
        assert "your note is kept" in amara.act(f"/alerts/{alert}/close", note="All well")
    assert len(store.read(her.id, kinds={"alert_closed"})) == 1


@pytest.mark.parametrize("way", ["act", "close"])
def test_whoever_acts_on_an_alert_or_closes_it_has_taken_it_on(
    store: SqliteStore, amara: Browser, alert: str, her: Scribe, way: str
) -> None:
    amara.act(f"/alerts/{alert}/{way}", note="Rang her")
    (found,) = store.alerts(her.id, states=EVERY)  # type: ignore[arg-type]
    assert found.clinician == "amara" and found.acknowledged_at == NOW


def test_acting_needs_a_note_that_is_not_too_long(
    store: SqliteStore, amara: Browser, her: Scribe, alert: str
) -> None:
    assert "only with a note" in amara.act(f"/alerts/{alert}/act", 422, note=" \r\n ")
    page = amara.act(f"/alerts/{alert}/act", 422, note="y" * 2001)
    assert "2001 characters" in page and "y" * 2001 in page
    assert "Your note is kept" in amara.act(f"/alerts/{alert}/act", note="\r\n".join("y" * 1000))
    assert len(store.read(her.id, kinds={"alert_acted"})) == 1


def test_acting_on_a_closed_alert_loses_nothing(
    store: SqliteStore, amara: Browser, signed_in: Callable[[str], Browser], alert: str, her: Scribe
) -> None:
    signed_in("bea").act(f"/alerts/{alert}/close", note="done")
    page = amara.act(f"/alerts/{alert}/act", 409, note="Saw her <b>")
    assert "Dr Bea closed this alert before you; your note was not saved" in page
    assert "Saw her &lt;b&gt;" in page and '<details class="closed" open>' in page
    assert not store.read(her.id, kinds={"alert_acted"})


def test_two_close_it_at_the_same_moment_and_both_know_who_did(
    store: SqliteStore, signed_in: Callable[[str], Browser], her: Scribe, alert: str
) -> None:
    browsers = {name: signed_in(name) for name in ("amara", "bea")}
    tokens = {name: browser.token() for name, browser in browsers.items()}
    with ThreadPoolExecutor(2) as pool:
        answers = dict(
            pool.map(
                lambda name: (
                    name,
                    browsers[name].client.post(
                        f"/alerts/{alert}/close",
                        data={"token": tokens[name], "note": f"by {name}"},
                        headers=SAME_SITE,
                    ),
                ),
                browsers,
            )
        )
    assert sorted(answer.status_code for answer in answers.values()) == [200, 409]
    (closed,) = store.alerts(her.id, states=EVERY)  # type: ignore[arg-type]
    assert closed.note == f"by {closed.clinician}"
    assert answers[closed.clinician or ""].status_code == 200


def test_the_link_of_a_mail_leads_to_the_alert(
    amara: Browser, stranger: Browser, her: Scribe, alert: str
) -> None:
    answer = amara.client.get(f"/alerts/{alert}", follow_redirects=False)
    assert answer.headers["location"] == f"/participants/{her.id}#alert-{alert}"
    assert f'id="alert-{alert}"' in amara.get(f"/alerts/{alert}")
    amara.get(f"/alerts/{her.says('hello', NOW)}", 404)
    assert "Sign in" in stranger.get(f"/alerts/{alert}")


def test_the_card_says_that_people_were_told(
    store: SqliteStore, amara: Browser, her: Scribe, alert: str
) -> None:
    for minutes, step, how in ((0, 1, "email"), (10, 2, "email"), (10, 2, "webhook")):
        at = NOW + timedelta(minutes=minutes)
        store.append(her.id, Draft(AlertEscalated(alert, step, how), at))  # type: ignore[arg-type]
    page = " ".join(amara.get(f"/participants/{her.id}").split())
    assert "so people were told by e-mail and webhook, 3 times until" in page
    assert "Nobody has taken it on yet" in page
    amara.act(f"/alerts/{alert}/acknowledge")
    page = " ".join(amara.get(f"/participants/{her.id}").split())
    assert page.index("people were told") < page.index("Taken on by <b>Dr Amara</b>")


def test_who_has_no_role_for_it_finds_no_alert(
    store: SqliteStore, signed_in: Callable[..., Browser], her: Scribe, alert: str
) -> None:
    rho = signed_in("rho", "auditor", "admin")
    rho.get(f"/alerts/{alert}", 404)
    for step in ("acknowledge", "act", "close"):
        rho.act(f"/alerts/{alert}/{step}", 404, note="x")
    assert store.alerts(her.id)[0].state == "open"


def test_the_panel_says_when_nobody_would_be_told(
    store: SqliteStore, accounts: Accounts, clock: Clock, amara: Browser
) -> None:
    notice = "Nobody is told when an alert waits."
    assert notice not in amara.get("/")
    app = create_app(store, accounts, clock=clock, secure_cookies=False, escalates=False)
    browser = Browser(app, clock)
    browser.client.cookies = amara.client.cookies
    assert notice in browser.get("/")
