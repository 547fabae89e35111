from __future__ import annotations

from datetime import datetime, timedelta, timezone

from records.events import (
    CheckinDecided,
    ConsentGiven,
    ConsentRefused,
    Draft,
    Onboarded,
    ProfileChanged,
)
from records.sqlite_store import SqliteStore
from records.store import Decided
from scheduler import plan as planning
from scheduler.slots import following, place_of
from tests.scheduler.simulated import FakeClock, Onboard


def plan(store: SqliteStore, now: datetime) -> int:
    """Follow what changed; how many check-ins were planned."""
    return planning.plan(store, now)["planned"]


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=timezone.utc)


def rows(store: SqliteStore, her: str) -> list[tuple[str, datetime, str]]:
    return [(c.id.split(":", 1)[1], c.due_at, c.state) for c in store.checkins(her)]


def change(store: SqliteStore, her: str, now: datetime, **profile: object) -> None:
    store.append(her, Draft(ProfileChanged("m", **profile), now))  # type: ignore[arg-type]


def decide(store: SqliteStore, now: datetime) -> None:
    """Stay silent at the one check-in that is due, and plan what follows."""
    (checkin,) = store.claim_due(now, timedelta(minutes=2), 10)
    her = store.participant(checkin.participant)
    then = following(her, [], checkin.due_at, place_of(checkin.id))
    body = CheckinDecided(checkin.id, checkin.due_at.isoformat(), "silent", "test")
    assert store.decide_checkins([Decided(checkin, body, following=then)], now) == [True]


def test_the_next_checkin_is_planned_once(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    assert plan(store, clock()) == 1
    assert plan(store, clock()) == 0
    assert rows(store, her) == [("2026-06-01:daily", utc(1, 9), "due")]


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
    onboard("f", windows=("10:00-09:00",))
    fine = [onboard(name) for name in "cde"]
    assert plan(store, clock()) == 3
    assert all(rows(store, her) for her in fine)
    assert plan(store, clock()) == 0


def test_a_new_time_takes_effect_today(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    plan(store, clock())
    change(store, her, clock(), checkin_time="20:00")
    plan(store, clock())
    assert rows(store, her) == [("2026-06-01:daily", utc(1, 19), "due")]


def test_a_time_that_has_passed_today_means_tomorrow(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    plan(store, clock())
    change(store, her, clock(), checkin_time="08:00")  # it is nine o'clock
    plan(store, clock())
    assert rows(store, her) == [("2026-06-02:daily", utc(2, 7), "due")]


def test_changing_the_time_after_todays_checkin_gives_no_second_one(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    plan(store, clock())
    decide(store, utc(1, 9))
    change(store, her, utc(1, 10), checkin_time="20:00")
    plan(store, utc(1, 10))
    assert rows(store, her) == [
        ("2026-06-01:daily", utc(1, 9), "silent"),
        ("2026-06-02:daily", utc(2, 19), "due"),
    ]


def test_a_second_window_chosen_after_todays_first_begins_today(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    plan(store, clock())
    decide(store, utc(1, 9))
    change(store, her, utc(1, 10), windows=("10:00", "20:00"))
    plan(store, utc(1, 10))
    assert rows(store, her)[1:] == [("2026-06-01:w2", utc(1, 19), "due")]
    change(store, her, utc(1, 11), windows=("10:00",))
    plan(store, utc(1, 11))
    assert rows(store, her)[1:] == [("2026-06-02:daily", utc(2, 9), "due")]


def test_changing_the_time_while_todays_waits_moves_todays(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    plan(store, clock())
    (waiting,) = store.claim_due(utc(1, 9, 2), timedelta(minutes=2), 10)
    store.settle_checkin(waiting, "due", "in conversation", utc(1, 9, 2))
    change(store, her, utc(1, 9, 3), checkin_time="20:00")  # "make it eight in the evening"
    plan(store, utc(1, 9, 3))
    assert rows(store, her) == [("2026-06-01:daily", utc(1, 19), "due")]


def test_a_change_of_something_else_leaves_the_one_that_waits(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    for number, windows in enumerate((("10:00",), ("10:00-12:00",))):
        her = onboard(str(number), windows=windows)
        plan(store, clock())
        before = rows(store, her)
        change(store, her, utc(1, 9, 30), birth_date="2026-04-01")
        assert plan(store, utc(1, 9, 30)) == 0
        assert rows(store, her) == before


def test_moving_to_another_zone(store: SqliteStore, clock: FakeClock, onboard: Onboard) -> None:
    her = onboard(at="10:00")
    plan(store, clock())
    decide(store, utc(1, 9))
    change(store, her, utc(1, 10), zone="America/New_York")
    plan(store, utc(1, 10))  # still to be ten o'clock there, but she had today's
    assert rows(store, her)[1:] == [("2026-06-02:daily", utc(2, 14), "due")]


def test_moving_before_todays_means_the_new_places_ten_oclock(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    plan(store, clock())
    change(store, her, utc(1, 8, 30), zone="America/New_York")
    plan(store, utc(1, 8, 30))
    assert rows(store, her) == [("2026-06-01:daily", utc(1, 14), "due")]


def test_a_checkin_that_somebody_holds_is_left_alone_and_looked_at_again(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    plan(store, clock())
    (held,) = store.claim_due(utc(1, 9), timedelta(minutes=2), 10)
    old = following(store.participant(her), [], held.due_at, place_of(held.id))
    change(store, her, utc(1, 9), checkin_time="20:00")
    assert plan(store, utc(1, 9)) == 0
    body = CheckinDecided(held.id, held.due_at.isoformat(), "silent", "test")
    assert store.decide_checkins([Decided(held, body, following=old)], utc(1, 9, 1)) == [True]
    plan(store, utc(1, 9, 2))
    assert rows(store, her) == [
        ("2026-06-01:daily", utc(1, 9), "silent"),
        ("2026-06-02:daily", utc(2, 19), "due"),
    ]


def test_one_that_is_too_late_to_be_sent_is_not_moved_but_missed(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    plan(store, clock())
    change(store, her, utc(2, 12), checkin_time="20:00")
    plan(store, utc(4, 9))
    assert rows(store, her) == [("2026-06-01:daily", utc(1, 9), "due")]


def test_days_without_her_consent_are_not_missed_checkins(
    store: SqliteStore, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    plan(store, clock())
    store.append(her, Draft(ConsentRefused("1", "m8"), utc(1, 8, 30)))
    (refused,) = store.claim_due(utc(1, 9), timedelta(minutes=2), 10)
    body = CheckinDecided(refused.id, refused.due_at.isoformat(), "refuse", "test")
    store.decide_checkins([Decided(refused, body)], utc(1, 9))
    back = utc(5, 12)
    store.append(her, Draft(ConsentGiven("1", "m9"), back), Draft(Onboarded("m9"), back))
    plan(store, utc(5, 12, 1))
    assert rows(store, her) == [
        ("2026-06-01:daily", utc(1, 9), "refused"),
        ("2026-06-06:daily", utc(6, 9), "due"),
    ]
