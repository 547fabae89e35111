"""Consent and the three onboarding questions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot import consent
from bot.actions.forms import PROFILE, Events, fresh_slots
from bot.actions.history import turns_before
from bot.actions.misses import not_understood
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

SLOTS = ("consent", *PROFILE)


# What a misread answer may look like; any other intent is a digression that the dialogue answers.
ATTEMPTS = ("affirm", "deny", "greet", "nlu_fallback", "out_of_scope", "report_symptoms",
            "correct_value", "set_reminder", "start_checkin")  # fmt: skip


def hear(turn: Turn) -> list[dict[str, Any]] | None:
    """The onboarding answers in the message, recorded; None when there is none in it."""
    if turn.asked is None:
        return None
    answers = _consent(turn) if turn.asked == "consent" else _answers(turn)
    told = {name: value for name, value in answers.items() if name in PROFILE and value != SKIPPED}
    if told and answers.get("consent") != "refused":
        turn.record(ProfileChanged(turn.message_id or "", **told), "profile")
    return [SlotSet(name, value) for name, value in answers.items()] or None


def ask_again(turn: Turn, dispatcher: CollectingDispatcher) -> Events:
    """Say that the answer wasn't clear, and ask again; not for ever (bot/actions/misses.py)."""
    if turn.asked is None or turn.intent not in ATTEMPTS:
        return []
    again = [SlotSet(turn.asked, None)]
    return not_understood(turn, dispatcher, f"utter_{turn.asked}_unclear") or again


def _skipped(question: str) -> dict[str, str]:
    # without a time there is nothing to reckon in her zone
    return {question: SKIPPED} | ({"zone": SKIPPED} if question == "checkin_time" else {})


def _consent(turn: Turn) -> dict[str, str]:
    """Only a clear yes or no counts."""
    message_id = turn.message_id or ""
    if turn.intent == "affirm":
        turn.record(ConsentGiven(consent.VERSION, message_id), "consent")
        return {"consent": "given"}
    if turn.intent in ("deny", "stop_messages"):
        turn.record(ConsentRefused(consent.VERSION, message_id), "consent")
        return dict.fromkeys(SLOTS, "refused")  # nothing else to ask
    return {}


def _answers(turn: Turn) -> dict[str, str]:
    """The onboarding facts in the message, as the record keeps them; empty if there is none."""
    if turn.intent == "report_symptoms" and extract(turn.text).values:
        return {}  # "pain is 7 today" is no birth date
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
        time, named = parse_time_of_day(turn.text), parse_zone(turn.text)
        if time is not None:
            found["checkin_time"] = time.strftime("%H:%M")
        zone = named or turn.metadata.get("zone")
        if zone is not None:
            found["zone"] = zone
        if time is not None or named is not None:
            return found
    return _skipped(turn.asked or "") if extract(turn.text, "mood").skipped else {}


class ActionAskConsent(Action):
    """The whole consent text once; after a digression only its question."""

    def name(self) -> str:
        return "action_ask_onboarding_form_consent"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        before = next(iter(turns_before(tracker)), frozenset[str]())
        told = before & {"utter_consent_text", "utter_consent_again"}
        dispatcher.utter_message(response="utter_consent_again" if told else "utter_consent_text")
        return []


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
