"""How much one sender may ask of us, whatever the channel.

What comes too fast isn't recorded, and its channel says so or brings it again later. It is screened
all the same, slowly and one after another for each sender, so that a flood takes little from others
and hides no cry for help.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from math import ceil
from typing import TYPE_CHECKING

from bot.channels.rate_limit import RateLimit
from records.events import MessageSent

if TYPE_CHECKING:
    from bot.inbound import Inbound

MESSAGES, WINDOW = 20, 10.0  # of one sender, in so many seconds
MESSAGES_LONG, LONG_WINDOW = 60, 300.0  # and when she goes on: a check-in every minute fits
MESSAGES_OF_PLACE = 100  # in the same time, of all senders behind one internet address
NEWCOMERS, NEWCOMERS_WINDOW = 20, 600.0  # behind one internet address: a ward shares one
COUNTS_ONCE = 5000  # characters; a longer message counts as several
PACE = 0.5  # seconds between two late looks at the messages of one sender
WAITING, WAITING_IN_ALL = 50, 500  # messages that a late look may be waiting for


class TooFast(Exception):
    """The message isn't recorded; it may come again after `wait` seconds.

    `late` looks at it all the same and lets it in if it sounds dangerous; its answer, or none.
    """

    def __init__(self, wait: float, late: asyncio.Task[list[MessageSent]] | None) -> None:
        super().__init__(f"too fast by {wait:.0f} s")
        self.wait, self.late = ceil(wait), late


class Gate:
    """Counts messages by sender and by internet address."""

    def __init__(self) -> None:
        self._senders = RateLimit(MESSAGES, WINDOW)
        self._steady = RateLimit(MESSAGES_LONG, LONG_WINDOW)
        self._places = RateLimit(MESSAGES_OF_PLACE, WINDOW)
        self._newcomers = RateLimit(NEWCOMERS, NEWCOMERS_WINDOW)
        self._waiting: Counter[str] = Counter()
        self._turns: dict[str, asyncio.Lock] = {}

    def wait(self, inbound: Inbound, known: bool, now: float) -> float:
        """Count a message at `now` (seconds): 0, or how long its sender must wait.

        `known`: whether the sender has written before.
        """
        at = now if inbound.sent_at is None else inbound.sent_at
        if inbound.place is not None:
            wait = self._places.wait(inbound.place, now)
            if not wait and not known:
                wait = self._newcomers.wait(inbound.place, now)
            if wait:
                return wait
        weight = min(1 + len(inbound.text or "") // COUNTS_ONCE, MESSAGES)
        return self._senders.wait(inbound.sender, at, weight) or self._steady.wait(
            inbound.sender, at, weight
        )

    def look_later(
        self, inbound: Inbound, look: Callable[[], Awaitable[list[MessageSent]]]
    ) -> asyncio.Task[list[MessageSent]] | None:
        """Call `look` when it is this sender's turn; None when too many wait already."""
        sender = inbound.sender
        if self._waiting[sender] >= WAITING or self._waiting.total() >= WAITING_IN_ALL:
            return None
        self._waiting[sender] += 1
        return asyncio.ensure_future(self._in_turn(sender, look))

    async def _in_turn(
        self, sender: str, look: Callable[[], Awaitable[list[MessageSent]]]
    ) -> list[MessageSent]:
        try:
            async with self._turns.setdefault(sender, asyncio.Lock()):
                found = await look()
                await asyncio.sleep(PACE)
                return found
        finally:
            self._waiting[sender] -= 1
            if not self._waiting[sender]:
                del self._waiting[sender], self._turns[sender]
