"""The closed loop: raised, taken on, closed with a note, by named clinicians."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from records.sqlite_store import SqliteStore
from tests.clinic.browser import Browser
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
    page = amara.act(f"/alerts/{alert}/close", note="done too")
    assert "your note was not saved" in page
    page = amara.act(f"/alerts/{alert}/acknowledge")
    assert "before you" in page
    assert len(store.read(her.id, kinds={"alert_closed", "alert_acknowledged"})) == 2


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
