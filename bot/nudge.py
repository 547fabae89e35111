"""What the clock asks to be said first: the plain check-in, a finished text, or the weekly note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

ENTITY = "nudge"  # how the words travel through the dialogue to the action that says them


@dataclass(frozen=True)
class Nudge:
    """`intent` begins the dialogue's turn; `words` is the text with its buttons, if there is one.

    `message` is its id among the reviewed messages.
    """

    intent: str
    words: dict[str, Any] | None = None
    message: str | None = None

    @property
    def entities(self) -> list[dict[str, Any]]:
        return [] if self.words is None else [{"entity": ENTITY, "value": self.words}]


PLAIN = Nudge("EXTERNAL_checkin")


def read(said: Any) -> Nudge:
    """From the scheduler's JSON (scheduler/choice.py). Raises ValueError."""
    if said is None:
        return PLAIN
    if not isinstance(said, dict):
        raise ValueError("a nudge is an object or null")
    if said.get("kind") == "week":
        return Nudge("EXTERNAL_weekly_note")
    text, buttons, message = said.get("text"), said.get("buttons", []), said.get("message")
    if not (isinstance(text, str) and text.strip()):
        raise ValueError("a nudge has a text")
    if not (isinstance(buttons, list) and all(isinstance(title, str) for title in buttons)):
        raise ValueError("buttons are a list of words")
    if message is not None and not isinstance(message, str):
        raise ValueError("a message is named by its id")
    intent = "EXTERNAL_checkin" if said.get("ask") is True else "EXTERNAL_nudge"
    return Nudge(intent, {"text": text, "buttons": buttons}, message)
