"""WhatsApp through Meta's Cloud API: one webhook for her messages and for the fate of ours.

https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from rasa.core.channels.channel import UserMessage
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty, text

from bot.channels.accounts import WhatsAppAccount
from bot.channels.phone_channel import PhoneChannel
from bot.channels.webhooks import door, guard, refuse
from bot.channels.whatsapp_api import UNREACHABLE, WhatsAppProvider, reason
from bot.channels.whatsapp_messages import CHANNEL, Told, Wrote, read
from bot.channels.whatsapp_signature import is_signed
from bot.context import BotContext
from bot.inbound import Inbound
from bot.intake import FrontDoor
from bot.pushing import ANNOUNCED, State

logger = logging.getLogger(__name__)

STALE = timedelta(days=8)  # Meta brings a message again for seven days; later it isn't Meta
STATES: dict[str, State] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}


class WhatsAppChannel(PhoneChannel):
    """One business number of the Cloud API."""

    def __init__(self, account: WhatsAppAccount, context: BotContext) -> None:
        self._account, self._api = account, WhatsAppProvider(context, account)
        super().__init__(context, self._api)

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    async def open(self, door: FrontDoor) -> None:
        await super().open(door)
        self._in_background(self._find_link())

    async def _find_link(self) -> None:
        """Learn the number that our id stands for, which opens this chat with a code in it."""
        number = await self._api.number()
        # https://faq.whatsapp.com/5913398998672934
        self._context.links[CHANNEL] = f"https://wa.me/{number.lstrip('+')}?text=link%20{{code}}"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The webhook. `on_new_message` stays unused: it would go round the front door."""
        blueprint = Blueprint(CHANNEL)
        guard(blueprint, CHANNEL)

        @blueprint.get("/webhook")
        async def verify(request: Request) -> HTTPResponse:
            """Meta asks once whether the webhook is ours."""
            shown = request.args.get("hub.verify_token", "").encode(errors="replace")
            if not hmac.compare_digest(shown, self._account.verify.encode()):
                return refuse(CHANNEL, "the verify token is wrong")
            return text(request.args.get("hub.challenge", ""))

        @blueprint.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            signature = request.headers.get("x-hub-signature-256")
            if not is_signed(self._account.secret, request.body, signature):
                return refuse(CHANNEL, "the signature is wrong")
            try:
                payload = json.loads(request.body)
            except (ValueError, RecursionError):
                logger.warning("%s: a notification that isn't JSON", CHANNEL)
                return empty(200)
            heard = list(read(payload, self._account.number_id))
            if any(isinstance(each, Wrote) and self._is_stale(each) for each in heard):
                return refuse(CHANNEL, "a message is older than Meta keeps one")
            return empty(200 if self._take(door(request), heard) else 503)

        return blueprint

    def _is_stale(self, wrote: Wrote) -> bool:
        return wrote.at is not None and self._context.clock() - wrote.at > STALE

    def _take(self, front: FrontDoor, heard: list[Wrote | Told]) -> bool:
        """Whether all of it could be recorded; what couldn't be doesn't keep the rest back."""
        done = True
        for each in heard:
            try:
                if isinstance(each, Wrote):
                    self._wrote(front, each)
                else:
                    self._told(each)
            except Exception as error:
                # the class only: it may quote her words
                logger.error("%s: not recorded: %s", CHANNEL, type(error).__name__)
                done = False
        return done

    def _wrote(self, front: FrontDoor, wrote: Wrote) -> None:
        sent_at = None if wrote.at is None else wrote.at.timestamp()
        inbound = Inbound(CHANNEL, wrote.address, wrote.id, wrote.text, sent_at=sent_at)
        receipt = self._receive(front, inbound)
        if receipt is not None and receipt.turn is not None:
            self._in_background(self._api.mark_read(wrote.id))

    def _told(self, told: Told) -> None:
        message, _, mark = told.ours.partition(" ")
        self._note(
            message,
            mark == ANNOUNCED,
            STATES.get(told.status),
            told.id,
            failure=reason(told.code),
            unreachable=told.code in UNREACHABLE,
        )
