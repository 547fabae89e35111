"""Consent and the three onboarding questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot import consent
from bot.actions import admission
from bot.actions.forms import PROFILE, Events, begin_checkin
from bot.actions.history import last_turn
from bot.actions.loss import tells_of_loss
from bot.actions.misses import not_understood
from bot.actions.profile import told_of_birth
from bot.actions.recording import record_values
from bot.actions.turn import SKIPPED, Turn, place
from bot.actions.withdrawn import keep_message
from bot.capture.agreement import is_hedged, says_yes
from bot.capture.onboarding import (
    parse_birth_date,
    parse_birth_kind,
    parse_zone,
)
from bot.capture.questions import before_question, question_in
from bot.capture.values import Found, extract
from bot.capture.windows import in_words, parse_windows
from policies.motivation.moment import MOST_WINDOWS, clock
from records.events import (
    ConsentGiven,
    ConsentRefused,
    MessageReceived,
    Onboarded,
    ProfileChanged,
    RemindersChanged,
)

SLOTS = ("consent", *admission.SLOTS, *PROFILE)
ASK_AGAIN = "ask again"  # heard something else: the open question stays open
NO_FACT = (SKIPPED, ASK_AGAIN)


# What a misread answer may look like; any other intent is a digression that the dialogue answers.
ATTEMPTS = ("deny", "nlu_fallback", "out_of_scope", "report_symptoms",
            "correct_value", "set_reminder", "start_checkin")  # fmt: skip


def hear(turn: Turn) -> Events:
    """The onboarding answers in the message, recorded; none when there is none in it."""
    if turn.asked is None or tells_of_loss(turn):
        return []  # "my baby died 2 weeks ago" dates no birth
    if turn.asked in admission.SLOTS:
        answers = _admission(turn)
    else:
        answers = _consent(turn) if turn.asked == "consent" else _answers(turn)
    told: dict[str, Any] = {
        name: said for name, said in answers.items() if name in PROFILE and said not in NO_FACT
    }
    if "checkin_time" in told:
        windows = parse_windows(_without(turn.text, extract(turn.text).values))
        told["windows"] = tuple(map(str, windows[:MOST_WINDOWS])) or None
    if told and answers.get("consent") != "refused":
        turn.record(ProfileChanged(turn.message_id or "", **told), "profile")
    return [SlotSet(name, None if value == ASK_AGAIN else value) for name, value in answers.items()]


def ask_again(turn: Turn, dispatcher: CollectingDispatcher) -> Events:
    """Say that the answer wasn't clear, and ask again; not for ever (bot/actions/misses.py)."""
    asks = turn.intent == "out_of_scope" and question_in(turn.text)
    hedged = turn.asked == "consent" and turn.intent == "affirm"
    if turn.asked is None or asks or not (hedged or turn.intent in ATTEMPTS):
        return []
    again = [SlotSet(turn.asked, None)]
    return not_understood(turn, dispatcher, f"utter_{turn.asked}_unclear") or again


def _skipped(question: str) -> dict[str, str]:
    # without a time there is nothing to reckon in her zone
    return {question: SKIPPED} | ({"zone": SKIPPED} if question == "checkin_time" else {})


_CORRECTS = re.compile(r"\b(?:sorry|meant|actually|wait|oops|wrong|not)\b", re.IGNORECASE)


def _consent(turn: Turn) -> dict[str, str]:
    """Only a clear yes or no counts; facts told in the same breath are kept."""
    message_id = turn.message_id or ""
    agrees = (turn.intent == "affirm" and turn.sure) or says_yes(turn.text)
    if agrees and not is_hedged(turn.text):
        turn.record(ConsentGiven(consent.VERSION, keep_message(turn)), "consent")
        _write_again(turn)
        return {"consent": "given", **told_of_birth(turn)}
    if turn.intent in ("deny", "stop_messages") and turn.sure:
        turn.record(ConsentRefused(consent.VERSION, message_id), "consent")
        return dict.fromkeys(SLOTS, "refused")  # nothing else to ask
    return {}


def _admission(turn: Turn) -> dict[str, str]:
    """Once she can't be taken on there is nothing else to ask."""
    found = admission.hear(turn)
    if turn.asked in found and found[turn.asked] != admission.ADMITTED:
        return {**dict.fromkeys(SLOTS, "refused"), **found}
    return found


