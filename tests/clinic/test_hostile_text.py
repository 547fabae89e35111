"""Whatever she writes is text: it adds no element, hides nothing and breaks no page."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clinic.app import create_app
from clinic.entry.accounts import Accounts
from records.events import (
    AlertRaised,
    Draft,
    GuidanceShown,
    MessageReceived,
    Screened,
    ValueRecorded,
)
from records.sqlite_store import SqliteStore
from tests.clinic.browser import Browser, Clock
from tests.clinic.simulated_people import NOW, Scribe

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</bdi></td></tr></table><h1>Emergency closed</h1>",
    "{{ 7 * 7 }}{% raw %}",
    "'; drop table log; --",
    "\u202egnp.exe\u2066 \x00\x1b[31m\u200b",
    "<!-- ]]> --> &lt;b&gt; &#60;script&#62;",
]


class Elements(HTMLParser):
    """Counts elements with their attributes' names, and collects the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: Counter[tuple[str, ...]] = Counter()
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[(tag, *sorted(name for name, _ in attrs))] += 1

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.found[("comment",)] += 1


def write(store: SqliteStore, address: str, text: str) -> tuple[Scribe, str]:
    """A participant whose one message became a value, an alert and a question."""
    her = Scribe(store, address, joined_days_ago=2).onboard(weeks=9)
    message = her._append(MessageReceived("simulated", text), NOW)
    bodies = (
        Screened(message, "urgent", ("clot",), (("clot", 2, 5, "clot.1"),)),
        ValueRecorded("pain_now", 6.0, "2026-11-22", message, 7, 9, "grammar-1", "pain_now"),
        AlertRaised("urgent", ("clot",), message),
        GuidanceShown(message, text, None, None, 0.1),
    )
    store.append(her.id, *(Draft(body, NOW) for body in bodies))
    return her, message


def pages(browser: Browser, her: Scribe, message: str) -> list[str]:
    return [
        browser.get("/"),
        browser.get(f"/participants/{her.id}"),
        browser.get(f"/participants/{her.id}/messages/{message}"),
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_shown_as_words(text: str, store: SqliteStore, amara: Browser) -> None:
    her, message = write(store, "a", text)
    _, page, talk = pages(amara, her, message)
    for shown in (page, talk, amara.get("/questions")):
        assert "<script" not in shown and "<img src=x" not in shown
        for hidden in "\u202e\u2066\x00\x1b\u200b":
            assert hidden not in shown
    words = text.replace("\u202e", "[U+202E]").split("\u2066")[0]
    assert words in Elements(talk).text


def test_a_very_long_message_is_cut_with_a_way_to_all_of_it(
    store: SqliteStore, amara: Browser
) -> None:
    text = "pain 77 " + "long " * 2000 + "the very end"
    her, message = write(store, "a", text)
    _, page, talk = pages(amara, her, message)
    assert "the very end" not in page and "show all, " in page
    assert f"/participants/{her.id}/messages/{message}#asked" in page
    assert "the very end" in talk
    her.says("and a later one", NOW)
    later = store.read(her.id, kinds={"message_received"})[-1].id
    beside = amara.get(f"/participants/{her.id}/messages/{later}")
    assert "the very end" not in beside and "Show all, " in beside


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[SqliteStore, Browser, list[Elements]]]:
    """One store and browser for all examples, and the pages of a harmless message."""
    with TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "record.db")
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        accounts = Accounts(Path(folder) / "clinic.db", hasher=cheap)
        accounts.add_clinician("amara", "Dr Amara", "four unrelated words here")
        browser = Browser(create_app(store, accounts, clock=Clock(), secure_cookies=False))
        with browser.client:
            browser.sign_in("amara")
            her, message = write(store, "harmless", "x" * 20)
            yield store, browser, [Elements(page) for page in pages(browser, her, message)]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(min_size=10), st.from_regex(r"[<>&\"'/=!\[\]a-z ]{10,60}")))
@example(HOSTILE[1])
@example(HOSTILE[2])
def test_no_text_adds_an_element(
    shared: tuple[SqliteStore, Browser, list[Elements]], text: str
) -> None:
    store, browser, harmless = shared
    her, message = write(store, secrets.token_hex(), text[:300])
    found = [Elements(page).found for page in pages(browser, her, message)[1:]]
    assert found == [page.found for page in harmless[1:]]
    assert found[0]["mark",] >= 2, "the evidence and the value are marked"
