from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from policies.motivation.moment import Window
from records.store import Checkin, Participant
from scheduler.decide import (
    Decision,
    Facts,
    Missed,
    Reason,
    Refuse,
    Send,
    Wait,
    decide,
    may_deliver,
)

DUE = datetime(2026, 6, 1, 9, 0, tzinfo=timezone.utc)  # 10:00 in London
CHECKIN = Checkin("p:2026-06-01:daily", "p", DUE)
HER = Participant(
    id="p",
    alias="amber-heron-042",
    joined_at=DUE - timedelta(days=9),
    consent="given",
    consent_version="1",
    onboarded_at=DUE - timedelta(days=9),
    birth_date=None,
    birth_kind=None,
    zone="Europe/London",
    checkin_time="10:00",
    windows=("10:00",),
    reminders="active",
    reminders_until=None,
    last_in_at=DUE - timedelta(hours=5),
    last_out_at=None,
    channels=(),
)


def at(hour: int, minute: int = 0) -> datetime:
    """A time of that day in London's summer time."""
    return datetime(2026, 6, 1, hour - 1, minute, tzinfo=timezone.utc)


MINUTES = [timedelta(minutes=n) for n in range(11)]
LATER = DUE + timedelta(days=2)


@pytest.mark.parametrize(
    ("her", "facts", "expected"),
    [
        ({}, {}, Send()),
        ({"consent": "asked"}, {}, Refuse(Reason.NOT_ONBOARDED)),
        ({"consent": "refused"}, {}, Refuse(Reason.WITHDRAWN)),
        ({"consent": "refused", "onboarded_at": None}, {}, Refuse(Reason.NOT_ONBOARDED)),
        ({"onboarded_at": None}, {}, Refuse(Reason.NOT_ONBOARDED)),
        ({"reminders": "stopped"}, {}, Refuse(Reason.STOPPED)),
        ({"reminders": "paused"}, {}, Refuse(Reason.PAUSED)),
        ({"reminders": "paused", "reminders_until": LATER}, {}, Refuse(Reason.PAUSED)),
        ({"reminders": "paused", "reminders_until": DUE}, {}, Send()),
        ({"reminders": "active", "reminders_until": LATER}, {}, Send()),
        ({}, {"open_tiers": frozenset({"emergency"})}, Refuse(Reason.EMERGENCY)),
        ({}, {"open_tiers": frozenset({"urgent"})}, Refuse(Reason.URGENT)),
        ({}, {"open_tiers": frozenset({"urgent", "emergency"})}, Refuse(Reason.EMERGENCY)),
        ({}, {"open_tiers": frozenset({"review"})}, Send()),
        ({}, {"checked_in": True}, Refuse(Reason.CHECKED_IN)),
        ({"zone": None}, {}, Refuse(Reason.ZONE_UNKNOWN)),
        ({"zone": "Mars/Phobos"}, {}, Refuse(Reason.ZONE_UNKNOWN)),
        ({"zone": "../etc/passwd"}, {}, Refuse(Reason.ZONE_UNKNOWN)),
        ({"zone": "Europe"}, {}, Refuse(Reason.ZONE_UNKNOWN)),  # a folder of the tz database
        ({}, {"overtaken": True}, Missed(Reason.OVERTAKEN)),
        (
            {"last_in_at": DUE - MINUTES[9]},
            {},
            Wait(DUE + MINUTES[10], Reason.IN_CONVERSATION),
        ),
        ({"last_in_at": DUE - MINUTES[10]}, {}, Send()),
        ({"last_in_at": None}, {}, Send()),
        ({}, {"wrote_at": DUE - MINUTES[9]}, Wait(DUE + 51 * MINUTES[1], Reason.LAST_HOUR)),
        ({}, {"wrote_at": DUE - timedelta(hours=1)}, Send()),
        ({}, {"on_its_way": True}, Wait(DUE + MINUTES[5], Reason.ON_ITS_WAY)),
        # a stop outweighs a chat going on
        ({"last_in_at": DUE, "reminders": "stopped"}, {}, Refuse(Reason.STOPPED)),
    ],
)
def test_reasons(her: dict[str, Any], facts: dict[str, Any], expected: Decision) -> None:
    assert decide(CHECKIN, replace(HER, **her), Facts(**facts), DUE) == expected


