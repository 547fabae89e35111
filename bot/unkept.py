"""What is said without being kept: once she has withdrawn her consent, and the last goodbye.

It lives in the memory of this process, for a page that shows it and for nobody else. A channel that
has to be handed what we say is handed it at once, outside the record.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from records.events import Draft, Event, MessageReceived, MessageSent
from records.identity import new_id

SHOWN = timedelta(minutes=30)  # how long a page that is opened anew still shows it
REMEMBERED = timedelta(hours=24)  # how long a message that is delivered again is known
MOST = 10_000  # of each, in all: an old one gives way
AFTER_ALL = 2**62  # a sequence number that comes after everything in the record

K = TypeVar("K")
V = TypeVar("V")
Carrier = Callable[[str, MessageSent], None]


@dataclass(frozen=True)
class Passing:
    """A message, hers or ours, in the chat of one address; `cause` is that of a message of hers."""

    id: str
    at: datetime
    body: MessageReceived | MessageSent
    cause: str | None = None


class Unkept:
    """The messages that pass, by channel and address; nothing here outlives the process."""

    def __init__(self) -> None:
        self._passing: OrderedDict[str, tuple[str, str, Passing]] = OrderedDict()
        self._heard: OrderedDict[bytes, datetime] = OrderedDict()
        self._carriers: dict[str, Carrier] = {}

    def carry(self, channel: str, carrier: Carrier) -> None:
        """Call this with address and message for whatever is said unkept in that channel."""
        self._carriers[channel] = carrier

    def hear(self, participant: str, address: str, draft: Draft) -> Event:
        """Her message as an event that is in no log."""
        assert isinstance(draft.body, MessageReceived) and draft.cause is not None
        while self._heard and next(iter(self._heard.values())) < draft.at - REMEMBERED:
            self._heard.popitem(last=False)
        event = Event(
            new_id(draft.at), AFTER_ALL, participant, draft.at, draft.body, draft.cause, ""
        )
        self.show([address], event)
        return event

    def show(self, addresses: Collection[str], event: Event) -> None:
        """Show a message of hers that the record holds no more; known when delivered again."""
        assert isinstance(event.body, MessageReceived)
        message_id = event.cause.removeprefix(f"{event.body.channel}:{event.participant}:")
        for address in addresses:
            _put(self._heard, _mark(event.body.channel, address, message_id), event.at)
            hers = Passing(event.id, event.at, event.body, event.cause)
            self._show(event.body.channel, address, hers)

    def knows(self, channel: str, address: str, message_id: str) -> bool:
        """Whether this message came here before and is in no record."""
        return _mark(channel, address, message_id) in self._heard

    def forget(self, event: Event) -> None:
        """Her message is kept after all, so the record shows it."""
        self._passing.pop(event.id, None)

    def say(self, addresses: Collection[str], message: MessageSent, at: datetime) -> None:
        """Say something at these addresses of the message's channel."""
        for address in addresses:
            if message.channel in self._carriers:
                self._carriers[message.channel](address, message)
            else:
                self._show(message.channel, address, Passing(new_id(at), at, message))

    def shown(self, channel: str, address: str, now: datetime) -> Iterator[Passing]:
        """What a page at that address still shows, oldest first."""
        while self._passing and next(iter(self._passing.values()))[2].at < now - SHOWN:
            self._passing.popitem(last=False)
        for in_channel, there, passing in self._passing.values():
            if (in_channel, there) == (channel, address):
                yield passing

    def _show(self, channel: str, address: str, passing: Passing) -> None:
        if channel not in self._carriers:
            _put(self._passing, passing.id, (channel, address, passing))


def _mark(channel: str, address: str, message_id: str) -> bytes:
    return hashlib.sha256(f"{channel}:{address}:{message_id}".encode()).digest()


def _put(kept: OrderedDict[K, V], key: K, value: V) -> None:
    kept[key] = value
    if len(kept) > MOST:
        kept.popitem(last=False)
