"""When the coach doesn't follow: once it asks again, twice in a row it says so and offers choices
and a person, and after that it lets the question go. It never asks in a circle.
"""

from __future__ import annotations

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.forms import Events
from bot.actions.history import in_a_row
from bot.actions.turn import ONBOARDING_FORM, SKIPPED, Turn
from records.events import CHECKIN_MEASURES

MISSES = frozenset(
    {"utter_not_understood", "utter_not_understood_again", "utter_out_of_scope",
     "utter_number_wanted", "utter_stuck", "utter_left_question", "utter_consent_stuck",
     "utter_weekly_number", "utter_weekly_choice", "utter_weekly_activities"}
    | {f"utter_range_{measure}" for measure in (*CHECKIN_MEASURES, "pain_worst")}
    | {f"utter_{asked}_unclear"
       for asked in ("consent", "birth_date", "birth_kind", "checkin_time", "zone")}
)  # fmt: skip
"""The responses that tell her that a message was not understood."""


def not_understood(turn: Turn, dispatcher: CollectingDispatcher, response: str) -> Events:
    """Say `response` the first time; something else, and in the end less, when it goes on.

    A message with a sign for review has been understood in that, and answered.
    """
    if turn.tier == "review":
        return []
    before = in_a_row(turn.tracker, MISSES)
    if before == 0:
        dispatcher.utter_message(response=response)
        return []
    if turn.asked is None:
        dispatcher.utter_message(response="utter_not_understood_again")
        return []
    if turn.form == ONBOARDING_FORM:
        return _stuck_in_onboarding(turn, dispatcher, before)
    if before == 1:
        dispatcher.utter_message(response="utter_stuck")
        return []
    if before == 2:
        dispatcher.utter_message(response="utter_left_question")
        return [SlotSet(turn.asked, SKIPPED)]
    return [FollowupAction("action_leave")]


def _stuck_in_onboarding(turn: Turn, dispatcher: CollectingDispatcher, before: int) -> Events:
    assert turn.asked is not None
    if turn.asked != "consent":
        dispatcher.utter_message(response="utter_left_question")
        # without a time there is nothing to reckon in her zone
        left = (turn.asked, "zone") if turn.asked == "checkin_time" else (turn.asked,)
        return [SlotSet(name, SKIPPED) for name in left]
    if before == 1:
        dispatcher.utter_message(response="utter_consent_stuck")
        return []
    return [FollowupAction("action_leave")]
