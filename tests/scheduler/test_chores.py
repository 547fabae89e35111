from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest

from records.sqlite_store import SqliteStore
from scheduler.chores import Chore, do_chores
from tests.scheduler.simulated import FakeClock


class Learning:
    """A job that notes the dates it was done for, and fails when told to."""

    def __init__(self) -> None:
        self.done: list[date] = []
        self.broken = False
        self.chores = (Chore("learn", time(2, 30), self),)

    def __call__(self, day: date) -> None:
        if self.broken:
            raise ZeroDivisionError("her words")
        self.done.append(day)


@pytest.fixture
def learning() -> Learning:
    return Learning()


def test_once_a_date_at_its_time(store: SqliteStore, clock: FakeClock, learning: Learning) -> None:
    clock.now = datetime(2026, 6, 1, 2, 0, tzinfo=timezone.utc)
    for _ in range(4 * 24 * 2):  # four days of half-hours
        do_chores(store, learning.chores, clock)
        clock.advance(minutes=30)
    assert learning.done == [date(2026, 5, 31), *(date(2026, 6, day) for day in (1, 2, 3, 4))]


def test_several_schedulers_do_it_once(
    store: SqliteStore, clock: FakeClock, learning: Learning
) -> None:
    other, another = SqliteStore(store.path), Learning()

    def meanwhile(day: date) -> None:
        assert do_chores(other, another.chores, clock) == 0
        learning(day)

    assert do_chores(store, [Chore("learn", time(2, 30), meanwhile)], clock) == 1
    assert do_chores(other, another.chores, clock) == 0
    assert (learning.done, another.done) == ([date(2026, 6, 1)], [])


def test_after_downtime_the_latest_date_is_made_up_for(
    store: SqliteStore, clock: FakeClock, learning: Learning
) -> None:
    do_chores(store, learning.chores, clock)
    clock.advance(days=5)
    do_chores(store, learning.chores, clock)
    assert learning.done == [date(2026, 6, 1), date(2026, 6, 6)]


def test_one_that_failed_is_tried_again_and_keeps_nobody_else_from_work(
    store: SqliteStore, clock: FakeClock, learning: Learning
) -> None:
    learning.broken, backup = True, Learning()
    both = (*learning.chores, Chore("backup", time(2, 30), backup))
    assert do_chores(store, both, clock) == 1
    learning.broken = False
    clock.advance(minutes=59)
    assert do_chores(store, both, clock) == 0
    clock.advance(minutes=1)
    assert do_chores(store, both, clock) == 1
    assert learning.done == backup.done == [date(2026, 6, 1)]


def test_one_that_a_process_died_over_is_left_to_another(
    store: SqliteStore, clock: FakeClock, learning: Learning
) -> None:
    assert store.claim_chore("learn", date(2026, 6, 1), clock(), timedelta(hours=1))
    assert do_chores(store, learning.chores, clock) == 0
    clock.advance(hours=1)
    assert do_chores(store, learning.chores, clock) == 1
