"""Says what the clock asks to be said."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.forms import leave_form
from bot.actions.turn import Turn
from bot.nudge import ENTITY


def say_nudge(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Say the words that came with this turn of the clock; False when it came without any."""
    for entity in turn.tracker.latest_message.get("entities") or ():
        if turn.from_clock and entity["entity"] == ENTITY:
            words = entity["value"]
            buttons = [{"title": title, "payload": title} for title in words["buttons"]]
            dispatcher.utter_message(text=words["text"], buttons=buttons)
            return True
    return False


class ActionNudge(Action):
    """A message of ours that asks nothing; a form that she left open long ago ends with it."""

    def name(self) -> str:
        return "action_nudge"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        say_nudge(turn, dispatcher)
        return leave_form(turn)
