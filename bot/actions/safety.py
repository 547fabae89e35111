"""Warning signs: the fixed words, and hearing what she answers to them.

The fixed words ask whether she is safe and whether someone is with her. Her next message is read as
the answer to that before it is read as anything else, so that a "no" is never waved away.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot import context
from bot.actions.forms import leave_form
from bot.actions.history import last_turn
from bot.actions.turn import LISTEN, Turn
from bot.capture.safety_answers import is_about_safety, is_unsafe
from bot.capture.values import extract
from policies.safety.escalation import escalation_text
from policies.safety.screen import Evidence, Screening
from records.events import AlertRaised, Tier
from records.store import Alert

DANGER = frozenset({"self_harm", "harm_to_baby", "psychosis", "partner_violence"})
"""The flags after which "no, I'm not safe" is an emergency."""
ANSWERS = frozenset(
    {"affirm", "deny", "nlu_fallback", "out_of_scope", "thank", "greet", "goodbye", "share_win",
     "express_low_mood", "report_difficulty", "report_symptoms", "correct_value", "bot_challenge"}
)  # fmt: skip
"""Intents that may answer the fixed words; any other is a wish of its own."""


class ActionSafety(Action):
    """The fixed escalation text for this message, or again for the emergency that is still open.

    An emergency ends the check-in; an urgent sign leaves it where it was. A wish for a person is
    passed on even then.
    """

    def name(self) -> str:
        return "action_safety"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        screening, repeat = context.current().screen(turn.recorded), False
        if screening.tier not in ("urgent", "emergency"):
            screening, repeat = _open_sign(turn, "emergency"), True
            if turn.intent == "talk_to_human":
                turn.ask_for_a_person("asked_for_person")
        dispatcher.utter_message(text=escalation_text(screening, turn.country, repeat=repeat))
        if screening.tier != "emergency":
            return []
        return leave_form(turn, "stopped_for_safety")


def answers_safety(turn: Turn) -> bool:
    """Whether the last turn spoke the fixed words and this message may be the answer to them."""
    if turn.intent not in ANSWERS or "action_safety" not in last_turn(turn.tracker):
        return False
    if extract(turn.text).values:
        return False  # she tells how she is
    if turn.form and turn.intent not in ("affirm", "deny") and not is_about_safety(turn.text):
        return False  # rather the answer to the question that is open
    return any(alert.tier == "urgent" for alert in _open(turn))


class ActionAfterSafety(Action):
    """Says the fixed words again when she isn't safe or is alone; otherwise thanks her for saying.

    Not being safe after an urgent sign of danger is an emergency.
    """

    def name(self) -> str:
        return "action_after_safety"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        alert = next(alert for alert in _open(turn) if alert.tier == "urgent")
        if not is_unsafe(turn.text):
            dispatcher.utter_message(response="utter_after_safety")
            return [FollowupAction(LISTEN)]
        tier: Tier = "emergency" if DANGER & set(alert.flags) else "urgent"
        if tier == "emergency":
            turn.record(AlertRaised(tier, alert.flags, turn.message_id or ""), "not_safe")
        text = escalation_text(_open_sign(turn, tier), turn.country, repeat=tier == "urgent")
        dispatcher.utter_message(text=text)
        return [*leave_form(turn, "stopped_for_safety"), FollowupAction(LISTEN)]


def _open(turn: Turn) -> list[Alert]:
    return turn.store.alerts(turn.participant)


def _open_sign(turn: Turn, tier: Tier) -> Screening:
    """What her newest open alert of this tier was about: its most urgent flag."""
    alert = next(alert for alert in _open(turn) if alert.tier == tier)
    flag = alert.flags[0]
    return Screening(tier, (flag,), (Evidence(flag, tier, 0, 0, "", "open alert", ""),))