def _write_again(turn: Turn) -> None:
    """Take up the messages that stopped when she withdrew her consent."""
    changes = turn.store.read(turn.participant, kinds=[RemindersChanged.kind])
    latest = changes[-1].body if changes else None
    if isinstance(latest, RemindersChanged) and latest.reason == consent.WITHDRAWN:
        turn.record(RemindersChanged("active", None, turn.message_id), "reminders")


def _answers(turn: Turn) -> dict[str, str]:
    """The onboarding facts in the message, as the record keeps them; empty if there is none."""
    values = extract(turn.text).values
    if turn.intent == "report_symptoms" and values:
        return {}  # "pain is 7 today" is no birth date
    asked = turn.asked or ""
    text = _without(turn.text, values)  # nor is "mood 3/10", whatever stands beside it
    statement = before_question(text) or text  # "is that normal?" names no kind of birth
    if asked in ("birth_date", "birth_kind"):
        found = _of_birth(statement, turn.today, asked)
    else:
        found = _of_time(text, turn.metadata.get("zone"))
    if found:
        return found
    if extract(turn.text, "mood").skipped:
        return _skipped(asked)
    told = _put_right(turn, statement) or _told_early(asked, text)
    return {**told, asked: ASK_AGAIN} if told else {}


def _without(text: str, values: Sequence[Found]) -> str:
    """The text with the words of the values blanked out."""
    for value in values:
        text = text[: value.start] + " " * (value.end - value.start) + text[value.end :]
    return text


def _put_right(turn: Turn, statement: str) -> dict[str, str]:
    """An answer to an earlier question, corrected: "sorry I meant 8 weeks ago"."""
    told = told_of_birth(turn)
    if told or not _CORRECTS.search(statement):
        return told
    return _of_birth(statement, turn.today, "birth_date") or _of_birth(
        statement, turn.today, "birth_kind"
    )


def _told_early(asked: str, text: str) -> dict[str, str]:
    """The answer to a later question: "9am London" while the birth is asked for."""
    found = _of_time(text, None) if asked in ("birth_date", "birth_kind") else {}
    return found if "zone" in found else {}  # a number alone may be anything


def _of_birth(statement: str, today: date, asked: str) -> dict[str, str]:
    born = parse_birth_date(statement, today) if asked == "birth_date" else None
    kind = parse_birth_kind(statement)
    date_told = {} if born is None else {"birth_date": born.isoformat()}
    kind_told = {} if kind is None else {"birth_kind": kind}
    told = date_told | kind_told
    return told if asked in told else {}


def _of_time(text: str, device_zone: str | None) -> dict[str, str]:
    windows, named = parse_windows(text), parse_zone(text)
    if not windows and named is None:
        return {}
    zone = named or device_zone
    time_told = {"checkin_time": clock(windows[0].start)} if windows else {}
    return time_told | ({} if zone is None else {"zone": str(zone)})


class ActionAskConsent(Action):
    """The whole consent text once; after a digression only its question."""

    def name(self) -> str:
        return "action_ask_onboarding_form_consent"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        told = last_turn(tracker) & {"utter_consent_text", "utter_consent_again"}
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
            if not admission.say_no(turn, dispatcher):
                dispatcher.utter_message(response="utter_consent_refused")
            return emptied
        turn.record(Onboarded(turn.message_id or ""), "onboarded")
        if turn.her.windows and turn.her.zone:
            when, where = in_words(turn.her.windows), place(turn.her.zone)
            dispatcher.utter_message(response="utter_onboarded", when=when, place=where)
        else:
            dispatcher.utter_message(response="utter_onboarded_without_time")
        self._record_what_she_said_before(turn)
        return [*emptied, *begin_checkin(turn)]

    def _record_what_she_said_before(self, turn: Turn) -> None:
        """Values she gave today before she had consented; now they may be kept."""
        for event in turn.store.read(turn.participant, kinds=["message_received"]):
            if turn.now - event.at < timedelta(hours=12) and event.id != turn.message_id:
                assert isinstance(event.body, MessageReceived)
                record_values(turn, extract(event.body.text), event.id, None)
