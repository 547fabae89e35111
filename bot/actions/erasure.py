"""Having everything erased: told what it means, confirmed, and then words to type.

Also while an emergency is open and safety answers everything else: it is her right even then, and
she is told what it costs. What she types at last is heard in bot/erasure.py.
"""

from __future__ import annotations

from typing import Any, Literal

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot import erasure
from bot.actions.forms import leave_form
from bot.actions.history import last_turn
from bot.actions.turn import LISTEN, Turn
from bot.capture.agreement import is_hedged, says_yes
from bot.capture.privacy import (
    confirms_erasure,
    declines_erasure,
    keeps_her_data,
    only_withdraws,
)
from records.events import ErasureAsked

Step = Literal["explain", "confirm", "remind", "keep"]
EXPLAINED, REMINDED = "utter_erasure_explained", "utter_erasure_type_words"
UNSURE = "utter_erasure_unsure"


def next_step(turn: Turn) -> Step | None:
    """What her message asks for in this matter; None when it is about something else."""
    stage = erasure.stage(turn.store, turn.participant, turn.now)
    said = last_turn(turn.tracker)
    just_asked = bool({EXPLAINED, REMINDED} & said)
    agrees = says_yes(turn.text) and not is_hedged(turn.text)
    keeps = keeps_her_data(turn.text) or declines_erasure(turn.text)
    if keeps or (just_asked and turn.intent == "deny"):
        return "keep" if keeps or stage != "none" else None
    if stage == "asked" and (confirms_erasure(turn.text) or (just_asked and agrees)):
        return "confirm"
    if agrees and UNSURE in said:
        return "explain"
    wants = turn.intent == "delete_data" and turn.sure and not only_withdraws(turn.text)
    if wants or erasure.types_the_words(turn.text):
        return "remind" if stage == "confirmed" else "explain"
    return None


def take_step(turn: Turn, step: Step, dispatcher: CollectingDispatcher) -> None:
    """Say and record it."""
    message_id = turn.message_id or ""
    if step == "keep":
        turn.record(ErasureAsked("taken_back", message_id), "erasure")
        dispatcher.utter_message(response="utter_erasure_taken_back")
    elif step == "explain":
        turn.record(ErasureAsked("asked", message_id), "erasure")
        if turn.exercise_paused:
            number = turn.emergency_number
            dispatcher.utter_message(response="utter_erasure_open_alert", emergency=number)
        dispatcher.utter_message(response=EXPLAINED)
    else:
        turn.record(ErasureAsked("confirmed", message_id), "erasure")
        dispatcher.utter_message(response=REMINDED, words=erasure.WORDS)


class ActionErase(Action):
    """The next step towards having her data erased, or away from it."""

    def name(self) -> str:
        return "action_erase"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        step = next_step(turn)
        if step is None:
            dispatcher.utter_message(response=UNSURE)
            return []
        take_step(turn, step, dispatcher)
        return [*leave_form(turn), FollowupAction(LISTEN)]
