"""Filter, search, order and pages of the panel, as a clinician uses them: links and forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from records.events import AlertClosed, Draft, OwnerChanged
from records.sqlite_store import SqliteStore
from tests.clinic.browser import Browser
from tests.clinic.simulated_people import NOW, Scribe
from tests.clinic.test_panel_page import aliases


def keys(page: str, people: dict[str, Scribe]) -> list[str]:
    """Who is on the page, by the state she is in."""
    by_alias = {person.alias: key for key, person in people.items()}
    return [by_alias[alias] for alias in aliases(page)]


@pytest.fixture
def crowd(store: SqliteStore) -> list[Scribe]:
    """Enough for three pages, by alias."""
    everybody = [Scribe(store, str(n)) for n in range(103)]
    return sorted(everybody, key=lambda her: her.alias)


def test_by_level(people: dict[str, Scribe], amara: Browser) -> None:
    assert set(keys(amara.get("/?level=emergency"), people)) == {"emergency", "taken"}
    page = amara.get("/?level=silent")
    assert keys(page, people) == ["paused", "silent"]
    assert "2 participants" in page and '<option value="silent" selected>' in page
    assert 'href="/?level=urgent"' in page, "the other levels are still offered"


def test_by_owner(
    store: SqliteStore, people: dict[str, Scribe], signed_in: Callable[..., Browser]
) -> None:
    amara, bea = signed_in("amara"), signed_in("bea")
    for key, owner in (("steady", "amara"), ("worse", "bea")):
        store.append(people[key].id, Draft(OwnerChanged(owner, "amara"), NOW))
    assert keys(amara.get("/?owner=mine"), people) == ["steady"]
    assert keys(bea.get("/?owner=mine"), people) == ["worse"]
    assert len(keys(amara.get("/?owner=nobody"), people)) == 10
    assert "Owner: <bdi>Dr Bea</bdi>" in amara.get("/")


def test_by_open_alerts_and_consent(
    store: SqliteStore, people: dict[str, Scribe], amara: Browser
) -> None:
    with_alert = keys(amara.get("/?alerts=open"), people)
    assert with_alert[:3] == ["taken", "emergency", "urgent"]
    (alert,) = store.alerts(people["urgent"].id)
    store.append(people["urgent"].id, Draft(AlertClosed(alert.id, "amara", "called"), NOW))
    assert keys(amara.get("/?alerts=open"), people) == [k for k in with_alert if k != "urgent"]
    assert keys(amara.get("/?consent=refused"), people) == ["refused"]
    assert keys(amara.get("/?consent=asked"), people) == ["new"]


def test_by_part_of_the_alias(people: dict[str, Scribe], amara: Browser) -> None:
    her = people["steady"].alias
    assert aliases(amara.get(f"/?search={her}")) == [her]
    for part in (her[:5].upper(), f"  {her.replace('-', ' ')} "):
        assert her in aliases(amara.get(f"/?search={part}"))
    page = amara.get("/?search=zzzz")
    assert "Nobody fits this choice." in page and aliases(page) == []


@pytest.mark.parametrize(
    "search", ['"><script>alert(1)</script>', "%", "' or 1=1", "\x00", "é" * 99]
)
def test_any_search_is_only_a_search(
    people: dict[str, Scribe], amara: Browser, search: str
) -> None:
    page = amara.client.get("/", params={"search": search}).text
    assert "Nobody fits" in page and "<script" not in page


def test_other_orders(store: SqliteStore, people: dict[str, Scribe], amara: Browser) -> None:
    by_alias = aliases(amara.get("/?sort=alias"))
    assert by_alias == sorted(by_alias) and len(by_alias) == 12
    assert keys(amara.get("/?sort=weeks"), people)[:2] == ["urgent", "taken"]
    assert keys(amara.get("/?sort=pain"), people)[:2] == ["worse", "emergency"] or (
        keys(amara.get("/?sort=pain"), people)[:2] == ["emergency", "worse"]
    )
    heard = [store.participant(people[key].id).last_in_at
             for key in keys(amara.get("/?sort=heard"), people)]  # fmt: skip
    known = [at for at in heard if at]
    assert known == sorted(known, reverse=True) == heard[: len(known)]


def test_pages_of_fifty(crowd: list[Scribe], amara: Browser) -> None:
    seen: list[str] = []
    address: str | None = "/?sort=alias"
    pages = 0
    while address:
        page = amara.get(address)
        seen += aliases(page)
        pages += 1
        onward = re.search(r'href="([^"]+)" rel="next"', page)
        address = unescape(onward[1]) if onward else None
    assert seen == [her.alias for her in crowd]
    assert pages == 3 and "Page 3 of 3" in page and len(aliases(page)) == 3
    assert 'rel="prev"' in page


def test_a_page_too_far_is_the_last_one(crowd: list[Scribe], amara: Browser) -> None:
    page = amara.get("/?page=999")
    assert "There is no page 999; this is the last one." in page and "Page 3 of 3" in page


@pytest.mark.parametrize(
    "query",
    ["level=worst", "owner=bea", "sort=name%3Bdrop", "page=0", "page=-1", "page=x",
     "page=%D9%A2", "page=99999999999999999999", "consent=<b>", "alerts=1"],
)  # fmt: skip
def test_what_is_not_a_choice_is_left_out_with_a_word(
    people: dict[str, Scribe], amara: Browser, query: str
) -> None:
    page = amara.get(f"/?{query}")
    assert "isn't one of the choices. It was left out." in page and "<b>”" not in page
    assert len(aliases(page)) == 12


def test_choices_go_together_and_stay_in_the_links(crowd: list[Scribe], amara: Browser) -> None:
    page = unescape(amara.get("/?consent=asked&owner=nobody&sort=alias&page=2"))
    assert aliases(page) == [her.alias for her in crowd[50:100]]
    for link in (
        "/?owner=nobody&consent=asked&sort=alias&page=3",
        "/?owner=nobody&consent=asked&sort=alias",
        "/?level=calm&owner=nobody&consent=asked&sort=alias",
    ):
        assert f'"{link}"' in page


def test_a_search_keeps_its_place_in_the_form(people: dict[str, Scribe], amara: Browser) -> None:
    assert 'value="a &amp; b"' in amara.get("/?search=a+%26+b")
    assert "Silent for 6 days" in amara.get("/?level=silent&search=")
