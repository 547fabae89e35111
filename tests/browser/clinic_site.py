"""The clinic's pages for a real browser: served on a port, watched, signed in to."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from argon2 import PasswordHasher
from playwright.sync_api import Page, Request

from clinic.app import create_app
from clinic.entry.accounts import Accounts
from records.sqlite_store import SqliteStore
from tests.clinic.browser import PASSWORD, Clock, Phone
from tests.clinic.simulated_people import NOW
from tests.stack import free_port


@dataclass
class Site:
    """The clinic on a port, and what its pages did that they shouldn't."""

    address: str
    store: SqliteStore
    accounts: Accounts
    troubles: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> Page:
        def asked(request: Request) -> None:
            if not request.url.startswith(self.address + "/"):
                self.troubles.append(request.url)

        page.on("request", asked)
        page.on("dialog", lambda dialog: self.troubles.append(f"dialog {dialog.message}"))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on(
            "console",
            lambda said: self.troubles.append(said.text) if "Policy" in said.text else None,
        )
        return page


@contextmanager
def serve(folder: Path) -> Iterator[Site]:
    """The clinic with an empty record, until the end of the block."""
    store = SqliteStore(folder / "record.db")
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    accounts = Accounts(folder / "clinic.db", hasher=cheap)
    app = create_app(store, accounts, clock=Clock(), secure_cookies=False)
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, ws="none", log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    yield Site(f"http://127.0.0.1:{port}", store, accounts)
    server.should_exit = True
    thread.join(20)


def sign_in(site: Site, page: Page, name: str) -> None:
    page.goto(f"{site.address}/login")
    page.get_by_label("Sign-in name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    phone = Phone((page.locator(".key").text_content() or "").replace(" ", ""))
    page.get_by_label("Code").fill(phone.code(NOW))
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("button", name="Sign out").is_visible()
