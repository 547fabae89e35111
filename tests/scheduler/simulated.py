"""A clock that tests move, and participants made in a moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from records.events import ConsentGiven, Draft, Onboarded, ProfileChanged
from records.sqlite_store import SqliteStore

Onboard = Callable[..., str]

MONDAY = datetime(2026, 6, 1, 8, 0, tzinfo=timezone.utc)  # 09:00 in London


@dataclass
class FakeClock:
    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


def onboard_in(
    store: SqliteStore, name: str, at: str | None, zone: str | None, now: datetime
) -> str:
    her = store.join("rest", name, now)
    store.append(
        her,
        Draft(ConsentGiven("1", "m1"), now),
        Draft(ProfileChanged("m2", "2026-03-01", "vaginal", zone, at), now),
        Draft(Onboarded("m3"), now),
    )
    return her
