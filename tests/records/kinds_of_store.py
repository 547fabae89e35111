"""The stores that must keep the promises of the protocol, and drafts to try them with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from records.events import (
    AlertRaised,
    CheckinDecided,
    ConsentGiven,
    Draft,
    MessageReceived,
    ValueRecorded,
)
from records.postgres_store import PostgresStore
from records.sqlite_store import SqliteStore
from records.store import Checkin, Decided, RecordStore
from tests.records import postgres_server

# each opens the record that lives in a folder: a second call is a second process's view of it
OPENERS: dict[str, Callable[[Path], RecordStore]] = {
    "sqlite": lambda folder: SqliteStore(folder / "record.db"),
    "postgres": lambda folder: PostgresStore(postgres_address(folder)),
}
KINDS = ("sqlite", pytest.param("postgres", marks=pytest.mark.servers))

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=timezone.utc)
TODAY = "2026-06-01"
LEASE = timedelta(minutes=2)


def postgres_address(folder: Path) -> str:
    """Where on the tests' server the record of this folder is."""
    noted = folder / "postgres"
    if not noted.exists():
        noted.write_text(postgres_server.new_record())
    return noted.read_text()


def said(text: str, cause: str | None = None, at: datetime = NOW) -> Draft:
    return Draft(MessageReceived("web", text), at, cause)


def pain(
    number: float = 6,
    *,
    cause: str | None = None,
    supersedes: str | None = None,
    day: str = TODAY,
    at: datetime = NOW,
) -> Draft:
    body = ValueRecorded(
        "pain_now", number, day, "message", 3, 4, "numbers", "pain_now", supersedes
    )
    return Draft(body, at, cause)


def alert(tier: str = "urgent", at: datetime = NOW) -> Draft:
    return Draft(AlertRaised(tier, ("mastitis",), "message"), at)


def consent() -> Draft:
    return Draft(ConsentGiven("1", "message"), NOW)


def decision(
    checkin: Checkin, action: str, *, nudge: str | None = None, following: Checkin | None = None
) -> Decided:
    body = CheckinDecided(checkin.id, checkin.due_at.isoformat(), action, "why")  # type: ignore[arg-type]
    return Decided(checkin, body, nudge, following)
