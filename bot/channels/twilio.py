"""SMS and WhatsApp through Twilio: her messages and the fate of ours come to two webhooks.

Answers go out through the pusher and never in the answer to the webhook, so that replies and
check-ins go one way.

https://www.twilio.com/docs/messaging/guides/webhook-request
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, get_args

from rasa.core.channels.channel import UserMessage
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty, text

from bot.channels.accounts import TwilioAccount
from bot.channels.carrier_words import CHANNEL as SMS
from bot.channels.phone import WHATSAPP, e164
from bot.channels.phone_channel import PhoneChannel
from bot.channels.twilio_api import (
    TWILIO_WHATSAPP,
    TwilioProvider,
    is_unreachable,
    reason,
    status_url,
    webhook_url,
)
from bot.channels.twilio_signature import Unsigned, signed_form
from bot.channels.webhooks import door, guard, refuse
from bot.context import BotContext
from bot.inbound import Inbound
from bot.pushing import State

logger = logging.getLogger(__name__)

NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
# the words for a message's fate that aren't ours; queued, sending and the like tell us nothing
STATES: dict[str, State] = {state: state for state in get_args(State) if state != "accepted"} | {
    "undelivered": "failed"
}


class SmsChannel(PhoneChannel):
    """Text messages of one Twilio number."""

    def __init__(self, account: TwilioAccount, context: BotContext) -> None:
        super().__init__(context, TwilioProvider(context, account, self.name()))
        self._account = account
        context.links[self.name()] = self._link()

    @classmethod
    def name(cls) -> str:
        return SMS

    def _link(self) -> str:
        """Opens a message to us that has the code in it (RFC 5724)."""
        return f"sms:{self._account.number}?body=link%20{{code}}"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The two webhooks. `on_new_message` stays unused: it would go round the front door."""
        channel = self.name()
        blueprint = Blueprint(channel)
        guard(blueprint, channel)

        @blueprint.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            try:
                form = self._signed(request, webhook_url(self._account, channel, _query(request)))
            except Unsigned as error:
                return refuse(channel, str(error))
            inbound = read_inbound(form)
            if inbound is None:
                logger.info("%s: a message from no phone number was left out", channel)
            else:
                self._receive(door(request), inbound)
            return text(NO_ANSWER, content_type="text/xml")

        @blueprint.post("/status")
        async def status(request: Request) -> HTTPResponse:
            message, announces = request.args.get("message", ""), "announces" in request.args
            url = status_url(self._account, channel, message, announces)
            try:
                form = self._signed(request, url)
            except Unsigned as error:
                return refuse(channel, str(error))
            code = form.get("ErrorCode", "")
            self._note(
                message,
                announces,
                STATES.get(form.get("MessageStatus", "")),
                form.get("MessageSid", ""),
                failure=reason(code),
                unreachable=is_unreachable(code),
            )
            return empty(204)

        return blueprint

    def _signed(self, request: Request, url: str) -> dict[str, str]:
        signature = request.headers.get("x-twilio-signature")
        return signed_form(self._account.token, url, request.body, signature)


class TwilioWhatsAppChannel(SmsChannel):
    """WhatsApp of the same number, through Twilio."""

    @classmethod
    def name(cls) -> str:
        return TWILIO_WHATSAPP

    def _link(self) -> str:
        # https://faq.whatsapp.com/5913398998672934
        return f"https://wa.me/{self._account.number.lstrip('+')}?text=link%20{{code}}"


def read_inbound(form: dict[str, str]) -> Inbound | None:
    """Her message; None from an address that nobody can answer, a short code or a name.

    A message without words (a picture, a place) has no text.
    """
    sender, message_id = form.get("From", ""), form.get("MessageSid", "")
    channel = TWILIO_WHATSAPP if sender.startswith(WHATSAPP) else SMS
    try:
        address = e164(sender[len(WHATSAPP) :] if channel == TWILIO_WHATSAPP else sender)
    except ValueError:
        return None
    body = form.get("Body", "")
    return (
        Inbound(channel, address, message_id, body if body.strip() else None)
        if message_id
        else None
    )


def _query(request: Request) -> str:
    return str(request.query_string)
