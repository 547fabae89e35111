"""The answers she gives when she joins, and those that must be asked again."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.capture import places
from bot.capture.births import OLDEST_BIRTH
from bot.capture.onboarding import (
    country_of_zone,
    parse_birth_date,
    parse_birth_kind,
    parse_time_of_day,
    parse_zone,
)

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("12 September", date(2026, 9, 12)),
        ("12/09/2026", date(2026, 9, 12)),
        ("12/25/2025", date(2025, 12, 25)),
        ("12.9.26", date(2026, 9, 12)),
        ("2026-09-12", date(2026, 9, 12)),
        ("sept 12th", date(2026, 9, 12)),
        ("the 12th of September 2026", date(2026, 9, 12)),
        ("31 December", date(2025, 12, 31)),
        ("born 3rd of May, c-section", date(2026, 5, 3)),
        ("born at 38 weeks on 1st October", date(2026, 10, 1)),
        ("10 weeks ago", date(2026, 9, 13)),
        ("ten weeks ago", date(2026, 9, 13)),
        ("he's 10 weeks", date(2026, 9, 13)),
        ("10 weeks and 3 days", date(2026, 9, 10)),
        ("6 and a half weeks", TODAY - timedelta(days=46)),
        ("3 days ago", date(2026, 11, 19)),
        ("she's 3 months old", date(2026, 8, 22)),
        ("first baby 3 years ago, this one 8 weeks", date(2026, 9, 27)),
        ("a fortnight ago", date(2026, 11, 8)),
        ("last Tuesday", date(2026, 11, 17)),
        ("on Sunday", date(2026, 11, 15)),
        ("yesterday", date(2026, 11, 21)),
        ("this morning", TODAY),
        ("3 1/2 weeks", TODAY - timedelta(days=24)),
        ("3½ weeks", TODAY - timedelta(days=24)),
        ("a week and a half ago", TODAY - timedelta(days=10)),
        ("due 1 nov came 20 oct", date(2026, 10, 20)),
        ("due on 1/11, born 20/10", date(2026, 10, 20)),
    ],
)
def test_birth_date_is_read(text: str, born: date) -> None:
    assert parse_birth_date(text, TODAY) == born


@pytest.mark.parametrize(
    "text",
    ["", "banana", "tomorrow", "12 December 2026", "12 January 2024", "31/02/2026", "3 years ago",
     "born at 38 weeks", "I'm 38 weeks pregnant", "not sure", "99/99/9999", "0/0/0",
     "due 25 October, came 2 weeks early", "born 3 1/2"],
)  # fmt: skip
def test_birth_date_that_cannot_be_is_asked_again(text: str) -> None:
    assert parse_birth_date(text, TODAY) is None


@given(st.text(max_size=120))
@settings(max_examples=80, deadline=None)
def test_no_answer_breaks_onboarding(text: str) -> None:
    born = parse_birth_date(text, TODAY)
    assert born is None or TODAY - OLDEST_BIRTH <= born <= TODAY
    parse_birth_kind(text)
    parse_time_of_day(text)
    zone = parse_zone(text)
    assert zone is None or ZoneInfo(zone)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *[(text, "caesarean") for text in (
            "c-section", "C Section.", "section", "emcs", "caesarian", "Cesarean", "ceasarean",
            "elective caesarean", "forceps then section", "natural c-section",
            "wanted a natural birth but ended with an emergency section")],
        *[(text, "vaginal") for text in (
            "vaginal", "forceps", "ventouse", "natural", "normal delivery", "VBAC", "water birth",
            "not a section", "vaginal, no c-section", "vbac after a section",
            "first was a section, this time vaginal")],
        *[(text, None) for text in ("", "it was ok", "long", "vaginal or section, I forget",
            "was meant to be vaginal but ended up in theatre")],
    ],
)  # fmt: skip
def test_birth_kind(text: str, kind: str | None) -> None:
    assert parse_birth_kind(text) == kind


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("10:30", time(10, 30)), ("half ten", time(10, 30)), ("half past 7", time(7, 30)),
        ("9am", time(9)), ("7 in the evening", time(19)), ("7:15 pm", time(19, 15)),
        ("at 7 tonight", time(19)), ("half 7 pm", time(19, 30)), ("noon", time(12)),
        ("midnight", time(0)), ("20h30", time(20, 30)), ("9", time(9)), ("nine", time(9)),
        ("nine thirty", time(9, 30)), ("9.30", time(9, 30)), ("0930", time(9, 30)),
        ("quarter to 8", time(7, 45)), ("9 o'clock", time(9)), ("10:30 London", time(10, 30)),
        ("I've 2 kids so 10:30 please", time(10, 30)),
        ("730pm", time(19, 30)), ("930pm, Chicago", time(21, 30)), ("1230pm", time(12, 30)),
        ("evenings, 7, leeds", time(19)), ("7:30 at night", time(19, 30)), ("12 at night", time(0)),
        ("ten to nine at night", time(20, 50)), ("evenings around 7", time(19)),
        ("afternoons, 2ish", time(14)), ("mornings, 9", time(9)), ("at night, about 2", time(2)),
        ("11 in the morning or 7 at night", time(11)), ("after dinner, 8", time(20)),
        ("after lunch", None), ("in the morning", None), ("25:00", None), ("99", None), ("", None),
    ],
)  # fmt: skip
def test_time_of_day(text: str, at: time | None) -> None:
    assert parse_time_of_day(text) == at


@pytest.mark.parametrize(
    ("text", "zone", "country"),
    [
        ("London", "Europe/London", "GB"), ("the UK", "Europe/London", "GB"),
        ("we live in Leeds", "Europe/London", "GB"), ("dublin", "Europe/Dublin", "IE"),
        ("Berlin", "Europe/Berlin", "DE"), ("9am in Germany", "Europe/Berlin", "DE"),
        ("EST", "America/New_York", "US"), ("Eastern", "America/New_York", "US"),
        ("Pacific", "America/Los_Angeles", "US"), ("Salt Lake City", "America/Denver", "US"),
        ("Sydney", "Australia/Sydney", "AU"), ("Mumbai", "Asia/Kolkata", "IN"),
        ("India", "Asia/Kolkata", "IN"), ("france", "Europe/Paris", "FR"),
        ("america/new_york", "America/New_York", "US"), ("NZ", "Pacific/Auckland", "NZ"),
        ("brum", "Europe/London", "GB"), ("B\u2019ham", "Europe/London", "GB"),
        ("NYC", "America/New_York", "US"),
        ("UTC", "Etc/UTC", None), ("CET", "CET", None),
        ("wake me at 7", None, None), ("USA", None, None), ("tell us more", None, None),
        ("no idea", None, None), ("", None, None),
    ],
)  # fmt: skip
def test_zone_and_country(text: str, zone: str | None, country: str | None) -> None:
    assert parse_zone(text) == zone
    assert (country_of_zone(zone) if zone else None) == country


def test_every_zone_of_the_table_exists_and_has_a_country() -> None:
    path = places.Path(places.__file__).with_name("zones.yml")
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert len(table["names"]) > 40
    for zone in [*table["names"], *table["abbreviations"]]:
        assert ZoneInfo(zone)
    for zone in table["names"]:
        assert country_of_zone(zone), zone
