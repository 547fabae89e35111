"""What the coach has said and done lately, by the names of its responses and actions."""

from __future__ import annotations

from itertools import takewhile

from rasa_sdk import Tracker


def turns_before(tracker: Tracker) -> list[frozenset[str]]:
    """The responses and actions of each turn before this one, the latest turn first."""
    turns: list[set[str]] = [set()]
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            turns.append(set())
        elif event.get("event") == "action":
            turns[-1].add(str(event.get("name")))
        elif event.get("event") == "bot":
            name = (event.get("metadata") or {}).get("utter_action")
            turns[-1].add(str(name))
    return [frozenset(turn) for turn in turns[1:]]


def in_a_row(tracker: Tracker, responses: frozenset[str]) -> int:
    """How many of the latest turns before this one each held one of these responses."""
    return len(list(takewhile(lambda turn: bool(turn & responses), turns_before(tracker))))
