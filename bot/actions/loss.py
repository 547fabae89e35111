"""Her baby died. Everything about the baby stops, a person is told, her own care goes on.

Hearing this by mistake would be cruel, and so would asking her to say it twice: so figures of
speech, other people's losses and old ones are left out, and she can take it back.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.forms import leave_form
from bot.actions.misses import not_understood
from bot.actions.profile import correct_profile, told_of_birth
from bot.actions.turn import LISTEN, LOSS, LOSS_TAKEN_BACK, Turn
from bot.capture.loss import is_another_loss, is_figure_of_speech, names_death, says_alive
from records.events import RemindersChanged

LIKELY = 0.6  # below this it is some other message that no intent is made for


def tells_of_loss(turn: Turn) -> bool:
    """Whether she says that her own baby has died lately, and clearly so."""
    if turn.intent != "baby_loss" or not turn.sure:
        return False
    if is_figure_of_speech(turn.text) or is_another_loss(turn.text):
        return False
    # news of the birth is close in wording, so it needs a plain word besides
    return not told_of_birth(turn) or names_death(turn.text)


def takes_loss_back(turn: Turn) -> bool:
    """Whether she says that a loss was heard by mistake; asked only while one is on record."""
    return says_alive(turn.text) and turn.baby_died and not turn.captured


class ActionBabyLoss(Action):
    """Stops the daily messages, tells the care team, stays for her own body."""

    def name(self) -> str:
        return "action_baby_loss"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if not tells_of_loss(turn):
            return _something_else(turn, dispatcher)
        turn.ask_for_a_person(LOSS)
        turn.record(RemindersChanged("stopped", None, turn.message_id), "reminders")
        dispatcher.utter_message(response="utter_baby_loss", emergency=turn.emergency_number)
        return leave_form(turn)


def _something_else(turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
    if is_another_loss(turn.text):
        dispatcher.utter_message(response="utter_sorry_to_hear")
    elif not turn.captured and not correct_profile(turn, dispatcher):
        if turn.confidence < LIKELY:
            return not_understood(turn, dispatcher, "utter_not_understood")
        dispatcher.utter_message(response="utter_loss_unsure")
    return []


class ActionLossTakenBack(Action):
    """Says sorry for having heard a loss, tells the care team, and goes on as before."""

    def name(self) -> str:
        return "action_loss_taken_back"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        turn.ask_for_a_person(LOSS_TAKEN_BACK)
        turn.record(RemindersChanged("active", None, turn.message_id), "reminders")
        dispatcher.utter_message(response="utter_loss_taken_back")
        return [] if turn.form else [FollowupAction(LISTEN)]
