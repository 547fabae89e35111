"""What every store promises of the steps of an escalation."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from records.events import AlertEscalated, AlertRaised, Draft
from records.store import RecordStore, UnknownParticipant
from tests.records.kinds_of_store import NOW

LEASE = timedelta(minutes=2)


@pytest.fixture
def step(store: RecordStore, her: str) -> AlertEscalated:
    (raised,) = store.append(her, Draft(AlertRaised("urgent", ("clot",), "m"), NOW))
    return AlertEscalated(raised.id, 1, "email")


def test_one_takes_it_on_and_when_it_is_told_nobody_does(
    store: RecordStore, open_store: Callable[[], RecordStore], her: str, step: AlertEscalated
) -> None:
    other = open_store()
    assert store.claim_escalation(her, step, NOW, LEASE) == 1
    assert other.claim_escalation(her, step, NOW + LEASE / 2, LEASE) is None
    store.finish_escalation(her, step, NOW)
    other.finish_escalation(her, step, NOW)
    assert other.claim_escalation(her, step, NOW + 9 * LEASE, LEASE) is None
    assert [event.body for event in store.read(her, kinds=("alert_escalated",))] == [step]
    assert store.verify().intact


def test_steps_and_ways_are_apart(store: RecordStore, her: str, step: AlertEscalated) -> None:
    assert store.claim_escalation(her, step, NOW, LEASE)
    for other in (
        AlertEscalated(step.alert, 2, "email"),
        AlertEscalated(step.alert, 1, "webhook"),
        AlertEscalated("another", 1, "email"),
    ):
        assert store.claim_escalation(her, other, NOW, LEASE) == 1


def test_after_a_failure_it_waits_and_is_counted(
    store: RecordStore, her: str, step: AlertEscalated
) -> None:
    assert store.claim_escalation(her, step, NOW, LEASE) == 1
    store.retry_escalation(step, 1, NOW + 5 * LEASE)
    assert store.claim_escalation(her, step, NOW + 4 * LEASE, LEASE) is None
    assert store.claim_escalation(her, step, NOW + 5 * LEASE, LEASE) == 2


def test_one_that_somebody_died_over_is_handed_out_again(
    store: RecordStore, her: str, step: AlertEscalated
) -> None:
    assert store.claim_escalation(her, step, NOW, LEASE) == 1
    assert store.claim_escalation(her, step, NOW + LEASE, LEASE) == 2
    store.retry_escalation(step, 1, NOW + 99 * LEASE)  # of the first, who was only slow
    assert store.claim_escalation(her, step, NOW + 2 * LEASE, LEASE) == 3


def test_of_many_at_once_one_gets_it(
    open_store: Callable[[], RecordStore], her: str, step: AlertEscalated
) -> None:
    def claim(_: int) -> int | None:
        return open_store().claim_escalation(her, step, NOW, LEASE)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(claim, range(8)), key=str) == [1, *[None] * 7]


def test_with_her_it_is_forgotten(store: RecordStore, her: str, step: AlertEscalated) -> None:
    assert store.claim_escalation(her, step, NOW, LEASE)
    store.forget(her)
    assert store.claim_escalation(her, step, NOW + LEASE, LEASE) is None
    with pytest.raises(UnknownParticipant):
        store.finish_escalation(her, step, NOW)


def test_a_rebuild_leaves_who_is_at_it(store: RecordStore, her: str, step: AlertEscalated) -> None:
    assert store.claim_escalation(her, step, NOW, LEASE) == 1
    store.rebuild()
    assert store.claim_escalation(her, step, NOW, LEASE) is None
