"""Whom the service takes on: her age and her country are asked for, where it is set up so.

Only that she is old enough is kept, not how old she is.
"""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot import consent, context
from bot.actions.turn import NOT_ASKED, Turn
from bot.capture.agreement import is_hedged, says_yes
from bot.capture.onboarding import country_of_zone
from bot.capture.places import country_name, parse_country
from policies.safety.escalation import numbers_for
from records.events import Admitted, ConsentRefused

SLOTS = ("age", "country")
ADMITTED, TOO_YOUNG, ELSEWHERE = "admitted", "too young", "elsewhere"
_AGE = re.compile(r"(?<![\d.])(1\d|[2-6]\d)(?![\d.])")
_NO = re.compile(r"^\W*(?:no|nope|nah|not (?:yet|quite)|i'?m not|under|younger)\b", re.IGNORECASE)


def open_questions(turn: Turn) -> dict[str, str | None]:
    """The slots of these questions: None for one that is still to be put."""
    limits = context.current().admission
    told = [e.body for e in turn.store.read(turn.participant, kinds=[Admitted.kind])]
    known = [body for body in told if isinstance(body, Admitted)]
    asks_age = limits.min_age is not None and not any(body.old_enough for body in known)
    asks_country = bool(limits.countries) and not any(body.country for body in known)
    asked = {"age": asks_age, "country": asks_country}
    return {slot: None if asks else NOT_ASKED for slot, asks in asked.items()}


def hear(turn: Turn) -> dict[str, str]:
    """Her answer to the one that is open, recorded; empty when it can't be read."""
    found = _age(turn) if turn.asked == "age" else _country(turn)
    if found is None:
        return {}
    if isinstance(found, Admitted):
        turn.record(found, f"admitted:{turn.asked}")
        return {turn.asked or "": ADMITTED}
    turn.record(ConsentRefused(consent.VERSION, turn.message_id or ""), "consent")
    return {turn.asked or "": found}


def _age(turn: Turn) -> Admitted | str | None:
    least = context.current().admission.min_age or 0
    number = _AGE.search(turn.text)
    if number is not None:
        old_enough = int(number[1]) >= least and not re.search(r"\bunder\b", turn.text.lower())
    elif says_yes(turn.text) and not is_hedged(turn.text):
        old_enough = True
    elif _NO.search(turn.text):
        old_enough = False
    else:
        return None
    return Admitted(turn.message_id or "", old_enough=True) if old_enough else TOO_YOUNG


def _country(turn: Turn) -> Admitted | str | None:
    country = parse_country(turn.text)
    if country is None:
        return None
    if country not in context.current().admission.countries:
        return ELSEWHERE
    return Admitted(turn.message_id or "", country=country)


def say_no(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Turn her down kindly, with whom to call; False when that isn't why consent is missing."""
    limits, slots = context.current().admission, turn.tracker.slots
    zone = turn.metadata.get("zone") or turn.her.zone
    numbers = numbers_for(country_of_zone(zone) if zone else None)
    whom = {"support": numbers.support, "emergency": numbers.emergency}
    if slots.get("age") == TOO_YOUNG:
        dispatcher.utter_message(response="utter_too_young", age=limits.min_age, **whom)
    elif slots.get("country") == ELSEWHERE:
        names = _either([country_name(code) for code in limits.countries])
        dispatcher.utter_message(response="utter_elsewhere", countries=names, **whom)
    else:
        return False
    return True


def _either(names: list[str]) -> str:
    return ", ".join(names[:-1]) + (" and " if names[1:] else "") + names[-1]


class ActionAskAge(Action):
    """Asks whether she is old enough, not how old she is."""

    def name(self) -> str:
        return "action_ask_onboarding_form_age"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        age = context.current().admission.min_age
        dispatcher.utter_message(response="utter_ask_age", age=age)
        return []
