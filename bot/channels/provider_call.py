"""One call to a provider's HTTP API: its answer, or that it is not available now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from bot.delivery import NotNow

TIMEOUT = 15.0  # seconds
NO_WAIT = timedelta(0)  # the pusher has pauses of its own


@dataclass(frozen=True)
class Answer:
    """The status and the JSON object that came with it, empty if none did."""

    status: int
    body: dict[str, Any]

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


async def call(http: httpx.AsyncClient, method: str, url: str, **sent: Any) -> Answer:
    """Raises NotNow when the provider is busy, broken or silent."""
    try:
        answer = await http.request(method, url, timeout=TIMEOUT, **sent)
    except httpx.HTTPError as error:
        raise NotNow("no_answer", NO_WAIT) from error
    if answer.status_code == 429:
        raise NotNow("busy", _asked_for(answer))
    if answer.status_code >= 500:
        raise NotNow("provider_down", _asked_for(answer))
    try:
        body = answer.json()
    except ValueError:
        body = None
    return Answer(answer.status_code, body if isinstance(body, dict) else {})


def _asked_for(answer: httpx.Response) -> timedelta:
    seconds = answer.headers.get("retry-after", "")
    return timedelta(seconds=min(int(seconds), 3600)) if seconds.isdecimal() else NO_WAIT
