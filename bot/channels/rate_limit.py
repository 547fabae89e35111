"""How often somebody may do something: a sliding window for each, forgotten when it has passed."""

from __future__ import annotations

from collections import deque


class RateLimit:
    """At most `allowed` calls in any `seconds`, counted apart for each sender."""

    def __init__(self, allowed: int, seconds: float) -> None:
        self._allowed = allowed
        self._seconds = seconds
        self._calls: dict[str, deque[float]] = {}
        self._swept = 0.0

    def wait(self, sender: str, now: float, weight: int = 1) -> float:
        """Count a call at `now` (seconds of a steady clock): 0, or how long the sender must wait.

        A call that must wait is not counted; one of some weight, at most `allowed`, counts as
        several.
        """
        self._sweep(now)
        calls = self._calls.setdefault(sender, deque())
        while calls and calls[0] <= now - self._seconds:
            calls.popleft()
        too_many = len(calls) + weight - self._allowed
        if too_many > 0:
            return calls[too_many - 1] + self._seconds - now
        calls.extend([now] * weight)
        return 0.0

    def _sweep(self, now: float) -> None:
        """Let go of senders who have been silent, so that the table can't grow for ever."""
        if now - self._swept < self._seconds:
            return
        self._swept = now
        self._calls = {
            sender: calls
            for sender, calls in self._calls.items()
            if calls and calls[-1] > now - self._seconds
        }
