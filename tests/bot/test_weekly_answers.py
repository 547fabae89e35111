"""Hearing weekly answers against a real record, without the dialogue model."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot import context
from bot.actions.turn import LISTEN, WEEKLY_FORM, Turn
from bot.actions.weekly import SLOT, begin_weekly, week_of
from bot.actions.weekly_answers import hear
from bot.context import BotContext
from bot.wire import Wire
from records.events import ConsentGiven, Draft, ItemAnswered, MessageReceived
from records.export import export_participant
from records.sqlite_store import SqliteStore
from records.store import RecordStore

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=timezone.utc)


class Mother:
    """Writes messages while the weekly form is open, and hears what the actions would say."""

    def __init__(self, store: RecordStore) -> None:
        self.store = store
        self.now = NOW
        self.id = store.join("rest", "weekly", NOW)
        store.append(self.id, Draft(ConsentGiven("test", "m"), NOW))

    def turn(self, text: str, intent: str = "nlu_fallback", message: str | None = None) -> Turn:
        self.now += timedelta(seconds=30)
        if message is None:
            received = Draft(MessageReceived("rest", text), self.now)
            message = self.store.append(self.id, received)[0].id
        latest = {
            "text": text,
            "message_id": message,
            "intent": {"name": intent, "confidence": 0.9},
            "metadata": {"tier": "none", "hold": False},
        }
        slots = {"requested_slot": SLOT, SLOT: None, "weekly_again": None}
        tracker = Tracker(
            self.id, slots, latest, [], False, None, {"name": WEEKLY_FORM}, LISTEN
        )  # fmt: skip
        return Turn(tracker, self.store, self.now)

    def says(
        self, text: str, intent: str = "nlu_fallback", message: str | None = None
    ) -> tuple[Turn, list[dict[str, Any]], list[str]]:
        turn, dispatcher = self.turn(text, intent, message), CollectingDispatcher()
        events = [dict(event) for event in hear(turn, dispatcher)]
        return turn, events, [str(message["response"]) for message in dispatcher.messages]

    def open_item(self) -> str | None:
        found = week_of(self.turn("")).open_item()
        return found and found[1]


@pytest.fixture
def mother(tmp_path: Path) -> Iterator[Mother]:
    store = SqliteStore(tmp_path / "record.db")
    her = Mother(store)
    nothing: Any = None
    context.install(BotContext(store, nothing, nothing, lambda: her.now, Wire(), "test"))
    begin_weekly(her.turn("weekly questions"))
    yield her


def up_to_phq2(her: Mother) -> None:
    for text in ("5", "5", "5", "skip", "no change", "0", "0"):
        her.says(text)
    assert her.open_item() == "phq2_interest"


def test_a_message_heard_again_answers_nothing_more(mother: Mother) -> None:
    turn, first, _ = mother.says("6")
    assert mother.open_item() == "peg_enjoyment"
    _, again, said = mother.says("6", message=turn.message_id)
    assert again == first and not said
    assert mother.open_item() == "peg_enjoyment"


def test_the_gentle_reply_is_not_lost_in_a_crash(mother: Mother) -> None:
    up_to_phq2(mother)
    mother.says("nearly every day")
    turn, _, said = mother.says("Several days")
    assert said == ["utter_weekly_heavy"]
    _, _, again = mother.says("Several days", message=turn.message_id)
    assert again == said
    assert [a.flags for a in mother.store.alerts(mother.id)] == [("phq2_positive",)]


def test_every_answer_has_its_span_and_version(mother: Mother) -> None:
    mother.says("about a 6 I think")
    (event,) = mother.store.read(mother.id, kinds=["item_answered"])
    body = event.body
    assert isinstance(body, ItemAnswered)
    assert (body.item, body.value, body.asked, body.version) == ("peg_pain", 6, "peg_pain", 1)
    message = mother.store.event(body.message_id)
    assert message is not None and isinstance(message.body, MessageReceived)
    assert message.body.text[body.start : body.end] == "6"


def test_a_correction_supersedes_answer_and_score(mother: Mother) -> None:
    for text in ("8", "5", "5"):
        mother.says(text)
    _, _, said = mother.says("sorry, the last one should be 2")
    assert said == ["utter_weekly_corrected"]
    values = export_participant(mother.store, mother.id)["values"]
    assert [(v["value"], v["status"]) for v in values] == [(6, "superseded"), (5, "current")]
    assert values[1]["source"]["text"] == "sorry, the last one should be 2"


@pytest.mark.parametrize(
    ("text", "intent"),
    [("how do I lift my baby?", "ask_guidance"), ("I want to talk to someone", "talk_to_human")],
)
def test_a_digression_names_no_activity_and_is_left_to_the_rules(
    mother: Mother, text: str, intent: str
) -> None:
    for answer in ("5", "5", "5"):
        mother.says(answer)
    assert mother.says(text, intent)[1] == []
    assert mother.open_item() == "psfs_activities"


@pytest.mark.parametrize(
    ("text", "rated"),
    [("lifting my baby, stairs", ("lifting my baby", "stairs")), ("no, all fine", ()),
     ("I'd rather not say", ())],
)  # fmt: skip
def test_activities_or_none(mother: Mother, text: str, rated: tuple[str, ...]) -> None:
    for answer in ("5", "5", "5"):
        mother.says(answer)
    mother.says(text, "ask_baby")
    assert week_of(mother.turn("")).activities == rated
    assert mother.open_item() == ("psfs_1" if rated else "pgic_change")


def test_no_answer_while_safety_speaks(mother: Mother) -> None:
    turn = mother.turn("6, and my calf is swollen")
    turn.tracker.latest_message["metadata"] = {"tier": "urgent"}
    assert hear(turn, CollectingDispatcher()) == []
    assert mother.open_item() == "peg_pain"


def test_a_number_that_fits_no_answer_before_is_asked_about_and_never_put_elsewhere(
    mother: Mother,
) -> None:
    for text in ("5", "5", "5", "skip", "no change", "several days"):
        mother.says(text)
    _, events, said = mother.says("actually 9")
    assert said == ["utter_going_back"]
    assert {"event": "slot", "name": "weekly_again", "value": "gad2_nervous",
            "timestamp": None} in events  # fmt: skip
    assert mother.open_item() == "gad2_worry"
    assert mother.says("i meant 1 for the first one")[2] == ["utter_weekly_which"]


def test_a_correction_leads_back_to_its_words(mother: Mother) -> None:
    mother.says("5")
    turn, _, said = mother.says("sorry, the average pain was 6 not 5")
    assert said == ["utter_weekly_corrected"]
    last = mother.store.read(mother.id, kinds=["item_answered"])[-1].body
    assert isinstance(last, ItemAnswered)
    assert (last.item, last.value, last.asked) == ("peg_pain", 6, "peg_enjoyment")
    assert turn.text[last.start : last.end] == "6"


@pytest.mark.parametrize("text", ["sorry 6", "average pain should be 6", "stairs should be 2"])
def test_a_correction_heard_again_changes_nothing_more(mother: Mother, text: str) -> None:
    for answer in ("5", "4", "3", "stairs", "4"):
        mother.says(answer)
    turn, _, _ = mother.says(text)
    before = mother.store.read(mother.id)
    mother.says(text, message=turn.message_id)
    assert mother.store.read(mother.id) == before


def test_a_skip_after_going_back_withdraws_the_answer(mother: Mother) -> None:
    for text in ("5", "5", "5", "skip", "no change", "several days"):
        mother.says(text)
    turn = mother.turn("skip")
    turn.tracker.slots["weekly_again"] = "gad2_nervous"
    hear(turn, CollectingDispatcher())
    mother.says("not at all")
    week = week_of(mother.turn(""))
    assert "gad2" not in week.scores and set(week.scores) == {"peg", "pgic"}
