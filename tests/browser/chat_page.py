"""What tests of the chat page share: a page, its server, and what she does with it."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from bot.channels.web_session import COOKIE, address
from records.events import Draft, MessageSent
from records.sqlite_store import SqliteStore

PHONE = {"width": 360, "height": 740}


class Chat:
    """The server's address and its record, which tests write to as another process would."""

    def __init__(self, url: str, store: SqliteStore) -> None:
        self.url, self.store = url, store

    def her(self, context: BrowserContext) -> str:
        """The participant behind a browser; made if she has not written yet."""
        [token] = [c["value"] for c in context.cookies() if c["name"] == COOKIE]
        return self.store.join("web", str(address(token)), datetime.now(timezone.utc))

    def say(self, participant: str, text: str, at: datetime | None = None, **more: Any) -> None:
        sent = MessageSent("web", text, **more)
        self.store.append(participant, Draft(sent, at or datetime.now(timezone.utc)))


def write(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send").click()


def said(page: Page) -> Locator:
    """The words of all messages on the page."""
    return page.locator("#log .text")


def answered(page: Page, text: str) -> None:
    """Write and wait for the answer."""
    write(page, text)
    expect(said(page).last).to_have_text(f"You said: {text}")
