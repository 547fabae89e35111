"""Hello, no, and what to do when a message isn't understood."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.care import ActionTalkToHuman
from bot.actions.forms import begin_onboarding, leave_form
from bot.actions.guidance import asks_about_her_data
from bot.actions.history import turns_before
from bot.actions.misses import not_understood
from bot.actions.profile import correct_profile
from bot.actions.turn import ONBOARDING_FORM, Turn
from bot.actions.weekly import HEAVY, OFFER, begin_weekly

OFFERS_OF_A_PERSON = frozenset(
    {"utter_no_answer", "utter_low_mood", "utter_checkin_done_hard_day", "utter_stuck",
     "utter_not_understood_again", "utter_consent_stuck", "utter_no_more",
     "utter_weekly_worse", HEAVY}
)  # fmt: skip


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


class ActionDeny(Action):
    """No, or not now: leaves a check-in, never onboarding's consent (capture hears that)."""

    def name(self) -> str:
        return "action_deny"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if turn.form == ONBOARDING_FORM:
            return []
        dispatcher.utter_message(response="utter_all_right" if turn.form is None else "utter_left")
        return leave_form(turn)


class ActionAffirm(Action):
    """Yes: to what the coach offered last, or to nothing in particular."""

    def name(self) -> str:
        return "action_affirm"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        offered = next(iter(turns_before(tracker)), frozenset[str]())
        if offered & OFFERS_OF_A_PERSON:
            return await ActionTalkToHuman().run(dispatcher, tracker, domain)
        if not turn.her.onboarded:
            return [] if turn.form == ONBOARDING_FORM else begin_onboarding(turn)
        if OFFER in offered and turn.form is None:
            return begin_weekly(turn)
        if turn.form is None:
            dispatcher.utter_message(response="utter_what_next")
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
        if asks_about_her_data(turn.text):
            dispatcher.utter_message(response="utter_your_data")
            return []
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
