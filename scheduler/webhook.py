"""Notices to a web address of the operator's, signed as Standard Webhooks 1.0.0 says.

`webhook-id` is the same at every try, `webhook-timestamp` the time of the try in Unix seconds,
`webhook-signature` is `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`. The secret is
`whsec_` and the base64 of the key. https://www.standardwebhooks.com
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from typing import Any, Literal

import httpx

from scheduler.notice import Notice, NotSent

TIMEOUT = httpx.Timeout(15.0, connect=5.0)
PREFIX = "whsec_"
KEY_BYTES = range(24, 65)


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def key_of(secret: str) -> bytes:
    """Raises ValueError when it is no secret of Standard Webhooks."""
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    if not secret.startswith(PREFIX) or len(key) not in KEY_BYTES:
        raise ValueError("no whsec_ secret")
    return key


class Webhook:
    """Posts to one address; only an answer of 2xx counts as delivered."""

    how: Literal["webhook"] = "webhook"

    def __init__(self, url: str, secret: str) -> None:
        """Raises ValueError when the secret can't be one."""
        self._url, self._key = url, key_of(secret)
        # a proxy of the environment need not know; a redirect could lead anywhere
        self._client = httpx.Client(timeout=TIMEOUT, trust_env=False, follow_redirects=False)

    def send(self, notice: Notice) -> None:
        body = json.dumps(payload(notice), separators=(",", ":")).encode()
        stamp = str(int(notice.at.timestamp()))
        headers = {
            "content-type": "application/json",
            "webhook-id": notice.id,
            "webhook-timestamp": stamp,
            "webhook-signature": signature(self._key, notice.id, stamp, body),
        }
        try:
            # what it answers besides the status is of no interest, however long it is
            with self._client.stream("POST", self._url, content=body, headers=headers) as answer:
                status = answer.status_code
        except httpx.TimeoutException:
            raise NotSent("the webhook didn't answer in time") from None
        except httpx.HTTPError:
            raise NotSent("no connection to the webhook") from None
        if not 200 <= status < 300:
            raise NotSent(f"the webhook answered {status}")


def signature(key: bytes, message: str, stamp: str, body: bytes) -> str:
    signed = hmac.digest(key, b".".join((message.encode(), stamp.encode(), body)), "sha256")
    return f"v1,{base64.b64encode(signed).decode()}"


def payload(notice: Notice) -> dict[str, Any]:
    """The body as JSON types; `to` are those whose turn it is."""
    return {
        "type": "alert.test" if notice.test else "alert.waiting",
        "timestamp": notice.at.isoformat(),
        "data": {
            "alert": notice.alert,
            "tier": notice.tier,
            "raised_at": notice.raised_at.isoformat(),
            "step": notice.step,
            "to": list(notice.to),
            "waiting_minutes": notice.minutes,
            "link": notice.link,
        },
    }
