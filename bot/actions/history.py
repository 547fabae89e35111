"""What the coach has said and done lately, by the names of its responses and actions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from rasa_sdk import Tracker

from bot.actions.turn import Turn
from records.events import Event


def turns_before(tracker: Tracker) -> Iterator[frozenset[str]]:
    """The responses and actions of each turn before this one, the latest turn first.

    Lazy: a long conversation is read only as far back as somebody asks.
    """
    names: set[str] = set()
    this_turn = True
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            if not this_turn:
                yield frozenset(names)
            this_turn, names = False, set()
        elif event.get("event") == "action":
            names.add(str(event.get("name")))
        elif event.get("event") == "bot":
            names.add(str((event.get("metadata") or {}).get("utter_action")))
    if not this_turn:
        yield frozenset(names)


def last_turn(tracker: Tracker) -> frozenset[str]:
    """The responses and actions of the turn before this one; none when this is the first."""
    return next(turns_before(tracker), frozenset())


def in_a_row(tracker: Tracker, responses: frozenset[str]) -> int:
    """How many of the latest turns before this one each held one of these responses."""
    return sum(1 for _ in takewhile(lambda turn: bool(turn & responses), turns_before(tracker)))


def last_message(turn: Turn) -> Event | None:
    """The coach's latest message before hers, from the record: also of an earlier session."""
    hers = turn.store.event(turn.message_id) if turn.message_id else None
    sent = turn.store.read(turn.participant, kinds=["message_sent"])
    before = [event for event in sent if hers is None or event.seq < hers.seq]
    return before[-1] if before else None
