"""Her message as the actions see it: words, intent, what the screen made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from rasa_sdk import Tracker

from bot import context
from policies.safety.loss import Loss
from records.events import MessageReceived, Tier
from records.store import RecordStore

SURE = 0.75  # "tell me more" was heard as "no more messages" with 0.66


@dataclass
class Heard:
    """The message of this turn; there is none when the clock began it."""

    tracker: Tracker
    store: RecordStore = field(default_factory=lambda: context.current().store)

    @property
    def metadata(self) -> dict[str, Any]:
        return self.tracker.latest_message.get("metadata") or {}

    @property
    def from_clock(self) -> bool:
        return bool(self.metadata.get("is_external"))

    @property
    def message_id(self) -> str | None:
        """The id of her message in the record."""
        return None if self.from_clock else self.tracker.latest_message.get("message_id")

    @property
    def text(self) -> str:
        """Her words; nothing when the clock began the turn."""
        return "" if self.from_clock else self.tracker.latest_message.get("text") or ""

    @cached_property
    def recorded(self) -> str:
        """Her whole message as the record has it; `text` may be trimmed at both ends."""
        event = self.store.event(self.message_id) if self.message_id else None
        return event.body.text if event and isinstance(event.body, MessageReceived) else ""

    def in_record(self, start: int, end: int) -> tuple[int, int]:
        """A span of `text` as a span of the recorded message."""
        shift = max(self.recorded.find(self.text), 0)
        return start + shift, min(end + shift, len(self.recorded))

    @property
    def intent(self) -> str:
        return (self.tracker.latest_message.get("intent") or {}).get("name") or ""

    @property
    def confidence(self) -> float:
        """How sure the intent is, 0 to 1."""
        intent = self.tracker.latest_message.get("intent") or {}
        return float(intent.get("confidence") or 0)

    @property
    def sure(self) -> bool:
        """Whether the intent is clear enough for what can't be taken back at once."""
        return self.confidence >= SURE

    @property
    def tier(self) -> Tier:
        """What the safety screen made of her message."""
        return cast(Tier, self.metadata.get("tier", "none"))

    @property
    def flags(self) -> tuple[str, ...]:
        """The warning signs of that tier."""
        return tuple(self.metadata.get("flags", ()))

    @property
    def loss(self) -> Loss:
        """What her message says of a baby's death, by the screen."""
        return Loss(self.metadata.get("loss", Loss.UNSAID))

    @property
    def channel(self) -> str:
        """Where she writes."""
        return str(self.metadata.get("channel", ""))

    @property
    def kept(self) -> bool:
        """Whether her message is in the record; it isn't once she has withdrawn her consent."""
        return bool(self.metadata.get("kept", True))
