"""Her baby died. Everything about the baby stops, a person is told, her own care goes on.

The screen reads it by rules (policies/safety/loss.yml) that leave out figures of speech, other
people's losses and old ones; a clear intent is enough where the rules have no word for it. She can
take it back.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import goals
from bot.actions.forms import leave_form
from bot.actions.misses import not_understood
from bot.actions.profile import correct_profile, told_of_birth
from bot.actions.turn import LISTEN, LOSS, LOSS_TAKEN_BACK, Turn
from bot.capture.loss import says_alive
from policies.safety.loss import Loss
from records.events import RemindersChanged

LIKELY = 0.6  # below this it is some other message that no intent is made for


def tells_of_loss(turn: Turn) -> bool:
    """Whether she says that her own baby has died lately, and clearly so."""
    if turn.loss is not Loss.UNSAID:
        return turn.loss is Loss.TOLD
    # news of the birth is close in wording, so that needs a plain word
    return turn.intent == "baby_loss" and turn.sure and not told_of_birth(turn)


def takes_loss_back(turn: Turn) -> bool:
    """Whether she says that a loss was heard by mistake; asked only while one is on record."""
    return says_alive(turn.text) and turn.baby_died and not turn.captured


def hear_loss(turn: Turn) -> bool:
    """Record what she tells of her baby's death, whatever else the message is about.

    Returns whether it is news, which is to be answered before anything but a warning sign.
    """
    if turn.loss is not Loss.TOLD or turn.baby_died:
        return False
    _stop_everything_of_the_baby(turn)
    return True


def _stop_everything_of_the_baby(turn: Turn) -> None:
    """From here on `turn.baby_died` holds: what asks or speaks of a baby looks at that."""
    turn.ask_for_a_person(LOSS)
    turn.record(RemindersChanged("stopped", None, turn.message_id), "reminders")
    goals.let_go(turn)  # it may name the baby, and nobody should bring it up


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
        told_before = turn.baby_died and turn.latest_loss != turn.message_id
        if not told_before:
            _stop_everything_of_the_baby(turn)
        dispatcher.utter_message(
            response="utter_baby_loss_known" if told_before else "utter_baby_loss",
            support=turn.numbers.loss,
            emergency=turn.emergency_number,
        )
        return leave_form(turn)


def _something_else(turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
    if turn.loss is Loss.EXCUSED:
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
        goals.take_up_again(turn, turn.latest_loss)
        turn.ask_for_a_person(LOSS_TAKEN_BACK)
        turn.record(RemindersChanged("active", None, turn.message_id), "reminders")
        dispatcher.utter_message(response="utter_loss_taken_back")
        return [] if turn.form else [FollowupAction(LISTEN)]
