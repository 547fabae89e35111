"""Ticks on a real SQLite record, asking a real HTTP server."""

from __future__ import annotations

import json
import logging
import socket
from datetime import datetime, timedelta, timezone

import pytest

from records.events import (
    AlertClosed,
    AlertRaised,
    CheckinDecided,
    CheckinDelivered,
    CheckinEnded,
    Draft,
    MessageReceived,
    RemindersChanged,
    ValueRecorded,
)
from records.sqlite_store import SqliteStore
from records.store import Checkin
from scheduler.bot_client import HttpBot
from scheduler.handing_on import retry_delay
from tests.scheduler.bot_standin import RENDERED, TOKEN, BotStandIn, deferred
from tests.scheduler.simulated import FakeClock, Onboard, tick

pytestmark = pytest.mark.slow

TODAY = "2026-06-01"


def states(store: SqliteStore, her: str) -> dict[str, str]:
    """State by local date, of the check-ins that are no longer waiting to be decided."""
    return {c.id.split(":")[1]: c.state for c in store.checkins(her) if c.attempts}


def decided(store: SqliteStore, her: str) -> list[CheckinDecided]:
    events = store.read(her, kinds=("checkin_decided",))
    return [event.body for event in events if isinstance(event.body, CheckinDecided)]


def delivered(store: SqliteStore, her: str) -> list[tuple[str, str]]:
    events = store.read(her, kinds=("checkin_delivered",))
    return [(e.body.outcome, e.body.reason) for e in events if isinstance(e.body, CheckinDelivered)]


def one(store: SqliteStore, her: str) -> Checkin:
    return next(c for c in store.checkins(her) if c.id == f"{her}:{TODAY}:daily")


