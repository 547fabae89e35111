"""Consent and the three onboarding questions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot import consent
from bot.actions.checkin import fresh_slots
from bot.actions.recording import record_values
from bot.actions.turn import CHECKIN_FORM, SKIPPED, Turn, place
from bot.capture.onboarding import (
    parse_birth_date,
    parse_birth_kind,
    parse_time_of_day,
    parse_zone,
)
from bot.capture.values import extract
from records.events import ConsentGiven, ConsentRefused, MessageReceived, Onboarded, ProfileChanged

SLOTS = ("consent", "birth_date", "birth_kind", "checkin_time", "zone")


def hear(turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
    """The answer to the open onboarding question, recorded; what is unclear is said so."""
    if turn.asked is None or turn.tier in ("urgent", "emergency"):
        return []
    if turn.asked == "consent":
        return _hear_consent(turn, dispatcher)
    answers = _answers(turn)
    if answers:
        told = {name: value for name, value in answers.items() if value != SKIPPED}
        if told:
            turn.record(ProfileChanged(turn.message_id or "", **told), "profile")
        return [SlotSet(name, value) for name, value in answers.items()]
    if turn.intent in ("ask_guidance", "ask_why", "help", "bot_challenge", "ask_medication",
                       "ask_baby", "talk_to_human", "stop_messages", "baby_loss",
                       "express_low_mood"):  # fmt: skip
        return []  # a digression: the dialogue answers it and the form asks again
    dispatcher.utter_message(response=f"utter_{turn.asked}_unclear")
    return [SlotSet(turn.asked, None)]


def _hear_consent(turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
    message_id = turn.message_id or ""
    if turn.intent == "affirm":
        turn.record(ConsentGiven(consent.VERSION, message_id), "consent")
        return [SlotSet("consent", "given")]
    if turn.intent in ("deny", "stop_messages"):
        turn.record(ConsentRefused(consent.VERSION, message_id), "consent")
        return [SlotSet(name, "refused") for name in SLOTS]  # nothing else to ask
    if turn.intent in ("greet", "report_symptoms", "nlu_fallback", "out_of_scope", "share_win"):
        dispatcher.utter_message(response="utter_consent_unclear")
        return [SlotSet("consent", None)]
    return []


def _answers(turn: Turn) -> dict[str, str]:
    """The onboarding facts in the message, as the record keeps them; empty if there is none."""
    if turn.asked == "birth_date":
        born = parse_birth_date(turn.text, turn.today)
        if born is not None:
            kind = parse_birth_kind(turn.text)
            return {"birth_date": born.isoformat()} | ({"birth_kind": kind} if kind else {})
    elif turn.asked == "birth_kind":
        kind = parse_birth_kind(turn.text)
        if kind is not None:
            return {"birth_kind": kind}
    else:
        found = {}
        time, zone = parse_time_of_day(turn.text), parse_zone(turn.text)
        if time is not None:
            found["checkin_time"] = time.strftime("%H:%M")
        zone = zone or turn.metadata.get("zone")
        if zone is not None:
            found["zone"] = zone
        if turn.asked in found:
            return found
    if extract(turn.text, "mood").skipped:
        skipped = {turn.asked or "": SKIPPED}
        # without a time there is nothing to reckon in her zone
        return skipped | ({"zone": SKIPPED} if turn.asked == "checkin_time" else {})
    return {}


class ActionAskCheckinTime(Action):
    """Asks for the time, and for the city only if her device has not told it."""

    def name(self) -> str:
        return "action_ask_onboarding_form_checkin_time"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        zone = Turn(tracker).metadata.get("zone")
        if zone:
            dispatcher.utter_message(response="utter_ask_checkin_time_here", place=place(zone))
        else:
            dispatcher.utter_message(response="utter_ask_checkin_time_and_place")
        return []


class ActionFinishOnboarding(Action):
    """Closes onboarding and goes on to the first check-in with what she has told already."""

    def name(self) -> str:
        return "action_finish_onboarding"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        emptied = [SlotSet(name, None) for name in SLOTS]
        if turn.her.consent != "given":
            dispatcher.utter_message(response="utter_consent_refused")
            return emptied
        turn.record(Onboarded(turn.message_id or ""), "onboarded")
        if turn.her.checkin_time and turn.her.zone:
            time, where = turn.her.checkin_time, place(turn.her.zone)
            dispatcher.utter_message(response="utter_onboarded", time=time, place=where)
        else:
            dispatcher.utter_message(response="utter_onboarded_without_time")
        self._record_what_she_said_before(turn)
        return [*emptied, *fresh_slots(turn), FollowupAction(CHECKIN_FORM)]

    def _record_what_she_said_before(self, turn: Turn) -> None:
        """Values she gave today before she had consented; now they may be kept."""
        for event in turn.store.read(turn.participant, kinds=["message_received"]):
            if turn.now - event.at < timedelta(hours=12) and event.id != turn.message_id:
                assert isinstance(event.body, MessageReceived)
                record_values(turn, extract(event.body.text), event.id, None)
