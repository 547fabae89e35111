"""Wakes up whoever waits for news of a participant, within this process.

The record is the source of truth and other processes write to it too, so a waiter looks there after
every wake-up and every time-out; the wire only makes the usual case immediate.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable


class Wire:
    """Signals by participant: something new to show, or the coach is writing."""

    def __init__(self) -> None:
        self._waiters: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._typing: set[str] = set()
        self._carriers: dict[str, Callable[[str], None]] = {}

    def carry(self, channel: str, carrier: Callable[[str], None]) -> None:
        """Call this with the participant whenever something is said to her in that channel."""
        self._carriers[channel] = carrier

    def said(self, participant: str, channel: str) -> None:
        """A message to her has been recorded."""
        self.notify(participant)
        if channel in self._carriers:
            self._carriers[channel](participant)

    def notify(self, participant: str) -> None:
        """There is something new in the record of this participant."""
        for waiter in self._waiters.get(participant, ()):
            waiter.set()

    def set_typing(self, participant: str, typing: bool) -> None:
        """The coach started or stopped working on an answer."""
        (self._typing.add if typing else self._typing.discard)(participant)
        self.notify(participant)

    def typing(self, participant: str) -> bool:
        return participant in self._typing

    async def wait(self, participant: str, timeout: float) -> None:
        """Return at the next notification, or after `timeout` seconds."""
        waiter = asyncio.Event()
        self._waiters[participant].add(waiter)
        try:
            await asyncio.wait_for(waiter.wait(), timeout)
        except asyncio.TimeoutError:
            pass
        finally:
            self._waiters[participant].discard(waiter)
            if not self._waiters[participant]:
                del self._waiters[participant]
