"""A real store and real accounts in a temporary folder, and browsers that talk to the real app."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette

from clinic.app import create_app
from clinic.entry.accounts import Accounts
from records.sqlite_store import SqliteStore
from tests.clinic.browser import PASSWORD, Browser, Clock
from tests.clinic.simulated_people import Scribe, a_clinic_full


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
def new_browser(app: Starlette, clock: Clock) -> Iterator[Callable[[], Browser]]:
    """Opens browsers that keep one event loop each, as a server does, until the test ends."""
    with ExitStack() as opened:

        def make() -> Browser:
            browser = Browser(app, clock)
            opened.enter_context(browser.client)
            return browser

        yield make


@pytest.fixture
def stranger(new_browser: Callable[[], Browser]) -> Browser:
    return new_browser()


@pytest.fixture
def signed_in(new_browser: Callable[[], Browser], accounts: Accounts) -> Callable[..., Browser]:
    """Makes a person of that name with roles (clinician), and returns her browser, signed in."""

    def make(name: str, *roles: str) -> Browser:
        accounts.add_clinician(name, f"Dr {name.title()}", PASSWORD, roles or ("clinician",))
        browser = new_browser()
        browser.sign_in(name)
        return browser

    return make


@pytest.fixture
def amara(signed_in: Callable[[str], Browser]) -> Browser:
    return signed_in("amara")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that go through the pages talk HTTP to the whole application."""
    for item in items:
        if "new_browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.servers)
