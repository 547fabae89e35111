"""How long a pause is, as she says it on Monday 16 November 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.capture.pause import LONGEST, parse_pause

MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("pause for a week", 7), ("give me 10 days off", 10), ("a couple of weeks please", 14),
        ("until Friday", 4), ("till monday", 7), ("not tomorrow", 1), ("leave me alone today", 1),
        ("till the 3rd of december", 17), ("until December 3rd", 17), ("pause to the 20th", 4),
        ("till the 2nd", 16), ("no messages until 5 jan", 50), ("for the weekend", 7),
        ("for the rest of the week", 7), ("a fortnight", 14), ("for 2 years until 31 feb", None),
        ("pause please", None),
    ],
)  # fmt: skip
def test_the_length_of_a_pause(said: str, days: int | None) -> None:
    assert parse_pause(said, MONDAY) == (None if days is None else timedelta(days=days))


@given(st.text(), st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_a_pause_is_a_day_or_more_and_ends(said: str, today: date) -> None:
    length = parse_pause(said, today)
    assert length is None or timedelta(days=1) <= length <= LONGEST
