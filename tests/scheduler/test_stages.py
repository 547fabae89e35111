"""Deciding, rendering and delivering are each tried again on their own; a decision is made once."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import pytest

from records.events import (
    CheckinDecided,
    CheckinDelivered,
    ConsentRefused,
    Draft,
    MessageReceived,
    MessageSent,
    ProfileChanged,
    RemindersChanged,
    ValueRecorded,
)
from records.sqlite_store import SqliteStore
from records.store import Checkin, Decided, Participant
from scheduler.bot_client import HttpBot
from scheduler.choice import Choice, FixedSchedule, Nudge
from scheduler.decide import Facts
from tests.scheduler.bot_standin import DELIVERED, IMPOSSIBLE, BotStandIn, retry
from tests.scheduler.simulated import FakeClock, Onboard, tick

pytestmark = pytest.mark.slow

TODAY = "2026-06-01"


class Drawing:
    """Writes or not by a number that it derives from the check-in's id; notes each choice."""

    def __init__(self, probability: float, nudge: Nudge | None = None) -> None:
        self.probability, self.nudge = probability, nudge
        self.asked: list[str] = []

    def choose(self, checkin: Checkin, her: Participant, facts: Facts, now: datetime) -> Choice:
        self.asked.append(checkin.id)
        draw = hashlib.sha256(checkin.id.encode()).digest()[0] / 256
        action = "send" if draw < self.probability else "silent"
        decided = CheckinDecided(
            checkin.id,
            checkin.due_at.isoformat(),
            action,  # type: ignore[arg-type]
            "drawn",
            arm="learned",
            policy="1",
            probability=self.probability,
            draw=draw,
            message=None if self.nudge is None else self.nudge.message,
        )
        return Choice(decided, self.nudge if action == "send" else None)


class Killed(BaseException):
    """Stands for kill -9 at a place in the code."""


def die(*args: object) -> bool:
    raise Killed


def bodies(store: SqliteStore, her: str) -> list[CheckinDecided | CheckinDelivered]:
    events = store.read(her, kinds=("checkin_decided", "checkin_delivered"))
    return [e.body for e in events if isinstance(e.body, CheckinDecided | CheckinDelivered)]


def outcome(store: SqliteStore, her: str) -> list[tuple[str, str]]:
    """What was decided and what became of it, with the reasons, in order."""
    return [
        (b.action if isinstance(b, CheckinDecided) else b.outcome, b.reason)
        for b in bodies(store, her)
    ]


def due_now(store: SqliteStore, bot: HttpBot, clock: FakeClock, onboard: Onboard) -> str:
    """Somebody whose check-in is due at this moment."""
    her = onboard(at="10:00")
    tick(store, bot, clock)
    clock.advance(hours=1)
    return her


# --- a choice ---


