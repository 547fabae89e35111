"""Nobody takes an alert on: who is told, when, how often, and what if it doesn't get through."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

import pytest

from policies.monitoring.escalation_steps import load_steps
from records.events import (
    AlertAcknowledged,
    AlertClosed,
    AlertEscalated,
    AlertRaised,
    Draft,
    Tier,
)
from records.sqlite_store import SqliteStore
from scheduler import escalation
from scheduler.escalation import escalate, unheard
from scheduler.notice import Notice, NotSent
from tests.scheduler.simulated import FakeClock

STEPS = load_steps()
CLINIC = "https://clinic.example"


@dataclass
class Told:
    """A way of telling that keeps what it is given, and fails when a test says so."""

    how: Literal["email", "webhook"] = "email"
    notices: list[Notice] = field(default_factory=list)
    before: Callable[[Notice], None] = lambda notice: None

    def send(self, notice: Notice) -> None:
        self.before(notice)
        self.notices.append(notice)

    @property
    def ids(self) -> list[str]:
        return [notice.id for notice in self.notices]


@pytest.fixture
def way() -> Told:
    return Told()


@pytest.fixture
def her(store: SqliteStore, clock: FakeClock) -> str:
    return store.join("simulated", "her", clock())


def raised(store: SqliteStore, her: str, clock: FakeClock, tier: Tier = "emergency") -> str:
    (event,) = store.append(her, Draft(AlertRaised(tier, ("clot",), "m"), clock()))
    return event.id


def steps_told(store: SqliteStore, her: str) -> list[int]:
    bodies = [event.body for event in store.read(her, kinds=("alert_escalated",))]
    return [body.step for body in bodies if isinstance(body, AlertEscalated)]


def go(store: SqliteStore, way: Told, clock: FakeClock) -> int:
    return escalate(store, STEPS, way, CLINIC, clock)


def ticks(store: SqliteStore, way: Told, clock: FakeClock, **span: float) -> None:
    """The scheduler as it runs: every 15 seconds of that time."""
    until = clock() + timedelta(**span)
    while clock() < until:
        go(store, way, clock)
        clock.advance(seconds=15)


def unreachable(notice: Notice) -> None:
    raise NotSent("no connection to the mail server")


def test_two_hours_of_an_emergency(
    store: SqliteStore, way: Told, clock: FakeClock, her: str
) -> None:
    alert = raised(store, her, clock)
    ticks(store, way, clock, hours=2)
    assert [notice.minutes for notice in way.notices] == [0, 10, 40, 70, 100]
    assert [notice.to for notice in way.notices] == [("team",), *[("team", "lead")] * 4]
    assert way.notices[0].link == f"https://clinic.example/alerts/{alert}"
    assert steps_told(store, her) == [1, 2, 3, 4, 5]
    assert store.verify().intact


@pytest.mark.parametrize(("tier", "hours"), [("urgent", 4), ("review", 72)])
def test_taken_on_in_time_nobody_is_told(
    store: SqliteStore, way: Told, clock: FakeClock, her: str, tier: Tier, hours: int
) -> None:
    alert = raised(store, her, clock, tier)
    clock.advance(hours=hours, seconds=-15)
    assert go(store, way, clock) == 0
    store.append(her, Draft(AlertAcknowledged(alert, "amara"), clock()))
    clock.advance(days=30)
    assert go(store, way, clock) == 0 and way.notices == []


@pytest.mark.parametrize(
    "end", [lambda a: AlertAcknowledged(a, "amara"), lambda a: AlertClosed(a, "amara", "rang her")]
)
def test_once_taken_on_or_closed_it_stops(
    store: SqliteStore, way: Told, clock: FakeClock, her: str, end: Callable[[str], AlertClosed]
) -> None:
    alert = raised(store, her, clock)
    ticks(store, way, clock, minutes=11)
    store.append(her, Draft(end(alert), clock()))
    ticks(store, way, clock, minutes=90)
    assert steps_told(store, her) == [1, 2]


def test_taken_on_while_others_are_told_it_stops_too(
    store: SqliteStore, way: Told, clock: FakeClock, her: str
) -> None:
    first = raised(store, her, clock)
    clock.advance(seconds=1)
    second = raised(store, her, clock)

    def meanwhile(notice: Notice) -> None:
        store.append(her, Draft(AlertAcknowledged(second, "amara"), clock()))

    way.before = meanwhile
    assert go(store, way, clock) == 1
    assert way.ids == [f"{first}-1"]


def test_the_most_urgent_and_the_longest_waiting_come_first(
    store: SqliteStore, way: Told, clock: FakeClock, her: str
) -> None:
    wanted = {}
    for tier in ("review", "urgent", "emergency"):
        for age in ("older", "newer"):
            wanted[tier, age] = raised(store, her, clock, tier)  # type: ignore[arg-type]
            clock.advance(minutes=1)
    clock.advance(days=7)
    go(store, way, clock)
    assert [notice.alert for notice in way.notices] == [
        wanted[tier, age]
        for tier in ("emergency", "urgent", "review")
        for age in ("older", "newer")
    ]


def test_what_fails_is_tried_again_later_and_later_and_never_lost(
    store: SqliteStore, way: Told, clock: FakeClock, her: str, caplog: pytest.LogCaptureFixture
) -> None:
    raised(store, her, clock)
    began, tries = clock(), []

    def fails(notice: Notice) -> None:
        tries.append((notice.id, (clock() - began).seconds))
        unreachable(notice)

    way.before = fails
    with caplog.at_level("INFO", "scheduler"):
        ticks(store, way, clock, minutes=32)
    seconds = [at for _, at in tries]
    assert seconds == [0, 30, 90, 210, 450, 930, 1830]
    assert len({notice for notice, _ in tries}) == 1, "the same id at every try"
    assert steps_told(store, her) == []
    assert "no connection to the mail server" in caplog.text
    way.before = lambda notice: None  # the server is back
    ticks(store, way, clock, minutes=15)
    assert way.notices[0].id == tries[0][0]
    assert way.notices[0].to == ("team", "lead"), "the lead should have known long since"
    assert steps_told(store, her) == [1]


def test_one_way_that_fails_keeps_the_other_from_nothing(
    store: SqliteStore, way: Told, clock: FakeClock, her: str
) -> None:
    raised(store, her, clock)
    way.before = unreachable
    hook = Told("webhook")
    for _ in range(45):
        go(store, way, clock)
        go(store, hook, clock)
        clock.advance(minutes=1)
    assert [notice.minutes for notice in hook.notices] == [0, 10, 40]
    assert way.notices == []


def test_a_new_emergency_does_not_wait_for_the_back_off_of_an_old_one(
    store: SqliteStore, way: Told, clock: FakeClock, her: str
) -> None:
    raised(store, her, clock)
    way.before = unreachable
    ticks(store, way, clock, minutes=20)
    way.before = lambda notice: None
    new = raised(store, her, clock)
    go(store, way, clock)
    assert way.ids == [f"{new}-1"]


def test_two_schedulers_at_once_send_one_each(
    store: SqliteStore, clock: FakeClock, her: str
) -> None:
    alerts = [raised(store, her, clock) for _ in range(20)]
    ways = [Told(), Told()]
    start = threading.Barrier(2)

    def scheduler(way: Told) -> int:
        own = SqliteStore(store.path)
        start.wait(30)
        return go(own, way, clock)

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(scheduler, ways))
    assert sum(told) == 20
    assert sorted(ways[0].ids + ways[1].ids) == sorted(f"{alert}-1" for alert in alerts)
    assert len(steps_told(store, her)) == 20


def test_a_crash_between_sending_and_writing_down_sends_again_with_the_same_id(
    store: SqliteStore, way: Told, clock: FakeClock, her: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert = raised(store, her, clock)

    def dies(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(store, "finish_escalation", dies)
        go(store, way, clock)
    other = SqliteStore(store.path)
    assert go(other, way, clock) == 0, "the lease of the one that died"
    clock.advance(seconds=escalation.LEASE.seconds)
    assert go(other, way, clock) == 1
    assert way.ids == [f"{alert}-1", f"{alert}-1"]
    assert steps_told(store, her) == [1]


def test_a_crash_before_sending_loses_nothing(
    store: SqliteStore, way: Told, clock: FakeClock, her: str
) -> None:
    alert = raised(store, her, clock)
    assert store.claim_escalation(her, AlertEscalated(alert, 1, "email"), clock(), escalation.LEASE)
    ticks(store, way, clock, minutes=3)
    assert way.ids == [f"{alert}-1"]


def test_an_error_of_ours_keeps_nobody_else_waiting(
    store: SqliteStore, way: Told, clock: FakeClock, her: str, caplog: pytest.LogCaptureFixture
) -> None:
    broken, fine = raised(store, her, clock), raised(store, her, clock)

    def breaks(notice: Notice) -> None:
        if notice.alert == broken:
            raise ZeroDivisionError("her secret words")

    way.before = breaks
    with caplog.at_level("INFO", "scheduler"):
        assert go(store, way, clock) == 1
    assert way.ids == [f"{fine}-1"]
    assert "ZeroDivisionError" in caplog.text and "secret" not in caplog.text


def test_one_that_takes_too_long_counts_as_not_sent(
    store: SqliteStore,
    way: Told,
    clock: FakeClock,
    her: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(escalation, "DEADLINE", timedelta(seconds=0.1))
    raised(store, her, clock)
    go_on = threading.Event()
    way.before = lambda notice: go_on.wait(30) and None
    with caplog.at_level("INFO", "scheduler"):
        assert go(store, way, clock) == 0
    assert "not_escalated" in caplog.text
    go_on.set()
    monkeypatch.undo()
    clock.advance(minutes=1)
    assert go(store, way, clock) == 1


def test_stopping_starts_no_other(
    store: SqliteStore, way: Told, clock: FakeClock, her: str
) -> None:
    for _ in range(3):
        raised(store, her, clock)
    stopped = threading.Event()
    way.before = lambda notice: stopped.set()
    assert escalate(store, STEPS, way, CLINIC, clock, stopped.is_set) == 1
    assert len(way.notices) == 1


def test_who_is_forgotten_meanwhile(
    store: SqliteStore, way: Told, clock: FakeClock, her: str
) -> None:
    raised(store, her, clock)
    way.before = lambda notice: store.forget(her) and None
    assert go(store, way, clock) == 0
    assert store.verify().intact and store.read(her) == []


def test_where_nobody_can_be_told_the_log_says_so_once(
    store: SqliteStore, clock: FakeClock, her: str, caplog: pytest.LogCaptureFixture
) -> None:
    warn = unheard(store, STEPS, clock)
    raised(store, her, clock, "urgent")
    with caplog.at_level("INFO", "scheduler"):
        warn(lambda: False)
        alert = raised(store, her, clock)
        for _ in range(3):
            warn(lambda: False)
            clock.advance(hours=1)
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    line = json.loads(record.message)
    assert line["alert"] == alert and "BACKSTAY_ALERT_EMAIL" in line["said"]
