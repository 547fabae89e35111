"""A clock that tests move, and participants made in a moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from records.events import ConsentGiven, Draft, Onboarded, ProfileChanged
from records.store import RecordStore
from scheduler import tick as ticking
from scheduler.bot_client import Bot
from scheduler.choice import Chooser, FixedSchedule

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
    store: RecordStore,
    name: str,
    at: str | None,
    zone: str | None,
    now: datetime,
    windows: tuple[str, ...] | None = None,
) -> str:
    """`at`: her one time; or `windows`."""
    her = store.join("rest", name, now)
    store.append(
        her,
        Draft(ConsentGiven("1", "m1"), now),
        Draft(ProfileChanged("m2", "2026-03-01", "vaginal", zone, at, windows), now),
        Draft(Onboarded("m3"), now),
    )
    return her


def tick(
    store: RecordStore,
    bot: Bot,
    clock: FakeClock,
    chooser: Chooser = FixedSchedule(),  # noqa: B008
    *,
    stopping: Callable[[], bool] = lambda: False,
) -> Counter[str]:
    """One tick, on the fixed schedule unless a test says otherwise."""
    return ticking.tick(store, bot, chooser, clock, stopping=stopping)
