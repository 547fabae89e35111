"""Warning signs: the fixed words, and hearing what she answers to them.

The fixed words ask whether she is safe and whether someone is with her. Her next message is read as
the answer to that before it is read as anything else, so that a "no" is never waved away. After an
urgent sign the words are said once more, unless she answered; after an emergency until she has, and
then nothing but "I can't advise yet" until a clinician closes the alert.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.erasure import next_step, take_step
from bot.actions.forms import leave_form
from bot.actions.history import last_turn
from bot.actions.turn import ALARMS, LISTEN, Turn
from bot.capture.safety_answers import is_about_safety, is_unsafe
from bot.capture.values import extract
from policies.safety.escalation import Form, escalation_text
from records.events import AlertRaised, SafetyAnswered, Tier
from records.store import Alert

DANGER = frozenset({"self_harm", "harm_to_baby", "psychosis", "partner_violence"})
"""The flags after which "no, I'm not safe" is an emergency."""
ANSWERS = frozenset(
    {"affirm", "deny", "nlu_fallback", "out_of_scope", "thank", "greet", "goodbye", "share_win",
     "express_low_mood", "report_difficulty", "report_symptoms", "correct_value", "bot_challenge"}
)  # fmt: skip
"""Intents that may answer the fixed words; any other is a wish of its own."""


class ActionSafety(Action):
    """The fixed words for this message, or what follows on an emergency that is still open.

    An emergency ends the open form; an urgent sign leaves it where it was. A wish for a person is
    passed on even then, and having her data erased is her right even then.
    """

    def name(self) -> str:
        return "action_safety"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if turn.tier in ALARMS:
            dispatcher.utter_message(text=escalation_text(turn.tier, turn.flags, turn.country))
            return leave_form(turn, "stopped_for_safety") if turn.tier == "emergency" else []
        alert = _newest(turn, "emergency")
        step = next_step(turn)
        if step is not None:
            take_step(turn, step, dispatcher)
        elif turn.intent == "talk_to_human":
            turn.ask_for_a_person("asked_for_person")
            number = turn.emergency_number
            dispatcher.utter_message(response="utter_person_asked", emergency=number)
        else:
            form = _follow_up(turn, alert)
            dispatcher.utter_message(text=_words(turn, alert, form))
        return leave_form(turn, "stopped_for_safety")


def _follow_up(turn: Turn, alert: Alert) -> Form:
    """What an open emergency says to a message without a new sign in it."""
    asked = "action_safety" in last_turn(turn.tracker)
    if asked and is_unsafe(turn.text):
        _record_answer(turn, alert, safe=False)
        return "repeat"
    if asked and (turn.intent == "affirm" or is_about_safety(turn.text)):
        _record_answer(turn, alert, safe=True)
        return "answered"
    answers = turn.store.read(turn.participant, kinds=["safety_answered"])
    latest = [e.body for e in answers if isinstance(e.body, SafetyAnswered)]
    safe = any(body.safe for body in latest[-1:] if body.alert == alert.id)
    return "held" if safe else "repeat"


def answers_safety(turn: Turn) -> bool:
    """Whether the last turn spoke the fixed words and this message may be the answer to them."""
    if not _just_warned(turn) or turn.intent not in ANSWERS:
        return False
    if extract(turn.text).values:
        return False  # she tells how she is
    # else, with a form open, it is rather the answer to the question that is open
    return not turn.form or turn.intent in ("affirm", "deny") or is_about_safety(turn.text)


def repeat_warning(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Say the words of an urgent sign once more, before her next message is answered."""
    if _just_warned(turn):
        alert = _newest(turn, "urgent")
        dispatcher.utter_message(text=_words(turn, alert, "repeat"))


def thank_for_a_sign(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """A warm word about a sign for the clinician's next review; coaching goes on."""
    if turn.tier == "review":
        text = escalation_text(turn.tier, turn.flags, turn.country)
        dispatcher.utter_message(text=text)


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
        alert = _newest(turn, "urgent")
        safe = not is_unsafe(turn.text)
        _record_answer(turn, alert, safe=safe)
        if safe:
            dispatcher.utter_message(response="utter_after_safety")
            return [FollowupAction(LISTEN)]
        if DANGER & set(alert.flags):
            raised = AlertRaised("emergency", alert.flags, turn.message_id or "")
            turn.record(raised, "not_safe")
            words = escalation_text("emergency", alert.flags[:1], turn.country)
        else:
            words = _words(turn, alert, "repeat")
        dispatcher.utter_message(text=words)
        return [*leave_form(turn, "stopped_for_safety"), FollowupAction(LISTEN)]


def _just_warned(turn: Turn) -> bool:
    """Whether the last turn spoke the fixed words of an urgent sign that is still open."""
    urgent = any(alert.tier == "urgent" for alert in turn.open_alerts)
    return urgent and "action_safety" in last_turn(turn.tracker)


def _record_answer(turn: Turn, alert: Alert, *, safe: bool) -> None:
    body = SafetyAnswered(alert.id, safe, turn.message_id or "")
    turn.record(body, "safety_answered")


def _words(turn: Turn, alert: Alert, form: Form) -> str:
    """The fixed words for the most urgent flag of an alert."""
    return escalation_text(alert.tier, alert.flags[:1], turn.country, form)


def _newest(turn: Turn, tier: Tier) -> Alert:
    return next(alert for alert in turn.open_alerts if alert.tier == tier)
