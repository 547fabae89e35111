"""Hello, and what to do when a message isn't understood."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.forms import begin_onboarding
from bot.actions.misses import not_understood
from bot.actions.profile import correct_profile
from bot.actions.turn import ONBOARDING_FORM, Turn


class ActionGreet(Action):
    """Hello: the first one leads into onboarding."""

    def name(self) -> str:
        return "action_greet"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if not turn.her.onboarded:
            return [] if turn.form == ONBOARDING_FORM else begin_onboarding(turn)
        if turn.form is None:
            dispatcher.utter_message(response="utter_hello_again")
        return []


class ActionFallback(Action):
    """Says that it didn't follow, and offers choices and a person."""

    def name(self) -> str:
        return "action_fallback"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if turn.her.onboarded and correct_profile(turn, dispatcher):
            return []  # "she was born on 2 November", which no intent is made for
        in_checkin = turn.form is not None and turn.her.onboarded
        first = "utter_number_wanted" if in_checkin else "utter_not_understood"
        return not_understood(turn, dispatcher, first)


class ActionOutOfScope(Action):
    """Says what it can't help with, and what it can."""

    def name(self) -> str:
        return "action_out_of_scope"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        return not_understood(Turn(tracker), dispatcher, "utter_out_of_scope")