def test_silence_is_a_decision_with_all_that_it_was_made_of(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = due_now(store, bot, clock, onboard)
    assert tick(store, bot, clock, Drawing(0.0))["silent"] == 1
    (decision,) = bodies(store, her)
    assert isinstance(decision, CheckinDecided)
    assert (decision.action, decision.arm, decision.policy) == ("silent", "learned", "1")
    assert decision.draw is not None and decision.probability == 0.0
    assert not standin.asked
    assert [c.state for c in store.checkins(her)] == ["silent", "due"]


def test_what_was_chosen_is_what_the_bot_is_asked_to_say(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = due_now(store, bot, clock, onboard)
    said = Nudge(message="rest-1", text="A quiet day is fine.", buttons=("Thanks",))
    assert tick(store, bot, clock, Drawing(1.0, said))["sent"] == 1
    assert standin.nudges == {
        f"{her}:{TODAY}:daily": {
            "kind": "message", "message": "rest-1", "text": "A quiet day is fine.",
            "buttons": ["Thanks"], "ask": False,
        }
    }  # fmt: skip
    assert all(row.nudge is None for row in store.checkins(her))  # its words stay in the log alone


def test_no_choice_is_made_where_she_may_not_be_written_to(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = due_now(store, bot, clock, onboard)
    store.append(her, Draft(RemindersChanged("stopped"), clock()))
    chooser = Drawing(1.0)
    assert tick(store, bot, clock, chooser)["refused"] == 1
    assert chooser.asked == []
    (decision,) = bodies(store, her)
    assert isinstance(decision, CheckinDecided)
    assert (decision.action, decision.probability, decision.arm) == ("refuse", None, None)


def test_a_decision_says_why_at_this_moment_also_when_it_had_to_wait(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(windows=("10:00-12:00",))
    tick(store, bot, clock)
    clock.advance(hours=1)
    store.append(her, Draft(MessageReceived("rest", "hello"), clock()))
    for _ in range(5):
        tick(store, bot, clock)
        clock.advance(minutes=5)
    decision = bodies(store, her)[0]
    assert isinstance(decision, CheckinDecided)
    assert decision.why == ("the beginning of the time you chose",)


def test_the_fixed_schedule_writes_always_and_on_sunday_brings_the_weekly_note(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = due_now(store, bot, clock, onboard)
    for _ in range(7):
        assert tick(store, bot, clock, FixedSchedule())["sent"] == 1
        clock.advance(days=1)
    said = {checkin.removeprefix(f"{her}:"): nudge for checkin, nudge in standin.nudges.items()}
    assert said.pop("2026-06-07:week") == {"kind": "week"}
    assert len(said) == 6
    assert set(said.values()) == {None}


def test_the_weekly_note_comes_though_she_has_checked_in_that_sunday(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    clock.advance(days=6, hours=-1)
    pain = ValueRecorded("pain_now", 4, "2026-06-07", "m", 0, 1, "test")
    store.append(her, Draft(pain, clock()))
    tick(store, bot, clock)
    clock.advance(hours=2)
    assert tick(store, bot, clock)["sent"] == 1
    assert list(standin.delivered) == [f"{her}:2026-06-07:week"]


def test_a_chooser_that_fails_for_one_does_not_stop_the_others(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    people = [onboard(str(n)) for n in range(3)]
    tick(store, bot, clock)
    clock.advance(hours=1)

    class Failing(Drawing):
        def choose(self, checkin: Checkin, her: Participant, facts: Facts, now: datetime) -> Choice:
            if her.id == people[1]:
                raise ZeroDivisionError("her words")
            return super().choose(checkin, her, facts, now)

    counts = tick(store, bot, clock, Failing(1.0))
    assert (counts["failed"], counts["sent"]) == (1, 2)
    clock.advance(minutes=2)
    assert tick(store, bot, clock, Drawing(1.0))["sent"] == 1


# --- a process that dies ---


def test_dying_before_the_decision_is_written_decides_afresh_with_the_same_number(
    store: SqliteStore,
    bot: HttpBot,
    standin: BotStandIn,
    clock: FakeClock,
    onboard: Onboard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    her = due_now(store, bot, clock, onboard)
    chooser = Drawing(0.5)
    with monkeypatch.context() as patch:
        patch.setattr(store, "decide_checkins", die)
        with pytest.raises(Killed):
            tick(store, bot, clock, chooser)
    assert bodies(store, her) == []
    clock.advance(minutes=1)
    assert not chooser.asked[1:] and not tick(store, bot, clock, chooser)["silent"]
    clock.advance(minutes=1)
    tick(store, bot, clock, chooser)
    assert chooser.asked == [f"{her}:{TODAY}:daily"] * 2
    decision = bodies(store, her)[0]
    again = Drawing(0.5).choose(store.checkins(her)[0], store.participant(her), Facts(), clock())
    assert isinstance(decision, CheckinDecided) and decision == again.decided


@pytest.mark.parametrize("stage", ["render", "deliver"])
def test_dying_after_the_decision_never_decides_again_and_says_nothing_twice(
    store: SqliteStore,
    bot: HttpBot,
    standin: BotStandIn,
    clock: FakeClock,
    onboard: Onboard,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
) -> None:
    her = due_now(store, bot, clock, onboard)
    chooser, settle = Drawing(1.0), store.settle_checkin

    def die_at_the_stage(checkin: Checkin, *args: object) -> bool:
        delivered = args[0] == "sent"
        if checkin.stage == "deliver" and delivered == (stage == "deliver"):
            raise Killed
        return settle(checkin, *args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(store, "settle_checkin", die_at_the_stage)
        with pytest.raises(Killed):
            tick(store, bot, clock, chooser)
    checkin = f"{her}:{TODAY}:daily"
    assert standin.rendered == {checkin: 1}
    store.append(her, Draft(MessageSent("rest", "How is your back?", checkin=checkin), clock()))
    clock.advance(minutes=1, seconds=59)
    assert not tick(store, bot, clock, Drawing(0.0))["sent"]
    clock.advance(seconds=1)
    assert tick(store, bot, clock, Drawing(0.0))["sent"] == 1
    assert [what for what, _ in outcome(store, her)] == ["send", "sent"]
    assert standin.rendered == standin.delivered == {checkin: 1}


def test_one_that_she_has_answered_already_is_not_recorded_as_missed(
    store: SqliteStore,
    bot: HttpBot,
    standin: BotStandIn,
    clock: FakeClock,
    onboard: Onboard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The process died after the bot had said it; she answered before the lease ended."""
    her = due_now(store, bot, clock, onboard)
    with monkeypatch.context() as patch:
        patch.setattr(store, "settle_checkin", die)
        with pytest.raises(Killed):
            tick(store, bot, clock)
    said = MessageSent("rest", "How is your back?", checkin=f"{her}:{TODAY}:daily")
    store.append(
        her,
        Draft(said, clock()),
        Draft(MessageReceived("rest", "4"), clock()),
        Draft(ValueRecorded("pain_now", 4, TODAY, "m", 0, 1, "test"), clock()),
    )
    clock.advance(minutes=2)
    assert tick(store, bot, clock)["sent"] == 1
    assert [what for what, _ in outcome(store, her)] == ["send", "sent"]


# --- delivery ---


def test_a_delivery_that_fails_for_a_while_is_tried_again_and_nothing_else_is(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = due_now(store, bot, clock, onboard)
    chooser = Drawing(1.0)
    answers = [(503, {}), retry(20), retry(600)]
    standin.answer_delivery = lambda c, n: answers[n - 1] if n <= len(answers) else DELIVERED
    waits = (
        (30, "the bot is unavailable: status 503"),
        (60, "her channel says: busy"),
        (600, "her channel says: busy"),  # as long as the channel asks for
    )
    for failures, (seconds, reason) in enumerate(waits, 1):
        assert tick(store, bot, clock, chooser)["waiting"] == 1
        row = store.checkins(her)[0]
        assert (row.stage, row.failures, row.reason) == ("deliver", failures, reason)
        clock.advance(seconds=seconds - 1)
        assert not tick(store, bot, clock, chooser)["waiting"]
        clock.advance(seconds=1)
    assert tick(store, bot, clock, chooser)["sent"] == 1
    assert len(chooser.asked) == 1
    assert standin.asked.total() == 1
    assert standin.delivered.total() == 1
    assert [what for what, _ in outcome(store, her)] == ["send", "sent"]


def test_a_delivery_that_is_impossible_ends_it_with_the_reason(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = due_now(store, bot, clock, onboard)
    standin.answer_delivery = lambda c, n: IMPOSSIBLE
    assert tick(store, bot, clock)["missed"] == 1
    assert outcome(store, her)[1] == ("expired", "her channel says: blocked")
    assert store.checkins(her)[0].state == "missed"
    standin.answer_delivery = lambda c, n: DELIVERED
    clock.advance(days=1)
    assert tick(store, bot, clock)["sent"] == 1  # the next day is tried again


def test_what_was_not_delivered_within_three_hours_never_comes(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = due_now(store, bot, clock, onboard)
    standin.answer_delivery = lambda c, n: retry(900)
    for _ in range(14):
        tick(store, bot, clock)
        clock.advance(minutes=15)
    assert outcome(store, her)[1:] == [("expired", "more than three hours late")]
    assert not standin.delivered


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (RemindersChanged("stopped"), "she stopped the reminders"),
        (RemindersChanged("paused"), "she paused the reminders"),
        (ConsentRefused("1", "m9"), "she withdrew her consent"),
    ],
)
@pytest.mark.parametrize("stage", ["render", "deliver"])
def test_a_stop_reaches_what_was_decided_before(
    store: SqliteStore,
    bot: HttpBot,
    standin: BotStandIn,
    clock: FakeClock,
    onboard: Onboard,
    body: RemindersChanged | ConsentRefused,
    reason: str,
    stage: str,
) -> None:
    her = due_now(store, bot, clock, onboard)
    if stage == "render":
        standin.answer = lambda c, n: (503, {})
    standin.answer_delivery = lambda c, n: retry(60)
    assert tick(store, bot, clock)["waiting"] == 1
    store.append(her, Draft(body, clock()))
    clock.advance(minutes=1)
    assert tick(store, bot, clock)["missed"] == 1
    assert outcome(store, her)[1:] == [("expired", reason)]
    assert not standin.delivered


# --- never a burst ---


def wrote(store: SqliteStore, standin: BotStandIn, clock: FakeClock) -> None:
    """Has what is delivered written into the record, as the bot does."""

    def note(checkin: str) -> None:
        said = MessageSent("rest", "How is your back?", checkin=checkin)
        store.append(standin.participants[checkin], Draft(said, clock(), f"{checkin}:said"))

    standin.on_deliver = note


def test_two_windows_close_together_are_an_hour_apart(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(windows=("10:00", "10:30"))
    wrote(store, standin, clock)
    sent_at = []
    for _ in range(26):
        if tick(store, bot, clock)["sent"]:
            sent_at.append(f"{clock():%H:%M}")
        clock.advance(minutes=5)
    assert sent_at == ["09:00", "10:00"]  # in UTC
    assert list(standin.delivered) == [f"{her}:{TODAY}:daily", f"{her}:{TODAY}:w2"]


def test_while_one_is_on_its_way_another_waits(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(windows=("10:00",))
    tick(store, bot, clock)
    clock.advance(hours=1)
    standin.answer_delivery = lambda c, n: retry(900)
    tick(store, bot, clock)
    store.plan_checkin(Checkin("another", her, clock()))
    assert tick(store, bot, clock)["waiting"] == 1
    assert [c.reason for c in store.checkins(her) if c.id == "another"] == [
        "another message is on its way"
    ]


def test_after_hours_of_downtime_the_latest_window_is_made_up_for_and_the_others_missed(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(windows=("10:00", "11:30", "13:00"))
    tick(store, bot, clock)
    clock.advance(hours=3)  # noon in London: the first is two hours late
    counts = tick(store, bot, clock)
    assert (counts["missed"], counts["sent"]) == (1, 1)
    assert outcome(store, her)[0] == ("missed", "a later check-in is due as well")
    assert list(standin.delivered) == [f"{her}:{TODAY}:w2"]


def test_after_days_of_downtime_each_window_is_accounted_for_and_one_is_sent(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(windows=("10:00", "20:00"))
    tick(store, bot, clock)
    clock.advance(days=3, hours=2)
    counts = tick(store, bot, clock)
    assert (counts["missed"], counts["sent"]) == (6, 1)
    clock.advance(days=30)
    counts = tick(store, bot, clock)
    assert (counts["missed"], counts["sent"]) == (14, 1)
    days = {c.id.split(":")[1] for c in store.checkins(her, states=("missed",))}
    assert sorted(days)[3:5] == ["2026-06-04", "2026-06-27"]  # the week before is listed


def test_a_scheduler_that_hung_decides_nothing_when_another_has(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = due_now(store, bot, clock, onboard)
    other, chooser = SqliteStore(store.path), Drawing(1.0)
    (held,) = other.claim_due(clock(), timedelta(minutes=2), 10)  # and then it hangs
    clock.advance(minutes=2)
    assert tick(store, bot, clock, chooser)["sent"] == 1
    late = Drawing(0.0).choose(held, store.participant(her), Facts(), clock())
    assert other.decide_checkins([Decided(held, late.decided)], clock()) == [False]
    assert [what for what, _ in outcome(store, her)] == ["send", "sent"]


# --- travel ---


def test_a_trip_around_the_world_has_each_date_once(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard(at="10:00")
    trip = ("Asia/Tokyo", "Pacific/Auckland", "Pacific/Honolulu", "America/New_York", "UTC")
    for zone in trip:
        for _ in range(48):  # two days at each place
            tick(store, bot, clock)
            clock.advance(hours=1)
        store.append(her, Draft(ProfileChanged("m", zone=zone), clock()))
    days = [c.id.split(":")[1] for c in store.checkins(her, states=("sent",))]
    assert len(days) == len(set(days)) == standin.delivered.total()
    first, last = (datetime.fromisoformat(day) for day in (days[0], days[-1]))
    assert (last - first).days + 1 - len(days) <= 1  # the one that she flew over
