"""When a person is better than a program: a wish to talk to somebody, low mood, the baby."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import Turn


class ActionTalkToHuman(Action):
    """Puts her wish on the clinician's panel."""

    def name(self) -> str:
        return "action_talk_to_human"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        turn.ask_for_a_person("asked_for_person")
        dispatcher.utter_message(response="utter_person_asked", emergency=turn.emergency_number)
        return []


class ActionLowMood(Action):
    """Hears it, says where help is; the safety screen has already ruled out danger in the words."""

    def name(self) -> str:
        return "action_low_mood"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if turn.tier == "review":
            return []  # she has been thanked for saying so, in fixed words
        dispatcher.utter_message(
            response="utter_low_mood_after_loss" if turn.baby_died else "utter_low_mood",
            support=turn.numbers.loss,
            emergency=turn.emergency_number,
        )
        return []


class ActionBaby(Action):
    """Says whom to ask about the baby; after a loss, whom to ask about herself."""

    def name(self) -> str:
        return "action_baby"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        died = Turn(tracker).baby_died
        dispatcher.utter_message(response="utter_ask_a_midwife" if died else "utter_babys_health")
        return []
