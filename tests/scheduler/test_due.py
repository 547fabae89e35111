"""Due times against a brute-force reading of the tz database, minute by minute."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.due import instant

pytestmark = pytest.mark.slow

YEAR = 2026
MINUTE = timedelta(minutes=1)
ZONES = sorted(available_timezones() - {"localtime"})


def changes(zone: str) -> tuple[tuple[datetime, timedelta | None], ...]:
    """The hours of the year at which the offset changes, with the new offset."""
    local = ZoneInfo(zone)
    start = datetime(YEAR, 1, 1, tzinfo=timezone.utc)
    found = []
    for day in range(366):
        at = start + timedelta(days=day)
        if at.astimezone(local).utcoffset() == (at + timedelta(1)).astimezone(local).utcoffset():
            continue
        for hour in range(24):
            one = at + timedelta(hours=hour)
            offset = (one + timedelta(hours=1)).astimezone(local).utcoffset()
            if one.astimezone(local).utcoffset() != offset:
                found.append((one, offset))
    return tuple(found)


@lru_cache
def zones_that_change() -> tuple[str, ...]:
    """One zone for each different way in which the clocks change this year."""
    ways: dict[object, str] = {}
    for zone in ZONES:
        found = changes(zone)
        if found:
            ways.setdefault(found, zone)
    return tuple(ways.values())


def minutes_of(day: date, zone: str) -> dict[time, datetime]:
    """Every wall-clock minute that exists on the date, and the first instant that reads so."""
    local = ZoneInfo(zone)
    at = datetime.combine(day, time(), timezone.utc) - timedelta(hours=27)
    read: dict[time, datetime] = {}
    for _ in range(27 * 60 + 24 * 60 + 27 * 60):
        wall = at.astimezone(local)
        if wall.date() == day:
            read.setdefault(wall.time(), at)
        at += MINUTE
    return read


def minute_of(at: str) -> int:
    hour, minute = at.split(":")
    return int(hour) * 60 + int(minute)


def test_there_are_zones_to_test() -> None:
    assert len(zones_that_change()) > 15


@pytest.mark.parametrize("at", ["02:30", "00:00", "01:30", "09:00", "23:30"])
def test_one_checkin_per_local_date_all_year_in_every_zone(at: str) -> None:
    wanted = time.fromisoformat(at)
    for zone in zones_that_change():
        local = ZoneInfo(zone)
        days_of_change = {
            (when + timedelta(hours=hours)).astimezone(local).date()
            for when, _ in changes(zone)
            for hours in (0, 1)
        }
        after = datetime(YEAR, 1, 1, tzinfo=local).astimezone(timezone.utc) - MINUTE
        for number in range(365):
            day = date(YEAR, 1, 1) + timedelta(days=number)
            due = instant(day, minute_of(at), local)
            assert due is not None and due > after
            wall = due.astimezone(local)
            assert wall.date() == day, (zone, day)
            if day in days_of_change:
                exist = minutes_of(day, zone)
                expected = min((t for t in exist if t >= wanted), default=max(exist))
                assert due == exist[expected], (zone, day)
            else:
                assert wall.time() == wanted, (zone, day)
            after = due


@pytest.mark.parametrize(
    ("zone", "at", "day", "expected"),
    [
        ("Europe/Berlin", "02:30", "2026-03-29", "2026-03-29T01:00+00:00"),  # gap: 03:00 CEST
        ("Europe/Berlin", "02:30", "2026-10-25", "2026-10-25T00:30+00:00"),  # first of the two
        ("America/Los_Angeles", "00:00", "2022-03-14", "2022-03-14T07:00+00:00"),
        ("Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-03T15:30+00:00"),  # half an hour
        ("Asia/Beirut", "00:30", "2026-03-29", "2026-03-28T22:00+00:00"),  # gap at midnight
    ],
)
def test_known_nights(zone: str, at: str, day: str, expected: str) -> None:
    due = instant(date.fromisoformat(day), minute_of(at), ZoneInfo(zone))
    assert due == datetime.fromisoformat(expected)


def test_a_date_that_a_zone_skipped_has_no_checkin() -> None:
    assert instant(date(2011, 12, 30), 9 * 60, ZoneInfo("Pacific/Apia")) is None


@settings(max_examples=300, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    minute=st.integers(0, 24 * 60 - 1),
    later=st.integers(0, 24 * 60 - 1),
    day=st.dates(date(1972, 1, 1), date(2037, 1, 1)),
)
def test_always_on_that_date_and_in_the_order_of_the_clock(
    zone: str, minute: int, later: int, day: date
) -> None:
    local = ZoneInfo(zone)
    due, next_due = instant(day, minute, local), instant(day + timedelta(days=1), minute, local)
    if due is None:
        return
    assert due.utcoffset() == timedelta(0)
    assert due.astimezone(local).date() == day
    same_day = instant(day, max(minute, later), local)
    assert same_day is not None and same_day >= due
    assert next_due is None or next_due > same_day
