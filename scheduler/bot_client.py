"""How the scheduler asks the bot to render a check-in and to hand it over.

The bot answers the same check-in id twice without saying anything twice; so a question whose answer
got lost may simply be asked again.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import httpx

# the bot may wait 60 s for the lock on a conversation
TIMEOUT = timedelta(seconds=70)
LONGEST_WAIT = timedelta(hours=1)
_REASON = re.compile(r"[a-z_]{1,40}")


class BotUnavailable(Exception):
    """The bot could not be asked or gave no usable answer; the message holds no words of hers."""


@dataclass(frozen=True)
class Rendered:
    """What is to be said is in the record, from now on or from an earlier question."""


@dataclass(frozen=True)
class Deferred:
    """Not now; ask again after `retry_after`."""

    reason: str
    retry_after: timedelta


@dataclass(frozen=True)
class Delivered:
    """It has reached her channel."""


@dataclass(frozen=True)
class Retry:
    """Her channel didn't take it; ask again after `retry_after`."""

    reason: str
    retry_after: timedelta


@dataclass(frozen=True)
class Impossible:
    """It can't reach her: the address is blocked or gone."""

    reason: str


class Bot(Protocol):
    """Both raise BotUnavailable."""

    def render(self, checkin: str, participant: str, nudge: str | None) -> Rendered | Deferred:
        """`nudge` is JSON (scheduler.choice.Nudge), None for the plain check-in."""

    def deliver(self, checkin: str, participant: str) -> Delivered | Retry | Impossible: ...


class HttpBot:
    """The bot process at `url`, for example http://127.0.0.1:5005; `token` is the shared secret."""

    def __init__(self, url: str, token: str, timeout: timedelta = TIMEOUT) -> None:
        self._client = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(timeout.total_seconds(), connect=5.0),
            trust_env=False,  # a proxy of the environment must not see the token
        )

    def render(self, checkin: str, participant: str, nudge: str | None) -> Rendered | Deferred:
        said = None if nudge is None else json.loads(nudge)
        call = {"checkin": checkin, "participant": participant, "nudge": said}
        state, answer = self._ask("/internal/checkins", call)
        if state == "rendered":
            return Rendered()
        if state == "deferred":
            return Deferred(*_later(answer))
        raise BotUnavailable("unexpected answer")

    def deliver(self, checkin: str, participant: str) -> Delivered | Retry | Impossible:
        call = {"checkin": checkin, "participant": participant}
        state, answer = self._ask("/internal/deliveries", call)
        if state == "delivered":
            return Delivered()
        if state == "retry":
            return Retry(*_later(answer))
        if state == "impossible":
            return Impossible(_reason(answer))
        raise BotUnavailable("unexpected answer")

    def _ask(self, path: str, call: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        try:
            answer = self._client.post(path, json=call)
        except httpx.TimeoutException as error:
            raise BotUnavailable("no answer in time") from error
        except httpx.TransportError as error:
            raise BotUnavailable("no connection") from error
        if answer.status_code != 200:
            raise BotUnavailable(f"status {answer.status_code}")
        try:
            body = answer.json()
            return body["state"], body
        except (ValueError, TypeError, KeyError) as error:
            raise BotUnavailable("unexpected answer") from error


def _reason(answer: dict[str, Any]) -> str:
    reason = answer.get("reason")
    if not isinstance(reason, str) or not _REASON.fullmatch(reason):
        raise BotUnavailable("unexpected answer")
    return reason


def _later(answer: dict[str, Any]) -> tuple[str, timedelta]:
    try:
        retry_after = timedelta(seconds=float(answer["retry_after_seconds"]))
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise BotUnavailable("unexpected answer") from error
    if not timedelta(0) < retry_after <= LONGEST_WAIT:
        raise BotUnavailable("unexpected answer")
    return _reason(answer), retry_after
