"""Her data on the page itself: the file, what isn't kept, and the goodbye, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.erasure import GOODBYE, WORDS
from records.events import ConsentRefused, Draft, ErasureAsked
from records.export import export_participant
from tests.browser.chat_page import Chat, answered, said, write

pytestmark = pytest.mark.servers

Visit = Callable[[], Page]


def now() -> datetime:
    return datetime.now(timezone.utc)


def test_the_link_downloads_her_file_once(visit: Visit, chat: Chat, tmp_path: Path) -> None:
    page = visit()
    answered(page, "hello")
    write(page, "export")
    link = page.get_by_role("link", name="Download my data")
    with page.expect_download() as downloaded:
        link.click()
    downloaded.value.save_as(tmp_path / "mine.json")
    mine = json.loads((tmp_path / "mine.json").read_text())
    assert downloaded.value.suggested_filename == "backstay-my-data.json"
    whole = export_participant(chat.store, chat.her(page.context))
    assert mine["messages"] == whole["messages"] and mine["events"] == whole["events"]
    link.click()
    expect(page.get_by_text("This link has been used")).to_be_visible()


def test_without_consent_she_sees_what_nobody_keeps(visit: Visit, chat: Chat) -> None:
    page = visit()
    answered(page, "hello")
    her = chat.her(page.context)
    chat.store.append(her, Draft(ConsentRefused("1", "m"), now()))
    answered(page, "psst")
    expect(page.locator(".message.waiting")).to_have_count(0)
    held = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert "psst" not in held and "hello" in held
    page.reload()
    expect(said(page)).to_have_text(["hello", "You said: hello", "psst", "You said: psst"])
    assert "psst" not in str(export_participant(chat.store, her))


def test_the_goodbye_stands_on_an_empty_page(visit: Visit, chat: Chat) -> None:
    page = visit()
    answered(page, "hello")
    her = chat.her(page.context)
    chat.store.append(her, Draft(ErasureAsked("confirmed", "m"), now()))
    write(page, WORDS)
    expect(said(page)).to_have_text([WORDS, GOODBYE], timeout=15_000)
    expect(page.locator(".message.waiting")).to_have_count(0)
    assert chat.store.read(her) == []
    held = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert "You said" not in held and "erase" not in held
    page.reload()
    expect(said(page)).to_have_text([WORDS, GOODBYE])
    answered(page, "hi again")
