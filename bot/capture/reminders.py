"""What she asks of the reminders: about them at all, a new place, or what they can't do."""

from __future__ import annotations

import re
from typing import Literal

Unable = Literal["remind_once", "other_days"]

_ABOUT_MESSAGES = re.compile(
    r"\b(?:remind\w*|messag\w*|text|check|ask|write|ping|alarm|alert|notif\w*|time|instead|change|"
    r"move|set|every|each|daily)\b",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"\b(?:moved? to|(?:i'?m|we'?re|am|now|living|staying|travell?ing|flying) (?:\w+ )?(?:in|to)|"
    r"time ?zone)\b",
    re.IGNORECASE,
)
_CANNOT: dict[Unable, re.Pattern[str]] = {
    "remind_once": re.compile(
        r"\bin (?:an?|half|\d+|one|two|three|five|ten|twenty|thirty) (?:an )?(?:min|hour|hr)"
        r"|(?<!from )\btomorrow\b|\btonight\b|\bthis (?:morning|afternoon|evening)\b"
        r"|\blater (?:today|on)\b|\bjust (?:today|once(?! (?:a day|daily|at|around|per)))\b",
        re.IGNORECASE,
    ),
    "other_days": re.compile(
        r"\b(?:every (?:other|second|two|three|few)|alternate|once a week|weekly|"
        r"(?:twice|(?:two|2|three|3|\d+) (?:times|x))(?! (?:a day|daily|per day|each|every))|"
        r"week ?days?|week ?ends?|\w+days only|only on)\b",
        re.IGNORECASE,
    ),
}


_SEVERAL = re.compile(
    r"\b(?:twice|(?:two|2|three|3) (?:times|x)) (?:a day|daily|per day|each|every)", re.IGNORECASE
)
_ADDS = re.compile(r"\b(?:also|as well|too|another|additional(?:ly)?|add|on top)\b", re.IGNORECASE)


def asks_for_several(text: str) -> bool:
    """Whether she wants more than one time a day, without naming them."""
    return bool(_SEVERAL.search(text))


def adds(text: str) -> bool:
    """Whether the time that she names is meant beside the ones she has."""
    return bool(_ADDS.search(text))


def is_about_messages(text: str) -> bool:
    """Whether a time is given for the messages, and not just told."""
    return bool(_ABOUT_MESSAGES.search(text))


def names_a_move(text: str) -> bool:
    """Whether she says that she lives or is somewhere else now."""
    return bool(_MOVED.search(text))


def cannot_do(text: str) -> Unable | None:
    """What she asks for that reminders can't do; None when they can."""
    return next((unable for unable, asks in _CANNOT.items() if asks.search(text)), None)
