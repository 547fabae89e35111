"""A message as a channel hands it to the front door, and what the channel is told of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot import plain_text
from records.events import MessageSent


@dataclass(frozen=True)
class Inbound:
    """A message as a channel received it. `message_id` is the provider's own, for replays.

    `text` is None for a message without words (a photo, a voice note).
    """

    channel: str
    address: str
    message_id: str
    text: str | None
    zone: str | None = None  # what her device says; used only to offer it in onboarding
    place: str | None = None  # the internet address that it came from, if that is hers
    sent_at: float | None = None  # by the provider, in seconds: what has piled up isn't too fast

    @property
    def sender(self) -> str:
        return f"{self.channel}:{self.address}"


@dataclass(frozen=True)
class Receipt:
    """What became of an inbound message; `turn` is None for a replay, which changes nothing.

    `participant` is None when she has been erased in the meantime.
    """

    participant: str | None
    message_id: str | None
    turn: asyncio.Task[list[MessageSent]] | None


def storable(text: str) -> str:
    """As much of a text as is kept, without what no database takes.

    That is half characters, as broken clients send them.
    """
    return text[: plain_text.KEPT_LENGTH].encode("utf-8", errors="replace").decode("utf-8")