def test_sent_at_her_time_and_not_before(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    assert tick(store, bot, clock)["planned"] == 1
    clock.advance(minutes=59, seconds=59)
    assert not tick(store, bot, clock)["sent"]
    clock.advance(seconds=1)
    assert tick(store, bot, clock)["sent"] == 1
    assert tick(store, bot, clock)["sent"] == 0
    assert standin.delivered == {f"{her}:{TODAY}:daily": 1}
    assert standin.participants == {f"{her}:{TODAY}:daily": her}
    (decision,) = decided(store, her)
    assert (decision.action, decision.arm, decision.probability) == ("send", "fixed", 1.0)
    assert decision.due_at == "2026-06-01T09:00:00+00:00"
    assert delivered(store, her) == [("sent", "nothing stands against it")]
    assert standin.nudges == {f"{her}:{TODAY}:daily": None}


def test_reasons_reach_the_record(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    now = clock()

    def value(measure: str, number: float, day: str) -> ValueRecorded:
        return ValueRecorded(measure, number, day, "m", 0, 1, "test")

    bodies = {
        "stopped": RemindersChanged("stopped"),
        "paused": RemindersChanged("paused", "2026-06-08T00:00:00+00:00"),
        "paused until a date": RemindersChanged("paused", "2026-06-08"),
        "urgent": AlertRaised("urgent", ("mastitis",), "m"),
        "emergency": AlertRaised("emergency", ("fracture",), "m"),
        "pain today": value("pain_now", 4, TODAY),
        "finished": CheckinEnded(TODAY, "complete"),
        # and these are no reason
        "review": AlertRaised("review", ("asked_for_person",), "m"),
        "pain yesterday": value("pain_now", 4, "2026-05-31"),
        "mood today": value("mood", 4, TODAY),
        "left": CheckinEnded(TODAY, "left"),
        "finished yesterday": CheckinEnded("2026-05-31", "complete"),
        "pause over": RemindersChanged("paused", "2026-06-01T09:00:00+00:00"),
    }
    people = {name: onboard(name) for name in bodies}
    for name, body in bodies.items():
        store.append(people[name], Draft(body, now))
    tick(store, bot, clock)
    clock.advance(hours=1)
    counts = tick(store, bot, clock)
    assert (counts["refused"], counts["sent"]) == (7, 6)
    reasons = {name: decided(store, her)[0].reason for name, her in people.items()}
    assert reasons == {
        "stopped": "she stopped the reminders",
        "paused": "she paused the reminders",
        "paused until a date": "she paused the reminders",
        "urgent": "an urgent alert is not closed",
        "emergency": "an emergency alert is not closed",
        "pain today": "already checked in today",
        "finished": "already checked in today",
        **dict.fromkeys(list(bodies)[7:], "nothing stands against it"),
    }
    assert len(standin.delivered) == 6


def test_nudges_go_on_when_the_alert_is_closed(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard()
    (alert,) = store.append(her, Draft(AlertRaised("emergency", ("clot",), "m"), clock()))
    tick(store, bot, clock)
    clock.advance(hours=1)
    assert tick(store, bot, clock)["refused"] == 1
    tick(store, bot, clock)
    store.append(her, Draft(AlertClosed(alert.id, "dr", "seen"), clock()))
    clock.advance(days=1)
    assert tick(store, bot, clock)["sent"] == 1


def test_in_conversation_waits_and_then_sends(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard()
    tick(store, bot, clock)
    clock.advance(minutes=55)
    store.append(her, Draft(MessageReceived("rest", "hello"), clock()))
    clock.advance(minutes=5)
    assert tick(store, bot, clock)["waiting"] == 1
    clock.advance(minutes=9)
    assert not tick(store, bot, clock)["sent"]
    clock.advance(minutes=1)
    assert tick(store, bot, clock)["sent"] == 1
    assert decided(store, her)[0].due_at == "2026-06-01T09:00:00+00:00"


def test_the_bot_may_defer_and_that_is_no_failure(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard()
    standin.answer = lambda checkin, n: deferred(600) if n == 1 else RENDERED
    tick(store, bot, clock)
    clock.advance(hours=1)
    assert tick(store, bot, clock)["waiting"] == 1
    row = one(store, her)
    assert (row.reason, row.stage, row.failures) == (
        "the bot says: in_conversation", "render", 0,
    )  # fmt: skip
    clock.advance(seconds=599)
    tick(store, bot, clock)
    assert sum(standin.asked.values()) == 1
    clock.advance(seconds=1)
    assert tick(store, bot, clock)["sent"] == 1
    assert standin.delivered.total() == 1


def test_rendering_backs_off_and_keeps_decision_and_due_time(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard()
    standin.answer = lambda checkin, n: (503, {}) if n < 5 else RENDERED
    tick(store, bot, clock)
    clock.advance(hours=1)
    for seconds in (30, 60, 120, 240):
        assert tick(store, bot, clock)["waiting"] == 1
        row = one(store, her)
        assert row.reason == "the bot is unavailable: status 503"
        assert row.due_at == datetime(2026, 6, 1, 9, tzinfo=timezone.utc)
        assert row.not_before == clock() + timedelta(seconds=seconds)
        clock.advance(seconds=seconds - 1)
        assert not tick(store, bot, clock)["waiting"]
        clock.advance(seconds=1)
    assert tick(store, bot, clock)["sent"] == 1
    assert standin.asked.total() == 5
    (decision,) = decided(store, her)
    assert decision.due_at == "2026-06-01T09:00:00+00:00"


def test_back_off_has_a_limit() -> None:
    delays = [retry_delay(n).total_seconds() for n in range(1, 9)]
    assert delays == [30, 60, 120, 240, 480, 900, 900, 900]
    assert retry_delay(10_000) == timedelta(minutes=15)


def test_a_bot_that_stays_away_means_missed_never_a_late_message(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard()
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        bot = HttpBot(f"http://127.0.0.1:{held.getsockname()[1]}", TOKEN)
        tick(store, bot, clock)
        clock.advance(hours=1)
        assert tick(store, bot, clock)["waiting"] == 1
        assert one(store, her).reason == "the bot is unavailable: no connection"
        for _ in range(20):
            clock.advance(minutes=15)
            tick(store, bot, clock)
    (decision,) = decided(store, her)
    assert decision.action == "send"  # a decision stands
    assert delivered(store, her) == [("expired", "more than three hours late")]
    assert states(store, her) == {TODAY: "missed"}


def test_one_failure_does_not_stop_the_others(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    people = [onboard(str(n)) for n in range(6)]
    tick(store, bot, clock)
    standin.answer = lambda checkin, n: (500, {}) if people[2] in checkin else RENDERED
    clock.advance(hours=1)
    counts = tick(store, bot, clock)
    assert (counts["sent"], counts["waiting"]) == (5, 1)


def test_an_unexpected_error_comes_back_with_its_lease(
    store: SqliteStore,
    bot: HttpBot,
    standin: BotStandIn,
    clock: FakeClock,
    onboard: Onboard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    her, other = onboard("a"), onboard("b")
    tick(store, bot, clock)
    clock.advance(hours=1)
    values = store.values

    def broken(participant: str, **kw: object) -> object:
        if participant == her:
            raise ZeroDivisionError("her words")
        return values(participant, **kw)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(store, "values", broken)
        counts = tick(store, bot, clock)
        assert (counts["failed"], counts["sent"]) == (1, 1)
    assert not tick(store, bot, clock)["sent"]
    clock.advance(minutes=2)
    assert tick(store, bot, clock)["sent"] == 1
    assert states(store, her) == states(store, other) == {TODAY: "sent"}


def test_after_three_days_without_a_scheduler_one_is_sent_and_the_rest_missed(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    people = [onboard(str(n)) for n in range(3)]
    tick(store, bot, clock)
    clock.advance(days=3, hours=2)  # Thursday 11:00, an hour after her time
    counts = tick(store, bot, clock)
    assert (counts["sent"], counts["missed"]) == (3, 9)
    for her in people:
        assert states(store, her) == {
            "2026-06-01": "missed",
            "2026-06-02": "missed",
            "2026-06-03": "missed",
            "2026-06-04": "sent",
        }
    assert set(standin.delivered.values()) == {1}


def test_after_three_days_and_too_late_today_none_is_sent(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    onboard()
    tick(store, bot, clock)
    clock.advance(days=3, hours=5)
    counts = tick(store, bot, clock)
    assert (counts["sent"], counts["missed"]) == (0, 4)
    assert not standin.asked


def test_more_than_one_batch(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at=None)
    for n in range(205):
        store.plan_checkin(Checkin(f"c{n}", her, clock() - timedelta(days=1, seconds=n)))
    assert tick(store, bot, clock)["missed"] == 205


def test_a_slow_bot_is_asked_again_in_the_next_tick_so_that_the_heart_beats(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    for n in range(5):
        onboard(str(n))
    tick(store, bot, clock)
    clock.advance(hours=1)
    standin.on_ask = lambda checkin: clock.advance(seconds=45)
    assert tick(store, bot, clock)["rendered"] == 2
    standin.on_ask = lambda checkin: None
    assert tick(store, bot, clock)["sent"] == 4
    assert set(standin.asked.values()) == {1}
    assert set(standin.delivered.values()) == {1}


def test_stopping_leaves_the_rest_for_later(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    for n in range(5):
        onboard(str(n))
    tick(store, bot, clock)
    clock.advance(hours=1)
    assert tick(store, bot, clock, stopping=lambda: len(standin.asked) == 2)["rendered"] == 2
    assert tick(store, bot, clock)["rendered"] == 3
    assert set(standin.delivered.values()) == {1}


def test_forgotten_while_claimed(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her, other = onboard("a"), onboard("b")
    tick(store, bot, clock)
    clock.advance(hours=1)
    standin.on_ask = lambda checkin: store.forget(her)
    counts = tick(store, bot, clock)
    assert counts["failed"] == 0
    assert states(store, other) == {TODAY: "sent"}
    assert store.checkins(her) == []


def test_the_log_has_ids_and_reasons_and_no_words_of_hers(
    store: SqliteStore,
    bot: HttpBot,
    standin: BotStandIn,
    clock: FakeClock,
    onboard: Onboard,
    caplog: pytest.LogCaptureFixture,
) -> None:
    her = onboard("+447700900123")
    store.append(her, Draft(MessageReceived("rest", "my secret words"), clock()))
    with caplog.at_level(logging.INFO, logger="scheduler"):
        tick(store, bot, clock)
        clock.advance(hours=1)
        tick(store, bot, clock)
    lines = [json.loads(r.message) for r in caplog.records if r.name == "scheduler"]
    assert [(line["event"], line["action"]) for line in lines] == [
        ("decided", "to_send"),
        ("checkin", "rendered"),
        ("checkin", "sent"),
    ]
    assert lines[-1] == {
        "at": "2026-06-01T09:00:00+00:00",
        "event": "checkin",
        "checkin": f"{her}:{TODAY}:daily",
        "action": "sent",
        "reason": "nothing stands against it",
        "until": None,
    }
    assert "secret" not in caplog.text
    assert "900123" not in caplog.text
