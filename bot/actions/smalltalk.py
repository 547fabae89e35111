"""Hello, and what to do when a message isn't understood."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.forms import begin_checkin, begin_onboarding, completed_today, leave_form
from bot.actions.misses import not_understood
from bot.actions.profile import correct_profile
from bot.actions.reminders import redo
from bot.actions.turn import LISTEN, ONBOARDING_FORM, Turn
from bot.actions.weekly_note import answers_note


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


class ActionGoodbye(Action):
    """Bye: an open question doesn't hold her back."""

    def name(self) -> str:
        return "action_goodbye"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        dispatcher.utter_message(response="utter_goodbye")
        return leave_form(Turn(tracker))


class ActionFallback(Action):
    """Says that it didn't follow, and offers choices and a person."""

    def name(self) -> str:
        return "action_fallback"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        in_checkin = turn.form is not None and turn.her.onboarded
        first = "utter_number_wanted" if in_checkin else "utter_not_understood"
        return _after_all(turn, dispatcher) or not_understood(turn, dispatcher, first)


class ActionOutOfScope(Action):
    """Says what it can't help with, and what it can."""

    def name(self) -> str:
        return "action_out_of_scope"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        return _after_all(turn, dispatcher) or not_understood(
            turn, dispatcher, "utter_out_of_scope"
        )


def _after_all(turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
    """What a message that fits no intent says all the same; empty when it says nothing."""
    if not turn.her.onboarded:
        return []
    if turn.captured and turn.form is None and not completed_today(turn):
        return begin_checkin(turn)
    if (
        turn.captured
        or correct_profile(turn, dispatcher)
        or redo(turn, dispatcher)
        or (turn.form is None and answers_note(turn, dispatcher))
    ):
        return [] if turn.form else [FollowupAction(LISTEN)]
    return []
