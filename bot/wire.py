"""Wakes up whoever waits for news of a participant, within this process.

The record is the source of truth and other processes write to it too, so a waiter looks there after
every wake-up and every time-out; the wire only makes the usual case immediate.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict


class Wire:
    """Signals by participant: something new to show, or the coach is writing."""

    def __init__(self) -> None:
        self._waiters: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._typing: set[str] = set()

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
