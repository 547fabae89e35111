"""Web Push: a browser that she asked to tells her that there is a message, and nothing more.

Subscriptions are events of her record, encrypted with her key like all the rest, so that erasing
her erases them. Protocol: RFC 8030 (https://www.rfc-editor.org/rfc/rfc8030).
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import httpx
from cryptography.hazmat.primitives.asymmetric import ec

from bot.channels.web_messages import CHANNEL, NOT_UNDERSTOOD, Refused
from bot.channels.web_push_message import (
    authorization,
    encrypt,
    from_base64url,
    private_key,
    public_bytes,
    to_base64url,
)
from bot.context import BotContext
from bot.delivery import NotNow
from records.events import Draft, Event, PushEnded, PushSubscribed
from records.store import RecordStore

logger = logging.getLogger(__name__)

# Who may be handed our messages. A list, because a subscription names the address that the server
# then calls: it must be no other, and no processor that nobody has heard of.
SERVICES = (
    "fcm.googleapis.com",  # Chrome, Edge on Android, Opera, Samsung Internet
    "push.services.mozilla.com",  # Firefox
    "push.apple.com",  # Safari
    "notify.windows.com",  # Edge on Windows
)
TEXT = b"You have a message"  # all that a lock screen shows, and all that a push service carries
TOPIC = "message"  # a newer one takes the place of one that waits (RFC 8030, section 5.4)
KEEPS = timedelta(hours=4)  # how long a service keeps it for a browser that is off
PATIENCE = 10.0  # seconds for a push service to answer
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)
GONE = (404, 410)  # the subscription is no more (RFC 8030, section 7.3)
LONGEST_ENDPOINT = 2000  # characters
ONLY_HERE = "This browser's notifications can't be used here. You'll still find every message here."


@dataclass(frozen=True)
class Subscription:
    """Where one browser is reached: its endpoint, its public key and its secret (base64url)."""

    endpoint: str
    p256dh: str
    auth: str


class WebPush:
    """Tells her browsers that there is a message; the `Sender` of the web chat."""

    def __init__(
        self,
        context: BotContext,
        key: str,
        contact: str,
        client: httpx.AsyncClient | None = None,
    ) -> None:
        """`key` is a VAPID private key in base64url. Raises ValueError for one that is none."""
        self._context, self._contact = context, contact
        self._key: ec.EllipticCurvePrivateKey = private_key(key)
        self._client = client or httpx.AsyncClient(timeout=PATIENCE, follow_redirects=False)

    @property
    def public_key(self) -> str:
        """What a browser subscribes with."""
        return to_base64url(public_bytes(self._key))

    async def close(self) -> None:
        await self._client.aclose()

    def subscribe(self, participant: str, address: str, body: bytes) -> None:
        """Keep a browser's subscription (PushSubscription.toJSON). Raises Refused."""
        wished = read_subscription(body)
        if subscriptions(self._context.store, participant).get(address) != wished:
            kept = PushSubscribed(address, wished.endpoint, wished.p256dh, wished.auth)
            self._context.store.append(participant, Draft(kept, self._context.clock()))

    async def send(self, address: str, messages: Sequence[Event]) -> None:
        """Tell every browser of hers; that one of them takes it is enough.

        Her page is told as well. Asked again, a message that still waits somewhere, or that a lock
        screen shows, is replaced by itself. Raises NotNow, UnknownParticipant.
        """
        participant = messages[0].participant
        assert participant is not None
        self._context.wire.notify(participant)
        known = subscriptions(self._context.store, participant)
        hers = self._context.store.participant(participant).channels
        addresses = {each.address for each in hers if each.channel == CHANNEL}
        outcomes = await asyncio.gather(
            *(self._push(participant, one, known[one]) for one in addresses & known.keys())
        )
        waits = [outcome for outcome in outcomes if outcome is not None]
        if waits and len(waits) == len(outcomes):
            raise NotNow("push_service_busy", min(waits))

    async def _push(
        self, participant: str, address: str, subscription: Subscription
    ) -> timedelta | None:
        """None when there is nothing left to do, or how long to wait before the next try."""
        try:
            answer = await self._client.post(
                subscription.endpoint,
                content=encrypt(
                    TEXT, from_base64url(subscription.p256dh), from_base64url(subscription.auth)
                ),
                headers={
                    "Authorization": authorization(
                        subscription.endpoint, self._key, self._contact, self._context.clock()
                    ),
                    "Content-Encoding": "aes128gcm",
                    "Content-Type": "application/octet-stream",
                    "TTL": str(int(KEEPS.total_seconds())),
                    "Topic": TOPIC,
                    "Urgency": "normal",
                },
            )
        except httpx.HTTPError as error:
            logger.warning("push: no answer from a service: %s", type(error).__name__)
            return FIRST_PAUSE
        if answer.status_code in GONE:
            if subscriptions(self._context.store, participant).get(address) == subscription:
                end(self._context, participant, address, "gone")
        elif answer.status_code == 429 or answer.status_code >= 500:
            return _asked_for(answer.headers.get("retry-after"))
        elif not answer.is_success:
            # our fault, so that trying again would not help: her page has the message
            logger.error("push: a service answers %d", answer.status_code)
        return None


def read_subscription(body: bytes) -> Subscription:
    """A subscription as the Push API writes it down, with one of the services we know.

    Raises Refused.
    """
    try:
        data = json.loads(body)
        endpoint, keys = data["endpoint"], data["keys"]
        url = httpx.URL(endpoint)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64url(keys["p256dh"]))
        whole = len(from_base64url(keys["auth"])) == 16 and len(endpoint) <= LONGEST_ENDPOINT
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, httpx.InvalidURL):
        raise Refused(400, NOT_UNDERSTOOD) from None
    if not whole:
        raise Refused(400, NOT_UNDERSTOOD)
    known = any(url.host == name or url.host.endswith(f".{name}") for name in SERVICES)
    if url.scheme != "https" or url.userinfo or url.port is not None or not known:
        raise Refused(400, ONLY_HERE)
    return Subscription(endpoint, keys["p256dh"], keys["auth"])


def subscriptions(store: RecordStore, participant: str) -> dict[str, Subscription]:
    """Those she has now, by the address of the browser in the channel."""
    found: dict[str, Subscription] = {}
    for event in store.read(participant, kinds=[PushSubscribed.kind, PushEnded.kind]):
        if isinstance(event.body, PushSubscribed):
            body = event.body
            found[body.address] = Subscription(body.endpoint, body.p256dh, body.auth)
        elif isinstance(event.body, PushEnded):
            found.pop(event.body.address, None)
    return found


def end(
    context: BotContext, participant: str, address: str, reason: Literal["off", "gone"]
) -> None:
    """This browser isn't to be told any more."""
    if address in subscriptions(context.store, participant):
        ended = Draft(PushEnded(address, reason), context.clock())
        context.store.append(participant, ended)


def _asked_for(retry_after: str | None) -> timedelta:
    """Retry-After in seconds; a date, which push services don't use, counts as not given."""
    try:
        asked = timedelta(seconds=int(retry_after or 0))
    except (ValueError, OverflowError):
        asked = FIRST_PAUSE
    return min(max(asked, FIRST_PAUSE), LONGEST_PAUSE)
