"""What every store promises of the daily housekeeping."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from records.events import ChoreDone
from records.store import RecordStore
from tests.records.kinds_of_store import NOW

DAY = date(2026, 6, 1)
HOUR = timedelta(hours=1)


def test_one_takes_it_on_and_when_it_is_done_nobody_does(
    store: RecordStore, open_store: Callable[[], RecordStore]
) -> None:
    assert store.claim_chore("learn", DAY, NOW, HOUR)
    assert not open_store().claim_chore("learn", DAY, NOW, HOUR)
    assert store.claim_chore("backup", DAY, NOW, HOUR)
    store.finish_chore("learn", DAY, NOW)
    store.finish_chore("learn", DAY, NOW)
    assert not store.claim_chore("learn", DAY, NOW + 9 * HOUR, HOUR)
    assert [event.body for event in store.read(kinds=("chore_done",))] == [
        ChoreDone("learn", "2026-06-01")
    ]


def test_one_that_was_left_undone_is_handed_out_again(store: RecordStore) -> None:
    assert store.claim_chore("learn", DAY, NOW, HOUR)
    assert store.claim_chore("learn", DAY, NOW + HOUR, HOUR)


def test_the_next_day_has_its_own(store: RecordStore) -> None:
    assert store.claim_chore("learn", DAY, NOW, HOUR)
    store.finish_chore("learn", DAY, NOW)
    assert store.claim_chore("learn", date(2026, 6, 2), NOW + 24 * HOUR, HOUR)
