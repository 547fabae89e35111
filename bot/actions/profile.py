"""What she says of the birth, wherever she says it, and putting it right later."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import Turn
from bot.capture.onboarding import parse_birth_date, parse_birth_kind
from records.events import ProfileChanged

_OF_THE_BIRTH = re.compile(
    r"\b(?:birth|born|deliver\w*|labour|labor|c[ -]?section|section|cs|caes\w*|ces\w*|cesar\w*|"
    r"vagin\w*|forceps|ventouse|vbac|(?:weeks?|wks?|months?|days?) (?:old|pp|postpartum))\b",
    re.IGNORECASE,
)
KINDS = {"vaginal": "a vaginal birth", "caesarean": "a caesarean birth"}


def told_of_birth(turn: Turn) -> dict[str, Any]:
    """The birth's date and kind, as far as the message names the birth and says them."""
    if not _OF_THE_BIRTH.search(turn.text):
        return {}
    born, kind = parse_birth_date(turn.text, turn.today), parse_birth_kind(turn.text)
    told = {"birth_date": born.isoformat() if born else None, "birth_kind": kind}
    return {name: value for name, value in told.items() if value is not None}


def correct_profile(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Record what the message corrects of the birth and say so; False when it corrects nothing."""
    told = told_of_birth(turn)
    if not told:
        return False
    turn.record(ProfileChanged(turn.message_id or "", **told), "profile")
    parts = []
    if "birth_date" in told:
        born = date.fromisoformat(told["birth_date"])
        parts.append(f"born on {born.day} {born:%B}")
    if "birth_kind" in told:
        parts.append(KINDS[told["birth_kind"]])
    dispatcher.utter_message(response="utter_corrected", values=", ".join(parts))
    return True
