"""A year of the clock, hour by hour, with somebody in every zone whose clocks change."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from records.events import CheckinDecided
from records.sqlite_store import SqliteStore
from records.store import Checkin, Participant
from scheduler.choice import Choice
from scheduler.decide import QUIET_FROM, QUIET_UNTIL, Facts
from scheduler.slots import place_of
from scheduler.tick import tick
from tests.scheduler.simulated import FakeClock, onboard_in
from tests.scheduler.test_due import zones_that_change

pytestmark = pytest.mark.slow

START = datetime(2026, 1, 1, tzinfo=timezone.utc)
NIGHT, SPAN = "02:30", "12:00-13:30"
YEAR = [date(2026, 1, 2) + timedelta(days=n) for n in range(363)]


class Silent:
    """Notes when each check-in would have been written to, and stays silent."""

    def __init__(self) -> None:
        self.chosen: dict[str, datetime] = {}

    def choose(self, checkin: Checkin, her: Participant, facts: Facts, now: datetime) -> Choice:
        assert checkin.id not in self.chosen
        self.chosen[checkin.id] = now
        decided = CheckinDecided(checkin.id, checkin.due_at.isoformat(), "silent", "test")
        return Choice(decided)


class Nobody:
    """A bot that nobody may ask."""

    def render(self, checkin: str, participant: str, nudge: str | None) -> None:
        raise AssertionError

    deliver = render


def test_every_date_and_window_once_and_quiet_hours_kept_in_every_zone(
    store: SqliteStore, clock: FakeClock
) -> None:
    store._tables.db.execute("PRAGMA synchronous=OFF")  # a year of commits
    zones = zones_that_change()
    people = {onboard_in(store, z, None, z, START, (NIGHT, SPAN)): ZoneInfo(z) for z in zones}
    clock.now, chooser = START, Silent()
    while clock.now < START + timedelta(days=366):
        tick(store, Nobody(), chooser, clock)  # type: ignore[arg-type]
        (first,) = store._tables.db.execute("select min(not_before) from checkin").fetchone()
        clock.now = max(datetime.fromisoformat(first), clock.now + timedelta(seconds=15))
    every = Counter((c.participant, place_of(c.id)) for c in store.checkins())
    wanted = {(her, (day, n)) for her in people for day in YEAR for n in range(2)}
    assert {every[each] for each in wanted} == {1}
    for checkin, at in chooser.chosen.items():
        zone, place = people[checkin.split(":")[0]], place_of(checkin)
        local = at.astimezone(zone)
        assert place is not None and local.date() == place[0]
        awake = QUIET_UNTIL <= local.time() < QUIET_FROM
        assert awake or place[1] == 0, "only in the night that she chose herself"
        if place[1] == 1:
            assert time(12) <= local.time() < time(13, 31)
    assert len(chooser.chosen) >= len(wanted)
