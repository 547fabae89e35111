from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from records.sqlite_store import SqliteStore
from scheduler.bot_client import HttpBot
from tests.scheduler.bot_standin import TOKEN, BotStandIn
from tests.scheduler.simulated import FakeClock, Onboard, onboard_in


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return SqliteStore(tmp_path / "record.db")


@pytest.fixture
def standin() -> Iterator[BotStandIn]:
    server = BotStandIn()
    yield server
    server.close()


@pytest.fixture
def bot(standin: BotStandIn) -> HttpBot:
    return HttpBot(standin.url, TOKEN, timedelta(seconds=5))


@pytest.fixture
def onboard(store: SqliteStore, clock: FakeClock) -> Onboard:
    """Makes an onboarded participant; returns her id."""

    def make(
        name: str = "her",
        at: str | None = "10:00",
        zone: str | None = "Europe/London",
        windows: tuple[str, ...] | None = None,
    ) -> str:
        return onboard_in(store, name, at, zone, clock(), windows)

    return make
