from __future__ import annotations

from datetime import datetime, timedelta, timezone

from records.events import ConsentGiven, ConsentRefused, Draft, Onboarded, ProfileChanged
from records.sqlite_store import SqliteStore
from scheduler.plan import plan
from tests.scheduler.simulated import FakeClock, Onboard


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=timezone.utc)


def rows(store: SqliteStore, her: str) -> list[tuple[str, datetime, str]]:
    return [(c.id.split(":")[1], c.due_at, c.state) for c in store.checkins(her)]


def change(store: SqliteStore, her: str, now: datetime, **profile: str) -> None:
    store.append(her, Draft(ProfileChanged("m", **profile), now))


def settle(store: SqliteStore, state: str, now: datetime) -> None:
    (checkin,) = store.claim_due(now, timedelta(minutes=2), 10)
    assert store.settle_checkin(checkin, state, "test", now)  # type: ignore[arg-type]


def test_the_next_checkin_is_planned_once(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    assert plan(store, clock()) == 1
    assert plan(store, clock()) == 0
    assert rows(store, her) == [("2026-06-01", utc(1, 9), "due")]


def test_nothing_for_those_not_onboarded_or_without_time_or_zone(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    store.join("rest", "new", clock())
    onboard("no time", at=None)
    onboard("no zone", zone=None)
    refused = onboard("refused")
    store.append(refused, Draft(ConsentRefused("1", "m9"), clock()))
    assert plan(store, clock()) == 0


def test_a_broken_profile_does_not_stop_the_others(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    onboard("a", zone="Mars/Phobos")
    onboard("b", at="half nine")
    fine = [onboard(name) for name in "cde"]
    assert plan(store, clock()) == 3
    assert all(rows(store, her) for her in fine)


def test_a_new_time_takes_effect_today(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    plan(store, clock())
    change(store, her, clock(), checkin_time="20:00")
    plan(store, clock())
    assert rows(store, her) == [("2026-06-01", utc(1, 19), "due")]


def test_a_time_that_has_passed_today_means_tomorrow(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    plan(store, clock())
    change(store, her, clock(), checkin_time="08:00")  # it is nine o'clock
    plan(store, clock())
    assert rows(store, her) == [("2026-06-02", utc(2, 7), "due")]


def test_changing_the_time_after_todays_checkin_gives_no_second_one(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    plan(store, clock())
    settle(store, "sent", utc(1, 9))
    plan(store, utc(1, 9, 1))
    change(store, her, utc(1, 10), checkin_time="20:00")
    plan(store, utc(1, 10))
    assert rows(store, her) == [
        ("2026-06-01", utc(1, 9), "sent"),
        ("2026-06-02", utc(2, 19), "due"),
    ]


def test_changing_the_time_while_todays_waits_moves_todays(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    plan(store, clock())
    settle(store, "due", utc(1, 9, 2))  # she is writing: "make it eight in the evening"
    change(store, her, utc(1, 9, 3), checkin_time="20:00")
    plan(store, utc(1, 9, 3))
    assert rows(store, her) == [("2026-06-01", utc(1, 19), "due")]


def test_moving_to_another_zone(store: SqliteStore, clock: FakeClock, onboard: Onboard) -> None:
    her = onboard(at="10:00")
    plan(store, clock())
    settle(store, "sent", utc(1, 9))
    plan(store, utc(1, 10))
    change(store, her, utc(1, 10), zone="America/New_York")
    plan(store, utc(1, 10))  # still to be ten o'clock there, but she had today's
    assert rows(store, her)[1:] == [("2026-06-02", utc(2, 14), "due")]


def test_days_without_a_scheduler_get_rows_but_not_more_than_a_week(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    plan(store, clock())
    plan(store, utc(4, 9, 30))
    assert [day for day, *_ in rows(store, her)] == [f"2026-06-0{n}" for n in range(1, 6)]
    plan(store, utc(30, 9, 30))
    days = [day for day, *_ in rows(store, her)][5:]
    assert days == [f"2026-06-{n}" for n in range(24, 31)] + ["2026-07-01"]


def test_a_checkin_that_somebody_holds_is_left_alone(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    plan(store, clock())
    (held,) = store.claim_due(utc(1, 9), timedelta(minutes=2), 10)
    change(store, her, utc(1, 9), checkin_time="20:00")
    plan(store, utc(1, 9))
    assert store.settle_checkin(held, "sent", "test", utc(1, 9, 1))
    plan(store, utc(1, 9, 2))
    assert rows(store, her) == [
        ("2026-06-01", utc(1, 9), "sent"),
        ("2026-06-02", utc(2, 19), "due"),
    ]


def test_a_time_changed_while_no_scheduler_ran_keeps_the_missed_days(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    plan(store, clock())
    change(store, her, utc(2, 12), checkin_time="20:00")
    plan(store, utc(4, 9))
    assert rows(store, her) == [
        ("2026-06-01", utc(1, 9), "due"),
        ("2026-06-02", utc(2, 19), "due"),
        ("2026-06-03", utc(3, 19), "due"),
        ("2026-06-04", utc(4, 19), "due"),
    ]


def test_days_without_her_consent_are_not_missed_checkins(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    plan(store, clock())
    store.append(her, Draft(ConsentRefused("1", "m8"), utc(1, 8, 30)))
    settle(store, "refused", utc(1, 9))
    back = utc(5, 12)
    store.append(her, Draft(ConsentGiven("1", "m9"), back), Draft(Onboarded("m9"), back))
    plan(store, utc(5, 12, 1))
    assert rows(store, her) == [
        ("2026-06-01", utc(1, 9), "refused"),
        ("2026-06-06", utc(6, 9), "due"),
    ]
