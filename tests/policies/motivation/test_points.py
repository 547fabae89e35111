"""The table of decision points says what happened, and what it leaves out."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import count
from typing import Any

import numpy as np
import pytest

from policies.motivation.analysis.points import (
    NO_CHANCE,
    NO_OUTCOME,
    UNAVAILABLE,
    Points,
    decision_points,
    from_columns,
)
from policies.motivation.messages import FAMILIES, messages
from records.events import Body, CheckinDecided, CheckinOutcome, Event, Joined

START = datetime(2026, 6, 1, 8, 0, tzinfo=timezone.utc)
CHECKIN, REST = (next(m.id for m in messages() if m.family == f) for f in ("checkin", "rest"))
_numbers = count(1)


def _event(who: str, body: Body) -> Event:
    seq = next(_numbers)
    return Event(f"e{seq}", seq, who, START, body, f"c{seq}", "")


def _decided(who: str, hours: float, action: str, chance: float | None, **more: Any) -> Event:
    due = START + timedelta(hours=hours)
    checkin = f"{who}:{hours}"
    body = CheckinDecided(checkin, due.isoformat(), action, "", probability=chance, **more)  # type: ignore[arg-type]
    return _event(who, body)


def _outcome(who: str, hours: float, took_part: bool) -> Event:
    return _event(who, CheckinOutcome(f"{who}:{hours}", took_part, None, False, float(took_part)))


def _one_mother() -> Points:
    return decision_points(
        [
            _event("ann", Joined("ann")),
            _decided("ann", 0, "refuse", None),
            _decided("ann", 12, "send", 0.6, family="rest", message=REST,
                     eligible=((CHECKIN, 0.75), (REST, 0.25))),
            _outcome("ann", 12, True),
            _decided("ann", 24, "silent", 0.2, eligible=((CHECKIN, 1.0),)),
            _outcome("ann", 24, False),
            _decided("ann", 36, "send", 1.0, family="checkin"),
            _outcome("ann", 36, True),
            _decided("ann", 8 * 24, "silent", 0.5),
            _outcome("ann", 8 * 24, True),
            _decided("ann", 9 * 24, "send", 0.5),
        ]
    )  # fmt: skip


def test_only_what_was_left_to_chance_and_has_an_outcome_is_analysed_and_the_rest_is_counted() -> (
    None
):
    points = _one_mother()
    assert points.written.tolist() == [1, 0, 0]
    assert points.probability.tolist() == [0.6, 0.2, 0.5]
    assert points.took_part.tolist() == [1, 0, 1]
    assert points.left_out == {UNAVAILABLE: 1, NO_OUTCOME: 1, NO_CHANCE: 1}


def test_days_and_weeks_count_from_her_first_decision_point() -> None:
    points = _one_mother()
    assert points.day.tolist() == [0, 1, 8]
    assert points.week.tolist() == [1, 1, 2]


def test_what_was_known_of_her_comes_from_all_earlier_points_and_from_no_later_one() -> None:
    points = _one_mother()
    assert points.before.tolist() == [0, 1, 1]  # the certain message before the last counts too
    assert points.so_far.tolist() == pytest.approx([0.5, 1.5 / 2, 2.5 / 4])
    assert points.dose[0] == 0
    assert points.dose[1] == pytest.approx(1 / 14)
    assert points.dose[2] == pytest.approx(1 / 14 * (13 / 14) ** 2 + 1 / 14)


def test_how_likely_each_family_was_is_the_chance_of_writing_times_that_of_its_messages() -> None:
    points = _one_mother()
    checkin, rest = FAMILIES.index("checkin"), FAMILIES.index("rest")
    assert points.family.tolist() == [rest, -1, -1]
    assert points.chances[:, checkin].tolist() == pytest.approx([0.45, 0.2, 0])
    assert points.chances[:, rest].tolist() == pytest.approx([0.15, 0, 0])


def test_a_message_that_is_no_longer_in_the_file_keeps_its_family() -> None:
    once = {"family": "rest", "message": "gone", "eligible": (("gone", 0.5), (CHECKIN, 0.5))}
    points = decision_points([_decided("ann", 0, "send", 0.8, **once), _outcome("ann", 0, True)])
    assert points.chances[0, FAMILIES.index("rest")] == pytest.approx(0.4)


def test_mothers_are_kept_apart_however_their_events_are_mixed() -> None:
    events = []
    for hours, took_part in ((0, True), (12, False)):
        for who in ("bea", "ann"):
            events += [_decided(who, hours, "send", 0.5), _outcome(who, hours, took_part)]
    points = decision_points(events)
    assert points.persons == 2
    assert points.person.tolist() == [0, 0, 1, 1]
    assert points.before.tolist() == [0, 1, 0, 1]


def test_an_empty_record_gives_an_empty_table() -> None:
    points = decision_points([])
    assert (points.persons, len(points.person)) == (0, 0)
    assert set(points.left_out.values()) == {0}


def test_columns_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        from_columns(["a"], [0, 1], [1], [0.5], [1])
    with pytest.raises(ValueError, match="from 0 to 1"):
        from_columns(["a"], [0], [1], [1.5], [1])
    with pytest.raises(ValueError, match="from 0 to 1"):
        from_columns(["a"], [0], [1], [np.nan], [1])
