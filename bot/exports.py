"""Downloads that she asked for: each link works once, within minutes, in her own browser."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

LIVES = timedelta(minutes=10)


class Exports:
    """Links that wait to be used; in memory, by hash, so that nothing kept opens a record."""

    def __init__(self) -> None:
        self._waiting: dict[bytes, tuple[str, datetime]] = {}

    def offer(self, participant: str, now: datetime) -> str:
        """A new token for her record; an earlier one stops working."""
        self._waiting = {
            mark: (whose, ends)
            for mark, (whose, ends) in self._waiting.items()
            if ends > now and whose != participant
        }
        token = secrets.token_urlsafe(32)
        self._waiting[_mark(token)] = (participant, now + LIVES)
        return token

    def take(self, token: str, participant: str, now: datetime) -> bool:
        """Whether the token opens her record now; it won't a second time.

        Somebody else's attempt doesn't use it up.
        """
        whose, ends = self._waiting.get(_mark(token), (None, now))
        if whose != participant:
            return False
        del self._waiting[_mark(token)]
        return now < ends


def _mark(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
