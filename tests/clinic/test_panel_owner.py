"""Who looks after her: chosen on her page, seen on the panel, and never overwritten unseen."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from clinic.entry.accounts import Accounts
from records.events import OwnerChanged
from records.sqlite_store import SqliteStore
from tests.clinic.browser import Browser
from tests.clinic.simulated_people import Scribe


@pytest.fixture
def her(store: SqliteStore) -> Scribe:
    return Scribe(store, "a").onboard(weeks=6)


def known(browser: Browser, her: Scribe) -> str:
    """What the form on her page knows of."""
    found = re.search(r'name="known" value="(\w+)"', browser.get(f"/participants/{her.id}"))
    assert found
    return found[1]


def change(browser: Browser, her: Scribe, owner: str, seen: str | None = None) -> str:
    seen = known(browser, her) if seen is None else seen
    page = browser.act(f"/participants/{her.id}/owner", owner=owner, known=seen)
    return " ".join(page.split())


def test_a_chosen_owner_is_on_the_panel_and_in_the_record(
    store: SqliteStore, signed_in: Callable[..., Browser], her: Scribe
) -> None:
    amara, _ = signed_in("amara"), signed_in("bea")
    assert "No owner" in amara.get("/")
    assert "The owner is saved." in change(amara, her, "bea")
    assert "Owner: <bdi>Dr Bea</bdi>" in amara.get("/")
    assert store.participant(her.id).owner == "bea"
    change(amara, her, "")
    assert store.participant(her.id).owner is None
    assert "No owner" in amara.get("/")
    bodies = [event.body for event in store.read(her.id, kinds={"owner_changed"})]
    assert bodies == [OwnerChanged("bea", "amara"), OwnerChanged(None, "amara")]


def test_saving_the_same_owner_writes_nothing(
    store: SqliteStore, amara: Browser, her: Scribe
) -> None:
    change(amara, her, "amara")
    assert "The owner is saved." in change(amara, her, "amara")
    assert len(store.read(her.id, kinds={"owner_changed"})) == 1


def test_a_page_that_was_overtaken_changes_nothing(
    store: SqliteStore, signed_in: Callable[..., Browser], her: Scribe
) -> None:
    amara, bea = signed_in("amara"), signed_in("bea")
    seen = known(bea, her)
    change(amara, her, "amara")
    page = change(bea, her, "bea", seen)
    assert "A colleague changed the owner while you were looking" in page
    assert store.participant(her.id).owner == "amara"
    assert "The owner is saved." in change(bea, her, "bea")


def test_at_the_same_moment_one_of_them_wins(
    store: SqliteStore, signed_in: Callable[..., Browser], her: Scribe
) -> None:
    names = ("amara", "bea", "cato", "dina")
    browsers = [signed_in(name) for name in names]
    seen = known(browsers[0], her)

    def save(browser: Browser, name: str) -> str:
        return change(browser, her, name, seen)

    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(save, browsers, names))
    assert sum("The owner is saved." in page for page in pages) == 1
    assert len(store.read(her.id, kinds={"owner_changed"})) == 1


def test_only_active_people_who_see_participants_can_be_chosen(
    store: SqliteStore, signed_in: Callable[..., Browser], accounts: Accounts, her: Scribe
) -> None:
    amara = signed_in("amara")
    signed_in("cato", "researcher")
    signed_in("bea")
    change(amara, her, "bea")
    accounts.disable("bea")
    page = amara.get(f"/participants/{her.id}")
    assert "Dr Bea (not active)" in page and 'value="cato"' not in page
    change(amara, her, "amara")
    for nobody in ("bea", "cato", "x", "<b>"):
        assert "can&#39;t be an owner" in change(amara, her, nobody)
    assert store.participant(her.id).owner == "amara"


def test_nobody_is_owned_who_is_not_there(
    store: SqliteStore, signed_in: Callable[..., Browser], her: Scribe
) -> None:
    amara = signed_in("amara")
    amara.act(f"/participants/{'0' * 32}/owner", 404, owner="amara", known="never")
    store.forget(her.id)
    amara.act(f"/participants/{her.id}/owner", 404, owner="amara", known="never")
    signed_in("rosa", "researcher").act(f"/participants/{her.id}/owner", 404, owner="rosa")
