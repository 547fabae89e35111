"""What she says to a message that we wrote first: its buttons, and why it came."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.guidance import show_of_last, show_of_topic
from bot.actions.history import last_message
from bot.actions.plan import say_paused
from bot.actions.recording import record_value
from bot.actions.turn import LISTEN, Turn
from bot.capture.values import Found
from policies.motivation.messages import Message, messages
from records.events import CheckinDecided, MessageSent

MORE, DONE = frozenset({"show me", "tell me more"}), "done"
EXERCISE = "tiny_exercise"


def hear(turn: Turn) -> str | None:
    """The action that answers a button of the message just written to her; None for other words."""
    words = turn.text.strip(" .!?").lower()
    if turn.form is not None or words not in MORE | {DONE}:
        return None
    nudge = nudge_before(turn)
    if nudge is None or nudge.family == "goal":  # "done" is then a step towards it (goals.py)
        return None
    return "action_nudge_done" if words == DONE else "action_nudge_more"


def nudge_before(turn: Turn) -> Message | None:
    """The reviewed message that she answers, if the last thing she got was one."""
    sent = _sent_before(turn)
    name = None if sent is None else sent.message
    return next((message for message in messages() if message.id == name), None)


def explain_nudge(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Say why we wrote just then; False when the last thing she got was no message of ours."""
    sent = _sent_before(turn)
    if sent is None or sent.checkin is None:
        return False
    decided = [
        event.body
        for event in turn.store.read(turn.participant, kinds=[CheckinDecided.kind])
        if isinstance(event.body, CheckinDecided) and event.body.checkin == sent.checkin
    ]
    if not decided:
        return False
    body = decided[-1]
    if body.arm == "learned" and body.probability is not None:
        dispatcher.utter_message(
            response="utter_why_nudge",
            why="; ".join(body.why[:3]),
            odds=round(100 * body.probability),
        )
    else:
        dispatcher.utter_message(response="utter_why_nudge_fixed")
    return True


def _sent_before(turn: Turn) -> MessageSent | None:
    event = last_message(turn)
    return event.body if event is not None and isinstance(event.body, MessageSent) else None


class ActionNudgeMore(Action):
    """Shows what the message was about; while exercise waits, nothing of that."""

    def name(self) -> str:
        return "action_nudge_more"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        nudge, sent = nudge_before(turn), _sent_before(turn)
        if nudge is not None and sent is not None and nudge.topic is not None:
            shown = show_of_topic(turn, dispatcher, nudge.topic, sent.text)
        else:
            shown = show_of_last(turn, dispatcher)
        if not shown and turn.exercise_paused:
            say_paused(turn, dispatcher)
        elif not shown:
            dispatcher.utter_message(response="utter_ask_your_question")
        return [FollowupAction(LISTEN)]


class ActionNudgeDone(Action):
    """Notes a tiny exercise as exercise of today; other things done are thanked for."""

    def name(self) -> str:
        return "action_nudge_done"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        nudge = nudge_before(turn)
        if nudge is None or nudge.family != EXERCISE:
            dispatcher.utter_message(response="utter_nudge_thanks")
        elif turn.exercise_paused:
            say_paused(turn, dispatcher)
        else:
            done = Found("exercise_done", "yes", 0, len(turn.text), "button")
            record_value(
                turn, done, turn.today, turn.message_id or "", "exercise_done", correcting=False
            )
            dispatcher.utter_message(response="utter_nudge_done")
        return [FollowupAction(LISTEN)]
