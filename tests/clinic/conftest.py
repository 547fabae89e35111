"""A real store and real accounts in a temporary folder, and browsers that talk to the real app."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from simulated_people import NOW, Scribe, a_clinic_full
from starlette.applications import Starlette
from starlette.testclient import TestClient

from clinic.accounts import Accounts
from clinic.app import create_app
from records.sqlite_store import SqliteStore

PASSWORD = "four unrelated words here"
SAME_SITE = {"sec-fetch-site": "same-origin"}


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def tick(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@dataclass
class Browser:
    """A clinician's browser: keeps cookies, sends the headers and the form token that one sends."""

    app: Starlette
    client: TestClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = TestClient(self.app, base_url="http://127.0.0.1:8008", follow_redirects=True)

    def get(self, path: str, status: int = 200) -> str:
        response = self.client.get(path)
        assert response.status_code == status, response.text
        return response.text

    def token(self) -> str:
        found = re.search(r'name="token" value="([0-9a-f]{64})"', self.get("/"))
        assert found, "signed in pages carry a form token"
        return found.group(1)

    def post(self, path: str, status: int = 200, **fields: str) -> str:
        response = self.client.post(path, data=fields, headers=SAME_SITE)
        assert response.status_code == status, response.text
        return response.text

    def act(self, path: str, status: int = 200, **fields: str) -> str:
        """A form of a signed-in page."""
        return self.post(path, status, token=self.token(), **fields)

    def sign_in(self, name: str, password: str = PASSWORD, status: int = 200) -> str:
        return self.post("/login", status, name=name, password=password)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return SqliteStore(tmp_path / "record.db")


@pytest.fixture(scope="session")
def full_record(tmp_path_factory: pytest.TempPathFactory) -> SqliteStore:
    """The simulated clinic, written once; tests work on copies."""
    full = SqliteStore(tmp_path_factory.mktemp("full") / "record.db")
    a_clinic_full(full)
    return full


@pytest.fixture
def people(full_record: SqliteStore, store: SqliteStore) -> dict[str, Scribe]:
    """Twelve simulated participants in this test's store, by the state they are in."""
    with (
        closing(sqlite3.connect(full_record.path)) as source,
        closing(sqlite3.connect(store.path)) as copy,
    ):
        source.backup(copy)
    addresses = [her.channels[0].address for her in store.participants()]
    return {address: Scribe(store, address) for address in addresses}


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    # the cheapest argon2 there is: the tests are about who gets in, not about how slowly
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return Accounts(tmp_path / "clinic.db", hasher=cheap)


@pytest.fixture
def app(store: SqliteStore, accounts: Accounts, clock: Clock) -> Starlette:
    return create_app(store, accounts, clock=clock, secure_cookies=False)


@pytest.fixture
def new_browser(app: Starlette) -> Iterator[Callable[[], Browser]]:
    """Opens browsers that keep one event loop each, as a server does, until the test ends."""
    with ExitStack() as opened:

        def make() -> Browser:
            browser = Browser(app)
            opened.enter_context(browser.client)
            return browser

        yield make


@pytest.fixture
def stranger(new_browser: Callable[[], Browser]) -> Browser:
    return new_browser()


@pytest.fixture
def signed_in(new_browser: Callable[[], Browser], accounts: Accounts) -> Callable[[str], Browser]:
    """Makes a clinician of that name and returns her browser, signed in."""

    def make(name: str) -> Browser:
        accounts.add_clinician(name, f"Dr {name.title()}", PASSWORD)
        browser = new_browser()
        browser.sign_in(name)
        return browser

    return make


@pytest.fixture
def amara(signed_in: Callable[[str], Browser]) -> Browser:
    return signed_in("amara")
