"""Hello, no, and what to do when a message isn't understood."""

from __future__ import annotations

from typing import Any, Literal

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import CHECKIN_FORM, ONBOARDING_FORM, Turn
from records.events import CheckinEnded


def leave_checkin(
    turn: Turn, outcome: Literal["left", "stopped_for_safety"] = "left"
) -> list[dict[str, Any]]:
    """The events that end the check-in form, if it is open; what she has told stays recorded."""
    if turn.form != CHECKIN_FORM:
        return []
    turn.record(CheckinEnded(turn.today.isoformat(), outcome), "checkin_ended")
    return [ActiveLoop(None), SlotSet("requested_slot", None)]


class ActionGreet(Action):
    """Hello: the first one leads into onboarding."""

    def name(self) -> str:
        return "action_greet"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if not turn.her.onboarded:
            return [] if turn.form == ONBOARDING_FORM else [FollowupAction(ONBOARDING_FORM)]
        if turn.form is None:
            dispatcher.utter_message(response="utter_hello_again")
        return []


class ActionDeny(Action):
    """No, or not now: leaves a check-in, never onboarding's consent (capture hears that)."""

    def name(self) -> str:
        return "action_deny"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if turn.form == CHECKIN_FORM:
            dispatcher.utter_message(response="utter_left_checkin")
        elif turn.form is None:
            dispatcher.utter_message(response="utter_all_right")
        return leave_checkin(turn)


class ActionFallback(Action):
    """Says that it didn't follow, and offers choices and a person."""

    def name(self) -> str:
        return "action_fallback"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if turn.form is None or not turn.her.onboarded:
            dispatcher.utter_message(response="utter_not_understood")
        else:
            dispatcher.utter_message(response="utter_number_wanted")
        return []
