"""Which decision points a mother has, one after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.store import Checkin, Participant
from scheduler.slots import following, place_of, why_then
from tests.scheduler.test_decide import HER
from tests.scheduler.test_due import ZONES, zones_that_change

MONDAY = datetime(2026, 6, 1, 8, 0, tzinfo=timezone.utc)  # 09:00 in London
NOTHING_WRITTEN: list[datetime] = []


def points(
    her: Participant, number: int, after: datetime = MONDAY, beyond: tuple[date, int] | None = None
) -> list[Checkin]:
    found: list[Checkin] = []
    while len(found) < number:
        point = following(her, NOTHING_WRITTEN, after, beyond)
        found.append(point)
        after, beyond = point.due_at, place_of(point.id)
    return found


def names(found: list[Checkin]) -> list[str]:
    return [point.id.removeprefix("p:") for point in found]


def test_one_for_each_window_and_on_sunday_the_weekly_note_in_the_place_of_the_first() -> None:
    her = replace(HER, windows=("10:00", "12:30", "20:00"))
    saturday = MONDAY + timedelta(days=5)
    assert names(points(her, 9, saturday)) == [
        "2026-06-06:daily",
        "2026-06-06:w2",
        "2026-06-06:w3",
        "2026-06-07:week",
        "2026-06-07:w2",
        "2026-06-07:w3",
        "2026-06-08:daily",
        "2026-06-08:w2",
        "2026-06-08:w3",
    ]


def test_a_time_is_kept_to_the_minute_and_a_span_has_one_moment_a_day() -> None:
    her = replace(HER, windows=("10:00", "12:00-14:00"))
    local = [p.due_at.astimezone(ZoneInfo("Europe/London")) for p in points(her, 6)]
    assert {f"{at:%H:%M}" for at in local[::2]} == {"10:00"}
    (moment,) = {f"{at:%H:%M}" for at in local[1::2]}
    assert "12:00" <= moment <= "12:10"


def test_the_moment_follows_her_own_writing_and_says_so() -> None:
    her = replace(HER, windows=("12:00-14:00",))
    wrote = [MONDAY - timedelta(days=n) + timedelta(hours=4, minutes=20) for n in range(1, 6)]
    point = following(her, wrote, MONDAY, None)  # she wrote at 13:20 in London
    local = point.due_at.astimezone(ZoneInfo("Europe/London"))
    assert "13:00" <= f"{local:%H:%M}" <= "13:10"
    assert why_then(point, her, wrote) == "you have often written between 13:00 and 13:30"
    assert why_then(point, replace(her, windows=("10:00",)), wrote) == "the time you chose"
    assert why_then(replace(point, id="another"), her, wrote) is None


def test_travelling_west_gives_no_date_twice() -> None:
    (today,) = points(HER, 1)
    in_honolulu = replace(HER, zone="Pacific/Honolulu")
    (then,) = points(in_honolulu, 1, today.due_at, place_of(today.id))
    assert names([today, then]) == ["2026-06-01:daily", "2026-06-02:daily"]
    assert then.due_at == datetime(2026, 6, 2, 20, tzinfo=timezone.utc)


def test_travelling_east_loses_no_date() -> None:
    (today,) = points(HER, 1)
    in_auckland = replace(HER, zone="Pacific/Auckland")
    (then,) = points(in_auckland, 1, today.due_at, place_of(today.id))
    assert names([then]) == ["2026-06-02:daily"]
    assert then.due_at == datetime(2026, 6, 1, 22, tzinfo=timezone.utc)


def test_other_windows_than_this_morning_give_no_second_point_for_the_first() -> None:
    (morning,) = points(HER, 1)
    evening = replace(HER, windows=("20:00",))
    both = replace(HER, windows=("10:00", "20:00"))
    place = place_of(morning.id)
    assert names(points(evening, 1, morning.due_at, place)) == ["2026-06-02:daily"]
    assert names(points(both, 1, morning.due_at, place)) == ["2026-06-01:w2"]


@pytest.mark.parametrize("windows", [("half nine",), ("10:00-09:00",), ("25:00",), ("9-10-11",)])
def test_windows_that_make_no_sense(windows: tuple[str, ...]) -> None:
    with pytest.raises(ValueError):
        following(replace(HER, windows=windows), NOTHING_WRITTEN, MONDAY, None)


@pytest.mark.parametrize("other", ["c1", "p:2026-06-01:later", "p:tomorrow:daily", "::", ""])
def test_other_ids_are_no_point_of_a_window(other: str) -> None:
    assert place_of(other) is None


@pytest.mark.slow
@pytest.mark.parametrize("windows", [("02:30",), ("00:00", "02:15", "02:45"), ("01:00", "23:59")])
def test_a_year_has_every_date_and_window_once_in_every_zone(windows: tuple[str, ...]) -> None:
    for zone in zones_that_change():
        her, local = replace(HER, zone=zone, windows=windows), ZoneInfo(zone)
        start = datetime(2026, 1, 1, tzinfo=local).astimezone(timezone.utc)
        year = points(her, 365 * len(windows), start)
        days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
        expected = [(day, n) for day in days for n in range(len(windows))]
        assert [place_of(point.id) for point in year] == expected, zone
        assert [p.due_at.astimezone(local).date() for p in year] == [d for d, _ in expected], zone


CLOCKS = st.integers(0, 23 * 60 + 59)


@settings(max_examples=150, deadline=None)
@given(
    moves=st.lists(
        st.tuples(
            st.sampled_from(ZONES),
            st.lists(CLOCKS, min_size=1, max_size=3, unique=True).map(sorted),
            st.integers(1, 4),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_wherever_she_travels_and_whatever_she_chooses_points_only_go_on(
    moves: list[tuple[str, list[int], int]],
) -> None:
    after, beyond, seen = MONDAY, None, set[str]()
    for zone, clocks, number in moves:
        windows = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in clocks)
        for point in points(replace(HER, zone=zone, windows=windows), number, after, beyond):
            place = place_of(point.id)
            assert place is not None and (beyond is None or place > beyond)
            assert point.due_at >= after
            assert point.due_at - after < timedelta(days=4)  # no long silence, whatever the trip
            assert point.id not in seen
            seen.add(point.id)
            after, beyond = point.due_at, place
