"""Putting a value right: at once when she gives it, or after asking which and what.

The question has a form of its own, so that it can be skipped, left and interrupted like any other;
a check-in that it interrupts goes on afterwards.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.forms import Events, begin_onboarding, fresh_slots
from bot.actions.misses import not_understood
from bot.actions.profile import correct_profile
from bot.actions.reminders import redo
from bot.actions.turn import CHECKIN_FORM, CORRECTION_FORM, Turn
from bot.actions.words import day_in_words
from bot.capture.earlier import read_earlier
from bot.capture.values import named_measures

_CORRECTS = re.compile(
    r"\b(?:wrong|not right|mistake|change|correct\w*|fix|edit|update|should|meant|actually|instead|"
    r"typo|oops|sorry|wait|yesterday\w*|not)\b",
    re.IGNORECASE,
)


def ask_to_correct(turn: Turn, measure: str, day: date) -> Events:
    """The events that put the question what this value should be."""
    interrupted = CHECKIN_FORM if turn.form == CHECKIN_FORM else None
    return [
        turn.expect(measure, day),
        SlotSet("corrected", None),
        SlotSet("interrupted", interrupted),
        FollowupAction(CORRECTION_FORM),
    ]


class ActionCorrectValue(Action):
    """She corrects something: capture has said what changed, unless it found no value."""

    def name(self) -> str:
        return "action_correct_value"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if not turn.her.onboarded:
            return [] if turn.form else begin_onboarding(turn)
        if turn.captured or turn.form == CORRECTION_FORM:
            return []
        if turn.asked_measure and not _CORRECTS.search(turn.text):
            return not_understood(turn, dispatcher, "utter_number_wanted")
        earlier = read_earlier(turn.text, turn.today)
        day = turn.today if earlier is None else earlier.day
        named = named_measures(turn.text) if earlier is None else earlier.measures
        if len(named) == 1:
            return ask_to_correct(turn, named[0], day)
        if not correct_profile(turn, dispatcher) and not redo(turn, dispatcher):
            dispatcher.utter_message(response="utter_correction_wanted")
        return []


class ActionAskCorrected(Action):
    """Asks for the right value of the measure and day that she named."""

    def name(self) -> str:
        return "action_ask_correction_form_corrected"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        assert turn.expected is not None
        question = f"utter_correct_{turn.expected.measure}"
        dispatcher.utter_message(response=question, day=day_in_words(turn.expected.day, turn.today))
        return []


class ActionFinishCorrection(Action):
    """Goes back to the check-in, if one was interrupted."""

    def name(self) -> str:
        return "action_finish_correction"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        done = [SlotSet("corrected", None), SlotSet("expected", None)]
        if tracker.get_slot("interrupted") is None:
            return done
        resumed = [*fresh_slots(Turn(tracker)), FollowupAction(CHECKIN_FORM)]
        return [*done, SlotSet("interrupted", None), *resumed]
