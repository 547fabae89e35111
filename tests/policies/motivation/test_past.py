"""Which decision points are learnt from, and in which order."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from policies.motivation.past import Ledger, choices, messages
from records.events import Body, CheckinDecided, CheckinDelivered, CheckinOutcome, Event

NOW = datetime(2026, 6, 10, 9, 0, tzinfo=timezone.utc)


def decided(n: int, action: str = "send", chance: float | None = 0.6) -> CheckinDecided:
    return CheckinDecided(
        f"her:2026-06-{n:02}:daily", NOW.isoformat(), action, "", arm="learned",  # type: ignore[arg-type]
        probability=chance, draw=0.3, family="rest", message="rest-1",
    )  # fmt: skip


def outcome(n: int, took_part: bool = True) -> CheckinOutcome:
    return CheckinOutcome(f"her:2026-06-{n:02}:daily", took_part, 5.0, False, float(took_part))


def lost(n: int) -> CheckinDelivered:
    return CheckinDelivered(f"her:2026-06-{n:02}:daily", "expired", "too late")


def log(*bodies: Body) -> list[Event]:
    return [
        Event(f"e{n}", n, "her", NOW + timedelta(hours=n), body, f"c{n}", "")
        for n, body in enumerate(bodies, 1)
    ]


def filled(events: list[Event]) -> Ledger:
    ledger = Ledger()
    for event in events:
        ledger.add(event)
    return ledger


def test_a_point_waits_for_its_outcome_and_those_after_it_wait_too() -> None:
    ledger = filled(log(decided(1), decided(2, "silent"), outcome(2, False)))
    assert ledger.take(9) == [] and ledger.ahead("her") == [1, 0]
    ledger = filled(log(decided(1), decided(2, "silent"), outcome(2, False), outcome(1)))
    assert [(row.written, row.reward) for row in ledger.take(9)] == [(1, 1.0), (0, 0.0)]
    assert ledger.take(9) == [] and ledger.ahead("her") == []


def test_what_was_written_later_than_the_night_is_for_the_next_one() -> None:
    ledger = filled(log(decided(1), outcome(1), decided(2), outcome(2)))
    assert len(ledger.take(3)) == 1
    assert len(ledger.take(4)) == 1


def test_a_refusal_counts_as_silence_that_nothing_was_left_to_chance_about() -> None:
    (row,) = filled(log(decided(1, "refuse", None))).take(9)
    assert (row.written, row.chance) == (0, 0.0)


def test_a_message_that_never_reached_her_is_no_message() -> None:
    events = log(decided(1), lost(1), decided(2), outcome(2))
    first, second = filled(events).take(9)
    assert (first.written, first.chance) == (0, 0.0)
    assert (second.written, second.chance) == (1, 0.6)
    assert [message.took_part for message in messages(events)] == [True]
    assert choices(events) == [0, 1]


@given(st.lists(st.sampled_from(["closed", "open", "refused"]), max_size=12), st.integers(0, 30))
def test_each_point_is_given_out_once_and_none_is_lost(kinds: list[str], night: int) -> None:
    bodies: list[Body] = []
    for n, kind in enumerate(kinds, 1):
        bodies.append(decided(n, *(("refuse", None) if kind == "refused" else ())))
        if kind == "closed":
            bodies.append(outcome(n))
    ledger = filled(log(*bodies))
    given_out = len(ledger.take(night)) + len(ledger.take(99))
    assert given_out + len(ledger.ahead("her")) == len(kinds)
    assert given_out == (kinds.index("open") if "open" in kinds else len(kinds))
