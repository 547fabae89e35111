"""What every store promises of the queue of check-ins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from records.events import (
    CheckinDecided,
    CheckinDelivered,
    ConsentGiven,
    Draft,
    Onboarded,
    ProfileChanged,
    RemindersChanged,
)
from records.store import Checkin, Decided, RecordStore, UnknownParticipant
from tests.records.kinds_of_store import LEASE, NOW, decision

MINUTE = timedelta(minutes=1)


@pytest.fixture
def planned(store: RecordStore, her: str) -> Checkin:
    checkin = Checkin("c1", her, NOW)
    assert store.plan_checkin(checkin)
    return checkin


@pytest.fixture
def to_send(store: RecordStore, planned: Checkin) -> Checkin:
    """Decided to be sent, and claimed to be rendered."""
    (claimed,) = claim(store)
    assert store.decide_checkins([decision(claimed, "send", nudge='{"text":"hello"}')], NOW) == [
        True
    ]
    (claimed,) = store.claim_due(NOW, LEASE, 10, "render")
    return claimed


def claim(store: RecordStore, after: timedelta = timedelta(0), limit: int = 10) -> list[Checkin]:
    return store.claim_due(NOW + after, LEASE, limit)


# --- planned and claimed ---


def test_planned_once(store: RecordStore, her: str, planned: Checkin) -> None:
    assert not store.plan_checkin(replace(planned, due_at=NOW + MINUTE))
    (row,) = store.checkins(her)
    assert (row.id, row.due_at, row.not_before) == ("c1", NOW, NOW)
    assert (row.state, row.stage) == ("due", "decide")


def test_nobody_to_plan_for(store: RecordStore) -> None:
    with pytest.raises(UnknownParticipant):
        store.plan_checkin(Checkin("c1", "nobody", NOW))
    with pytest.raises(UnknownParticipant):
        store.plan_anew("nobody", [], [], 1)


def test_handed_out_when_due_and_to_one(
    store: RecordStore, planned: Checkin, open_store: Callable[[], RecordStore]
) -> None:
    assert claim(store, -MINUTE) == []
    assert [c.id for c in claim(store)] == ["c1"]
    assert claim(open_store()) == []


def test_those_that_waited_longest_first_and_no_more_than_asked_for(
    store: RecordStore, her: str
) -> None:
    for n in (5, 3, 1, 2, 4):
        store.plan_checkin(Checkin(f"c{n}", her, NOW - 10 * MINUTE + n * MINUTE))
    assert [c.id for c in claim(store, limit=3)] == ["c1", "c2", "c3"]
    assert [c.id for c in claim(store)] == ["c4", "c5"]


def test_a_lease_that_ran_out(store: RecordStore, planned: Checkin) -> None:
    (first,) = claim(store)
    assert claim(store, LEASE - MINUTE) == []
    (second,) = claim(store, LEASE)
    assert (first.attempts, second.attempts) == (1, 2)
    assert store.decide_checkins([decision(first, "missed")], NOW) == [False]
    assert store.decide_checkins([decision(second, "refuse")], NOW) == [True]
    (event,) = store.read(kinds=("checkin_decided",))
    assert isinstance(event.body, CheckinDecided) and event.body.action == "refuse"


def test_given_back_to_wait(store: RecordStore, her: str, planned: Checkin) -> None:
    (claimed,) = claim(store)
    waiting = replace(claimed, not_before=NOW + 10 * MINUTE)
    assert store.settle_checkin(waiting, "due", "in conversation", NOW)
    assert not store.settle_checkin(waiting, "due", "in conversation", NOW)
    (row,) = store.checkins(her)
    assert (row.state, row.reason, row.settled_at) == ("due", "in conversation", None)
    assert claim(store, 9 * MINUTE) == []
    (again,) = claim(store, 10 * MINUTE)
    assert (again.due_at, again.attempts) == (NOW, 2)
    assert store.read(kinds=("checkin_decided",)) == []


# --- decided, once ---


@pytest.mark.parametrize(
    ("action", "state"), [("silent", "silent"), ("refuse", "refused"), ("missed", "missed")]
)
def test_what_is_not_sent_has_ended(
    store: RecordStore, her: str, planned: Checkin, action: str, state: str
) -> None:
    (claimed,) = claim(store)
    decided = decision(claimed, action)
    assert store.decide_checkins([decided], NOW + MINUTE) == [True]
    assert store.decide_checkins([decided], NOW) == [False]
    (row,) = store.checkins(her)
    assert (row.state, row.reason, row.settled_at) == (state, "why", NOW + MINUTE)
    assert row.not_before is None
    assert [event.body for event in store.read(her, kinds=("checkin_decided",))] == [decided.body]
    for stage in ("decide", "render", "deliver"):
        assert store.claim_due(NOW + timedelta(days=9), LEASE, 10, stage) == []  # type: ignore[arg-type]


def test_what_is_to_be_sent_goes_on_to_be_rendered_at_once(
    store: RecordStore, her: str, planned: Checkin
) -> None:
    (claimed,) = claim(store)
    decided = decision(claimed, "send", nudge='{"text":"hello"}')
    assert store.decide_checkins([decided], NOW + MINUTE) == [True]
    (row,) = store.checkins(her)
    assert (row.state, row.stage, row.nudge) == ("due", "render", '{"text":"hello"}')
    assert claim(store, timedelta(days=9)) == []  # never decided again
    (again,) = store.claim_due(NOW + MINUTE, LEASE, 10, "render")
    assert again.id == "c1"
    assert [event.body for event in store.read(her, kinds=("checkin_decided",))] == [decided.body]


def test_what_follows_is_planned_with_the_decision_or_not_at_all(
    store: RecordStore, her: str, planned: Checkin
) -> None:
    (claimed,) = claim(store)
    late = replace(claimed, attempts=7)
    following = Checkin("c2", her, NOW + timedelta(days=1))
    assert store.decide_checkins([decision(late, "silent", following=following)], NOW) == [False]
    assert [row.id for row in store.checkins(her)] == ["c1"]
    assert store.decide_checkins([decision(claimed, "silent", following=following)], NOW) == [True]
    assert [(row.id, row.state) for row in store.checkins(her)] == [("c1", "silent"), ("c2", "due")]


def test_a_batch_is_decided_in_one_go(store: RecordStore, her: str) -> None:
    other = store.join("web", "other", NOW)
    for n, who in enumerate((her, other, her)):
        store.plan_checkin(Checkin(f"c{n}", who, NOW))
    rows = sorted(claim(store), key=lambda row: row.id)
    batch = [decision(row, "silent") for row in rows]
    batch[1] = decision(replace(rows[1], attempts=9), "silent")
    assert store.decide_checkins(batch, NOW) == [True, False, True]
    assert [e.participant for e in store.read(kinds=("checkin_decided",))] == [her, her]
    assert store.verify().intact


def test_a_batch_with_somebody_who_was_forgotten_goes_on_without_her(
    store: RecordStore, her: str
) -> None:
    other = store.join("web", "other", NOW)
    for name, who in (("a", her), ("b", other)):
        store.plan_checkin(Checkin(name, who, NOW))
    rows = claim(store)
    store.forget(other)
    held = store.decide_checkins([decision(row, "silent") for row in rows], NOW)
    assert dict(zip((row.id for row in rows), held, strict=True)) == {"a": True, "b": False}


# --- rendered and delivered ---


def test_each_stage_is_tried_again_with_its_own_failures(
    store: RecordStore, her: str, to_send: Checkin
) -> None:
    failed = replace(to_send, failures=1, not_before=NOW + MINUTE)
    assert store.settle_checkin(failed, "due", "the bot is unavailable", NOW)
    (again,) = store.claim_due(NOW + MINUTE, LEASE, 10, "render")
    assert (again.failures, again.nudge) == (1, '{"text":"hello"}')
    rendered = replace(again, stage="deliver", failures=0, nudge=None, not_before=NOW + MINUTE)
    assert store.settle_checkin(rendered, "due", "rendered", NOW)
    assert store.claim_due(NOW + MINUTE, LEASE, 10, "render") == []
    (row,) = store.claim_due(NOW + MINUTE, LEASE, 10, "deliver")
    assert (row.failures, row.nudge, row.stage) == (0, None, "deliver")
    assert len(store.read(kinds=("checkin_decided",))) == 1


@pytest.mark.parametrize(("state", "outcome"), [("sent", "sent"), ("missed", "expired")])
def test_what_became_of_it_is_written_once_in_queue_and_log(
    store: RecordStore, her: str, to_send: Checkin, state: str, outcome: str
) -> None:
    assert store.settle_checkin(to_send, state, "why", NOW + MINUTE)  # type: ignore[arg-type]
    assert not store.settle_checkin(to_send, state, "why", NOW)  # type: ignore[arg-type]
    (row,) = store.checkins(her)
    assert (row.state, row.settled_at, row.nudge) == (state, NOW + MINUTE, None)
    (event,) = store.read(her, kinds=("checkin_delivered",))
    assert event.body == CheckinDelivered("c1", outcome, "why")  # type: ignore[arg-type]


def test_nothing_is_sent_without_a_decision(store: RecordStore, planned: Checkin) -> None:
    (claimed,) = claim(store)
    with pytest.raises(ValueError):
        store.settle_checkin(claimed, "sent", "why", NOW)
    with pytest.raises(ValueError):
        store.settle_checkin(replace(claimed, stage="render"), "silent", "why", NOW)


def test_only_a_claimed_one_can_be_settled(store: RecordStore, planned: Checkin) -> None:
    assert store.decide_checkins([decision(planned, "silent")], NOW) == [False]
    assert not store.settle_checkin(planned, "due", "why", NOW)
    assert store.read(kinds=("checkin_decided",)) == []


# --- her wishes ---


def test_whose_wishes_changed_is_listed_until_they_are_followed(
    store: RecordStore, her: str
) -> None:
    other = store.join("web", "other", NOW)
    for each, seq in store.to_plan(10):
        store.plan_anew(each, [], [], seq)
    assert store.to_plan(10) == []
    store.append(her, Draft(RemindersChanged("paused"), NOW))  # decided when the time comes
    assert store.to_plan(10) == []
    for body in (ProfileChanged("m", zone="UTC"), ConsentGiven("1", "m"), Onboarded("m")):
        (event,) = store.append(her, Draft(body, NOW))
        assert store.to_plan(10) == [(her, event.seq)]
        assert store.plan_anew(her, [], [], event.seq) == 0
        assert store.to_plan(10) == []
    for each in (her, other):
        store.append(each, Draft(ProfileChanged("m", zone="Europe/London"), NOW))
    assert {who for who, _ in store.to_plan(10)} == {her, other}
    assert len(store.to_plan(1)) == 1


def test_a_wish_told_while_the_last_one_is_planned_is_not_lost(
    store: RecordStore, her: str
) -> None:
    ((_, seen),) = store.to_plan(10)
    (event,) = store.append(her, Draft(ProfileChanged("m", checkin_time="20:00"), NOW))
    store.plan_anew(her, [], [], seen)
    assert store.to_plan(10) == [(her, event.seq)]
    store.plan_anew(her, [], [], event.seq)
    store.plan_anew(her, [], [], seen)  # a slower process
    assert store.to_plan(10) == []


def test_planning_anew_leaves_what_somebody_holds_or_has_decided_on(
    store: RecordStore, her: str
) -> None:
    for n in range(3):
        store.plan_checkin(Checkin(f"c{n}", her, NOW + n * MINUTE))
    (sent, _held) = claim(store, MINUTE)
    store.decide_checkins([decision(sent, "send")], NOW)
    add = [Checkin("c1", her, NOW + 9 * MINUTE), Checkin("c3", her, NOW + 3 * MINUTE)]
    assert store.plan_anew(her, ["c0", "c1", "c2"], add, 1) == 1
    assert [(c.id, c.state, c.stage) for c in store.checkins(her)] == [
        ("c0", "due", "render"),
        ("c1", "claimed", "decide"),
        ("c3", "due", "decide"),
    ]


def test_whoever_was_overlooked_is_listed_again(store: RecordStore, her: str) -> None:
    store.join("web", "not onboarded", NOW)
    store.append(
        her,
        Draft(ConsentGiven("1", "m"), NOW),
        Draft(ProfileChanged("m", zone="UTC", checkin_time="09:00"), NOW),
        Draft(Onboarded("m"), NOW),
    )
    for each, seq in store.to_plan(10):
        store.plan_anew(each, [], [], seq)
    assert store.plan_overlooked() == 1
    ((listed, seq),) = store.to_plan(10)
    assert listed == her
    store.plan_anew(her, [], [Checkin("c1", her, NOW)], seq)
    assert store.plan_overlooked() == 0
    claim(store)
    assert store.plan_overlooked() == 0


# --- listed, rebuilt, forgotten ---


def test_listed_by_state(store: RecordStore, her: str) -> None:
    for n in range(4):
        store.plan_checkin(Checkin(f"c{n}", her, NOW + n * MINUTE))
    rows = claim(store, 2 * MINUTE)[:2]
    store.decide_checkins([decision(row, "silent") for row in rows], NOW)
    assert [c.id for c in store.checkins(states=("due", "claimed"))] == ["c2", "c3"]
    assert [c.id for c in store.checkins(her, states=("silent",))] == ["c0", "c1"]
    assert store.checkins("nobody") == store.checkins(states=()) == []


def test_rebuilding_leaves_the_queue(store: RecordStore, her: str, planned: Checkin) -> None:
    (claimed,) = claim(store)
    store.rebuild()
    assert store.checkins(her) == [claimed]
    assert store.decide_checkins([decision(claimed, "silent")], NOW) == [True]


def test_forgetting_empties_her_queue(store: RecordStore, her: str, to_send: Checkin) -> None:
    store.forget(her)
    assert not store.settle_checkin(to_send, "sent", "fine", NOW)
    assert store.checkins() == []
    assert store.to_plan(10) == []


def test_a_decision_keeps_all_that_it_was_made_of(
    store: RecordStore, her: str, planned: Checkin
) -> None:
    (claimed,) = claim(store)
    body = CheckinDecided(
        "c1",
        NOW.isoformat(),
        "send",
        "chosen",
        arm="learned",
        policy="3",
        probability=0.4,
        draw=0.25,
        features=(("weekend", 1.0), ("pain", -0.5)),
        dose=(0.1, 0.2),
        family="rest",
        message="rest-1",
        eligible=(("rest-1", 0.5), ("rest-2", 0.5)),
        why=("you answered 5 of 6 messages after the noon feed",),
    )
    store.decide_checkins([Decided(claimed, body)], NOW)
    (event,) = store.read(her, kinds=("checkin_decided",))
    assert event.body == body
