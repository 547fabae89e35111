"""Erasing her at her own wish: the last words she types, what is done then, and the goodbye.

The dialogue explains and asks (bot/actions/erasure.py). The words that do it are heard here,
outside the dialogue, so that nothing of the turn is written after everything is gone.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Literal

from bot.context import BotContext
from records.events import ErasureAsked, Event, MessageReceived
from records.store import RecordStore

WORDS = "erase everything for good"  # no button has this title: she has to type it
HOLDS = timedelta(minutes=30)  # so long after being asked she may still answer

GOODBYE = (
    "It's done: everything you told me is erased, and I don't know you any more. In an emergency, "
    "please call your local emergency number. Thank you for writing with me. I wish you and your "
    "back all the best. Goodbye."
)

Stage = Literal["none", "asked", "confirmed"]


def stage(store: RecordStore, participant: str, now: datetime) -> Stage:
    """How far she has got: what she was asked last, unless that is too long ago."""
    for event in reversed(store.read(participant, kinds=[ErasureAsked.kind])):
        assert isinstance(event.body, ErasureAsked)
        fresh = now - event.at <= HOLDS
        if fresh and event.body.state != "taken_back":
            return event.body.state
        break
    return "none"


def types_the_words(text: str) -> bool:
    """Whether the whole message is the words; capitals, quotes and full stops don't matter."""
    return "?" not in text and " ".join(re.findall(r"[\w']+", text.lower())) == WORDS


def is_wanted(context: BotContext, received: Event) -> bool:
    """Whether this message is the last of the confirmations."""
    assert isinstance(received.body, MessageReceived) and received.participant is not None
    return (
        types_the_words(received.body.text)
        and stage(context.store, received.participant, received.at) == "confirmed"
    )
