"""What every store promises of the queue of check-ins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from records.events import CheckinDecided
from records.store import Checkin, RecordStore, UnknownParticipant
from tests.records.kinds_of_store import LEASE, NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def planned(store: RecordStore, her: str) -> Checkin:
    checkin = Checkin("c1", her, NOW)
    assert store.plan_checkin(checkin)
    return checkin


def claim(store: RecordStore, after: timedelta = timedelta(0), limit: int = 10) -> list[Checkin]:
    return store.claim_due(NOW + after, LEASE, limit)


def test_planned_once(store: RecordStore, her: str, planned: Checkin) -> None:
    assert not store.plan_checkin(replace(planned, due_at=NOW + MINUTE))
    (row,) = store.checkins(her)
    assert (row.id, row.due_at, row.not_before, row.state) == ("c1", NOW, NOW, "due")


def test_nobody_to_plan_for(store: RecordStore) -> None:
    with pytest.raises(UnknownParticipant):
        store.plan_checkin(Checkin("c1", "nobody", NOW))


def test_handed_out_when_due_and_to_one(
    store: RecordStore, planned: Checkin, open_store: Callable[[], RecordStore]
) -> None:
    assert claim(store, -MINUTE) == []
    assert [c.id for c in claim(store)] == ["c1"]
    assert claim(open_store()) == []


def test_oldest_first_and_no_more_than_asked_for(store: RecordStore, her: str) -> None:
    for n in (5, 3, 1, 2, 4):
        store.plan_checkin(Checkin(f"c{n}", her, NOW - 10 * MINUTE + n * MINUTE))
    assert [c.id for c in claim(store, limit=3)] == ["c1", "c2", "c3"]
    assert [c.id for c in claim(store)] == ["c4", "c5"]


def test_a_lease_that_ran_out(store: RecordStore, planned: Checkin) -> None:
    (first,) = claim(store)
    assert claim(store, LEASE - MINUTE) == []
    (second,) = claim(store, LEASE)
    assert (first.attempts, second.attempts) == (1, 2)
    assert not store.settle_checkin(first, "missed", "overtaken", NOW)
    assert store.settle_checkin(second, "sent", "fine", NOW)
    (event,) = store.read(kinds=("checkin_decided",))
    assert event.body == CheckinDecided("c1", NOW.isoformat(), "send", "fine")


@pytest.mark.parametrize(
    ("state", "action"), [("sent", "send"), ("refused", "refuse"), ("missed", "missed")]
)
def test_settled_once_in_queue_and_log(
    store: RecordStore, her: str, planned: Checkin, state: str, action: str
) -> None:
    (claimed,) = claim(store)
    assert store.settle_checkin(claimed, state, "why", NOW + MINUTE)  # type: ignore[arg-type]
    assert not store.settle_checkin(claimed, state, "why", NOW)  # type: ignore[arg-type]
    (row,) = store.checkins(her)
    assert (row.state, row.reason, row.settled_at) == (state, "why", NOW + MINUTE)
    events = store.read(her, kinds=("checkin_decided",))
    assert [event.body for event in events] == [
        CheckinDecided("c1", NOW.isoformat(), action, "why")  # type: ignore[arg-type]
    ]
    assert claim(store, timedelta(days=9)) == []


def test_only_a_claimed_one_can_be_settled(store: RecordStore, planned: Checkin) -> None:
    assert not store.settle_checkin(planned, "sent", "why", NOW)
    assert store.read(kinds=("checkin_decided",)) == []


def test_given_back_to_wait(store: RecordStore, her: str, planned: Checkin) -> None:
    (claimed,) = claim(store)
    waiting = replace(claimed, not_before=NOW + 10 * MINUTE)
    assert store.settle_checkin(waiting, "due", "in conversation", NOW)
    (row,) = store.checkins(her)
    assert (row.state, row.reason, row.settled_at) == ("due", "in conversation", None)
    assert claim(store, 9 * MINUTE) == []
    (again,) = claim(store, 10 * MINUTE)
    assert (again.due_at, again.attempts) == (NOW, 2)
    assert store.read(kinds=("checkin_decided",)) == []


def test_taken_out_of_the_queue_unless_claimed(store: RecordStore, her: str) -> None:
    other = store.join("web", "other", NOW)
    for who, name in ((her, "a"), (her, "b"), (other, "c")):
        store.plan_checkin(Checkin(name, who, NOW + (name != "a") * MINUTE))
    claim(store)
    store.unplan_checkins(her)
    assert [(c.id, c.state) for c in store.checkins()] == [("a", "claimed"), ("c", "due")]


def test_listed_by_state(store: RecordStore, her: str) -> None:
    for n in range(4):
        store.plan_checkin(Checkin(f"c{n}", her, NOW + n * MINUTE))
    for checkin in claim(store, 2 * MINUTE)[:2]:
        store.settle_checkin(checkin, "sent", "fine", NOW)
    assert [c.id for c in store.checkins(states=("due", "claimed"))] == ["c2", "c3"]
    assert [c.id for c in store.checkins(her, states=("sent",))] == ["c0", "c1"]
    assert store.checkins("nobody") == store.checkins(states=()) == []


def test_rebuilding_leaves_the_queue(store: RecordStore, her: str, planned: Checkin) -> None:
    (claimed,) = claim(store)
    store.rebuild()
    assert store.checkins(her) == [claimed]
    assert store.settle_checkin(claimed, "sent", "fine", NOW)


def test_forgetting_empties_her_queue(store: RecordStore, her: str, planned: Checkin) -> None:
    (claimed,) = claim(store)
    store.forget(her)
    assert not store.settle_checkin(claimed, "sent", "fine", NOW)
    assert store.checkins() == []
