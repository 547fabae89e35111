"""A question or a wish in the same message as an answer: "4. How do I lift him safely?"

The answer is captured and its form goes on; the rest of the message would be lost, because a form
whose question was answered asks the next one at once. So what remains beside the values is
understood on its own, and answered before the form goes on.
"""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.care import ActionBaby, ActionLowMood, ActionTalkToHuman
from bot.actions.guidance import ActionAnswer, ActionMedication, answer
from bot.actions.loss import ActionBabyLoss
from bot.actions.plan import ActionPlan, ActionProgress
from bot.actions.reminders import (
    ActionPauseReminders,
    ActionResumeReminders,
    ActionSetReminder,
    ActionStopMessages,
)
from bot.actions.turn import LISTEN, Turn
from bot.actions.why import ActionWhy
from bot.capture.questions import question_in
from bot.capture.values import extract
from bot.understanding import intent_of

ASIDES: dict[str, type[Action]] = {
    "ask_guidance": ActionAnswer,
    "ask_why": ActionWhy,
    "ask_progress": ActionProgress,
    "ask_plan": ActionPlan,
    "ask_medication": ActionMedication,
    "ask_baby": ActionBaby,
    "talk_to_human": ActionTalkToHuman,
    "express_low_mood": ActionLowMood,
    "baby_loss": ActionBabyLoss,
    "set_reminder": ActionSetReminder,
    "pause_reminders": ActionPauseReminders,
    "resume_reminders": ActionResumeReminders,
    "stop_messages": ActionStopMessages,
}
"""What answers each intent that may stand beside a value, as in the rules."""

SURE_ENOUGH = 0.75
FEWEST_WORDS = 2
_PARTS = re.compile(r"(?<=[.?!;\n])\s+|\s+[-\N{EN DASH}]\s+|,\s+|\s+(?=(?:and|but|also|plus)\s)")
_JOINING = re.compile(r"^(?:and|but|also|plus|so|oh|btw|by the way|[\s,.;-])+", re.IGNORECASE)


def rest_of(text: str, asked: str | None) -> str:
    """What a message says beside its values; a question that shares their clause is kept.

    Without values, only what it asks.
    """
    found = extract(text, asked)  # type: ignore[arg-type]
    spans = [(value.start, value.end) for value in found.values]
    if not spans:
        return question_in(text)
    rest, at = [], 0
    for part in [*_PARTS.finditer(text), None]:
        end = len(text) if part is None else part.start()
        inside = [stop for start, stop in spans if start < end and stop > at]
        if not inside:
            rest.append(_JOINING.sub("", text[at:end]))
        else:
            rest.append(question_in(text, max(inside), end))
        at = end if part is None else part.end()
    return " ".join(filter(None, rest)).strip()


async def aside_in(turn: Turn) -> tuple[str, str] | None:
    """The intent of what stands beside the values, and its words; None when nothing does."""
    rest = rest_of(turn.text, turn.asked_measure)
    if len(rest.split()) < FEWEST_WORDS:
        return None
    intent, confidence = await intent_of(rest)
    return (intent, rest) if intent in ASIDES and confidence >= SURE_ENOUGH else None


class ActionAside(Action):
    """Answers what stood beside the values; an open form goes on afterwards."""

    def name(self) -> str:
        return "action_aside"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        events: list[dict[str, Any]] = []
        found = await aside_in(turn)
        if found is not None:
            intent, rest = found
            handler = ASIDES[intent]
            if intent == "ask_guidance":
                await answer(turn, dispatcher, rest)
            else:
                events = await handler().run(dispatcher, tracker, domain)
        ends = turn.form is None or any(event.get("event") == "active_loop" for event in events)
        return [*events, FollowupAction(LISTEN)] if ends else events
