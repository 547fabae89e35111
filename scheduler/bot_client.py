"""How the scheduler asks the bot to send a check-in.

The bot renders and delivers it, and answers the same check-in id twice without sending twice; so a
question whose answer got lost may simply be asked again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import httpx

# the bot may wait 60 s for the lock on a conversation
TIMEOUT = timedelta(seconds=70)
LONGEST_DEFERRAL = timedelta(hours=1)
_REASON = re.compile(r"[a-z_]{1,40}")


class BotUnavailable(Exception):
    """The bot could not be asked or gave no usable answer; the message holds no words of hers."""


@dataclass(frozen=True)
class Sent:
    """The check-in has been sent, now or when it was asked before."""


@dataclass(frozen=True)
class Deferred:
    """Not now; ask again after `retry_after`."""

    reason: str
    retry_after: timedelta


class Bot(Protocol):
    def send_checkin(self, checkin_id: str, participant: str) -> Sent | Deferred:
        """Raises BotUnavailable."""


class HttpBot:
    """The bot process at `url`, for example http://127.0.0.1:5005; `token` is the shared secret."""

    def __init__(self, url: str, token: str, timeout: timedelta = TIMEOUT) -> None:
        self._client = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(timeout.total_seconds(), connect=5.0),
            trust_env=False,  # a proxy of the environment must not see the token
        )

    def send_checkin(self, checkin_id: str, participant: str) -> Sent | Deferred:
        try:
            answer = self._client.post(
                "/internal/checkins", json={"checkin": checkin_id, "participant": participant}
            )
        except httpx.TimeoutException as error:
            raise BotUnavailable("no answer in time") from error
        except httpx.TransportError as error:
            raise BotUnavailable("no connection") from error
        if answer.status_code != 200:
            raise BotUnavailable(f"status {answer.status_code}")
        try:
            return _read(answer.json())
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            raise BotUnavailable("unexpected answer") from error


def _read(answer: Any) -> Sent | Deferred:
    if answer["state"] == "sent":
        return Sent()
    if answer["state"] == "deferred" and _REASON.fullmatch(answer["reason"]):
        retry_after = timedelta(seconds=float(answer["retry_after_seconds"]))
        if timedelta(0) < retry_after <= LONGEST_DEFERRAL:
            return Deferred(answer["reason"], retry_after)
    raise ValueError("not an answer of the protocol")
