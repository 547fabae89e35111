"""Her data: who reads it, a copy of it, its erasure, and no longer agreeing to it being kept."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot import consent
from bot.actions.forms import leave_form
from bot.actions.turn import LISTEN, Turn
from bot.capture.privacy import keeps_her_data
from records.events import ConsentRefused, RemindersChanged


class ActionAskForExport(Action):
    """Passes on that she wants a copy of her data; says how it is kept when that isn't clear."""

    def name(self) -> str:
        return "action_ask_for_export"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if not turn.sure:
            dispatcher.utter_message(response="utter_your_data")
            return []
        turn.ask_for_a_person("asked_for_data")
        dispatcher.utter_message(response="utter_export_asked")
        return []


class ActionYourData(Action):
    """Says who reads what she writes; capture sends such questions here."""

    def name(self) -> str:
        return "action_your_data"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        dispatcher.utter_message(response="utter_your_data")
        return [] if Turn(tracker).form else [FollowupAction(LISTEN)]


class ActionAskForErasure(Action):
    """Passes on that she wants her data erased and stops writing to her, or that she doesn't."""

    def name(self) -> str:
        return "action_ask_for_erasure"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if keeps_her_data(turn.text):
            turn.ask_for_a_person("erasure_taken_back")
            dispatcher.utter_message(response="utter_erasure_taken_back")
            return []
        if not turn.sure:
            dispatcher.utter_message(response="utter_erasure_unsure")
            return []
        turn.ask_for_a_person("asked_for_erasure")
        turn.record(RemindersChanged("stopped", None, turn.message_id), "reminders")
        dispatcher.utter_message(response="utter_erasure_asked")
        return leave_form(turn)


class ActionWithdrawConsent(Action):
    """Nothing of her health is noted any more, and nobody writes to her first."""

    def name(self) -> str:
        return "action_withdraw_consent"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        turn.record(ConsentRefused(consent.VERSION, turn.message_id or ""), "consent")
        turn.record(RemindersChanged("stopped", None, turn.message_id), "reminders")
        dispatcher.utter_message(response="utter_consent_withdrawn")
        return [*leave_form(turn), FollowupAction(LISTEN)]
