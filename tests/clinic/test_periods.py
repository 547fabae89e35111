"""The periods that her page can show."""

from __future__ import annotations

from datetime import date

import pytest

from clinic.participant.period import NoPeriod, last_days, period
from records.sqlite_store import SqliteStore
from tests.clinic.browser import Browser
from tests.clinic.simulated_people import Scribe
from tests.clinic.test_participant_page import flat

TODAY, BEGUN = date(2026, 11, 22), date(2026, 9, 1)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({}, date(2026, 10, 24), TODAY),
        ({"period": "nonsense"}, date(2026, 10, 24), TODAY),
        ({"period": "90"}, date(2026, 8, 25), TODAY),
        ({"period": "all"}, BEGUN, TODAY),
        ({"from": "2026-10-01", "to": "2026-10-05"}, date(2026, 10, 1), date(2026, 10, 5)),
        ({"from": "2026-11-20", "to": ""}, date(2026, 11, 20), TODAY),
        ({"from": "", "to": "2026-10-05"}, date(2026, 9, 6), date(2026, 10, 5)),
        ({"from": "0001-01-01", "to": "2026-10-05"}, BEGUN, date(2026, 10, 5)),
    ],
)
def test_periods(asked: dict[str, str], first: date, last: date) -> None:
    found = period(asked, BEGUN, TODAY)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"from": "2026-11-23", "to": ""}, "future. Today is 22 Nov 2026"),
        ({"from": "2026-11-01", "to": "2027-01-01"}, "future"),
        ({"from": "2026-11-10", "to": "2026-11-01"}, "after the last one"),
        ({"from": "yesterday", "to": ""}, "year-month-day"),
        ({"from": "2026-02-30", "to": ""}, "year-month-day"),
        ({"from": "", "to": "2026-08-31"}, "begins on 1 Sep 2026"),
    ],
)
def test_dates_that_are_no_period_are_told_so(
    asked: dict[str, str], says: str, store: SqliteStore, amara: Browser
) -> None:
    with pytest.raises(NoPeriod, match=says):
        period(asked, BEGUN, TODAY)
    her = Scribe(store, "a", joined_days_ago=82).onboard(weeks=9)
    page = flat(amara.client.get(f"/participants/{her.id}", params=asked).text)
    assert amara.client.get(f"/participants/{her.id}", params=asked).status_code == 422
    assert says in page and "The last 30 days are shown instead." in page
    assert f'value="{asked["from"] or last_days(30, TODAY).first}"' in page
