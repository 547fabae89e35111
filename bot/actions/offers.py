"""Yes and no: to what the coach offered last, or to nothing in particular."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.care import ActionTalkToHuman
from bot.actions.forms import begin_checkin, begin_onboarding, leave_form
from bot.actions.goal_setting import REPLACE, ActionReplaceGoal
from bot.actions.history import last_turn
from bot.actions.reminders import ActionPauseReminders, ActionStopMessages
from bot.actions.turn import ONBOARDING_FORM, Turn
from bot.actions.weekly import HEAVY, OFFER, begin_weekly

OFFERS: dict[str, type[Action]] = {
    **dict.fromkeys(
        ("utter_no_answer", "utter_low_mood", "utter_checkin_done_hard_day", "utter_stuck",
         "utter_not_understood_again", "utter_consent_stuck", "utter_no_more",
         "utter_weekly_worse", "utter_loss_unsure", HEAVY),
        ActionTalkToHuman,
    ),
    "utter_baby_loss_known": ActionTalkToHuman,
    "utter_low_mood_after_loss": ActionTalkToHuman,
    "utter_pause_unsure": ActionPauseReminders,
    "utter_cannot_other_days": ActionPauseReminders,
    "utter_stop_unsure": ActionStopMessages,
    REPLACE: ActionReplaceGoal,
}  # fmt: skip
"""What a yes does after each response that offers something."""


class ActionAffirm(Action):
    """Does what was offered; starts or goes on with onboarding; else asks what she would like."""

    def name(self) -> str:
        return "action_affirm"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn, offered = Turn(tracker), last_turn(tracker)
        for response, action in OFFERS.items():
            if response in offered:
                return await action().run(dispatcher, tracker, domain)
        if not turn.her.onboarded:
            return [] if turn.form == ONBOARDING_FORM else begin_onboarding(turn)
        if turn.form is not None:
            return []
        if OFFER in offered:
            return begin_weekly(turn)
        if "utter_reminders_active" in offered:
            return begin_checkin(turn)
        dispatcher.utter_message(response="utter_what_next")
        return []


class ActionDeny(Action):
    """No, or not now: to an offer, or to the form; onboarding's consent is heard by capture."""

    def name(self) -> str:
        return "action_deny"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if turn.form == ONBOARDING_FORM:
            return []
        if turn.form is None:
            dispatcher.utter_message(response="utter_all_right")
            return []
        if last_turn(tracker) & set(OFFERS):
            dispatcher.utter_message(response="utter_offer_declined")
            return []  # only the offer was turned down: the form goes on
        dispatcher.utter_message(response="utter_left")
        return leave_form(turn)
