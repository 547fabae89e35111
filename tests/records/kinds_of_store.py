"""The stores that must keep the promises of the protocol, and drafts to try them with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from records.events import AlertRaised, ConsentGiven, Draft, MessageReceived, ValueRecorded
from records.sqlite_store import SqliteStore
from records.store import RecordStore

# each opens the record that lives in a folder: a second call is a second process's view of it
OPENERS: dict[str, Callable[[Path], RecordStore]] = {
    "sqlite": lambda folder: SqliteStore(folder / "record.db"),
}

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=timezone.utc)
TODAY = "2026-06-01"
LEASE = timedelta(minutes=2)


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