@pytest.mark.parametrize(
    ("chosen", "now", "expected"),
    [
        ("21:30", at(21, 59), Send()),
        ("21:30", at(22, 0), Refuse(Reason.QUIET_HOURS)),
        ("05:59", at(6, 0), Send()),  # she chose a time in the night herself
        ("23:00", at(23, 5), Send()),
        ("07:00", at(7, 0), Send()),
        ("22:00", at(22, 0), Send()),
        ("21:00-23:00", at(22, 40), Send()),
        ("21:00-23:00", at(23, 10), Refuse(Reason.QUIET_HOURS)),
        (None, at(6, 59), Refuse(Reason.QUIET_HOURS)),
        (None, at(7, 0), Send()),
    ],
)
def test_quiet_hours_are_those_of_her_own_clock(
    chosen: str | None, now: datetime, expected: Decision
) -> None:
    checkin = replace(CHECKIN, due_at=now - timedelta(minutes=5))
    facts = Facts(None if chosen is None else Window.read(chosen))
    assert decide(checkin, HER, facts, now) == expected
    # the same instant is the middle of the day in Auckland, so her zone is what counts
    her = replace(HER, zone="Pacific/Auckland")
    local_hour = (now.hour + 12) % 24
    noon = Facts(Window.read("12:00"))
    assert (decide(checkin, her, noon, now) == Send()) == (7 <= local_hour < 22)


def test_three_hours_late_is_missed_and_a_minute_less_is_sent() -> None:
    limit = DUE + timedelta(hours=3)
    assert decide(CHECKIN, HER, Facts(), limit) == Send()
    assert decide(CHECKIN, HER, Facts(), limit + timedelta(seconds=1)) == Missed(Reason.TOO_LATE)


def test_lateness_counts_from_the_time_she_chose_not_from_the_last_wait() -> None:
    given_back = replace(CHECKIN, not_before=DUE + timedelta(hours=3), attempts=9)
    now = DUE + timedelta(hours=3, minutes=1)
    assert decide(given_back, HER, Facts(), now) == Missed(Reason.TOO_LATE)


def test_one_that_was_rendered_is_asked_for_again_whatever_happened_since() -> None:
    her = replace(HER, reminders="stopped", last_in_at=DUE)
    decision = decide(CHECKIN, her, Facts(rendered=True, checked_in=True), LATER)
    assert decision == Send(Reason.ALREADY_RENDERED)


@pytest.mark.parametrize(
    ("her", "facts", "failures", "expected"),
    [
        ({}, {}, 0, Send()),
        # what she did with it on the page before it was noted as delivered is no reason
        ({"last_in_at": DUE}, {"checked_in": True, "overtaken": True, "wrote_at": DUE}, 0, Send()),
        ({"reminders": "stopped"}, {}, 0, Refuse(Reason.STOPPED)),
        ({"reminders": "paused"}, {}, 1, Refuse(Reason.PAUSED)),
        ({"consent": "refused"}, {}, 0, Refuse(Reason.WITHDRAWN)),
        ({}, {"open_tiers": frozenset({"emergency"})}, 1, Refuse(Reason.EMERGENCY)),
    ],
)
def test_what_was_rendered_is_delivered_unless_she_or_safety_stops_it(
    her: dict[str, Any], facts: dict[str, Any], failures: int, expected: Decision
) -> None:
    checkin = replace(CHECKIN, stage="deliver", failures=failures)
    assert may_deliver(checkin, replace(HER, **her), Facts(**facts), DUE) == expected


def test_a_delivery_that_failed_is_not_made_up_for_at_night_or_hours_later() -> None:
    evening = replace(CHECKIN, due_at=at(20), stage="deliver", failures=3)
    assert may_deliver(evening, HER, Facts(), at(21, 59)) == Send()
    assert may_deliver(evening, HER, Facts(), at(22)) == Refuse(Reason.QUIET_HOURS)
    late = replace(CHECKIN, stage="deliver", failures=9)
    too_late = DUE + timedelta(hours=3, seconds=1)
    assert may_deliver(late, HER, Facts(), too_late) == Missed(Reason.TOO_LATE)


def test_reasons_are_words() -> None:
    assert all(" " in reason.value for reason in Reason)
