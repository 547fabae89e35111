"""Sending through Twilio: one part of a message, and what its refusals mean for us.

https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.channels import service_window
from bot.channels.accounts import TwilioAccount
from bot.channels.carrier_words import CHANNEL as SMS
from bot.channels.carrier_words import OPTED_OUT
from bot.channels.choices import spelled
from bot.channels.phone import WHATSAPP
from bot.channels.provider_call import Answer, call
from bot.context import BotContext
from bot.delivery import NotNow, Undeliverable, Unreachable
from bot.pushing import Announced, Part

TWILIO_WHATSAPP = "twilio_whatsapp"
LONGEST = 1600  # characters; more is refused with 21617
ROOM_FOR_CHOICES = 200

# https://www.twilio.com/docs/api/errors
UNREACHABLE = {
    21610: OPTED_OUT,
    21211: "no_such_number",
    21614: "not_a_mobile",
    21612: "no_route",
    21408: "country_not_allowed",
    30004: "blocked",
    30005: "no_such_number",
    30006: "landline",
    63003: "not_on_whatsapp",
    63024: "not_on_whatsapp",
}
WINDOW_CLOSED = 63016
BUSY = {20429, 14107, 30001, 30022, 63018}
OPERATOR_MUST_ACT = timedelta(minutes=5)  # between tries while Twilio refuses our own account


class TwilioProvider:
    """One of the two channels of an account: `sms` or `twilio_whatsapp`."""

    longest = LONGEST - ROOM_FOR_CHOICES

    def __init__(self, context: BotContext, account: TwilioAccount, channel: str) -> None:
        self.channel = channel
        self._context, self._account = context, account
        self._mark = WHATSAPP if channel == TWILIO_WHATSAPP else ""
        self._http = httpx.AsyncClient(auth=(account.account, account.token))

    async def hand_over(self, address: str, part: Part) -> str:
        if self.channel == SMS:
            return await self._send(address, part, announces=False)
        assert part.event.participant is not None
        if service_window.is_open(self._context, part.event.participant, self.channel):
            try:
                return await self._send(address, part, announces=False)
            except Undeliverable as refused:
                if refused.reason != service_window.CLOSED:
                    raise
        return await self._announce(address, part)

    async def say(self, address: str, text: str) -> None:
        await self._post(address, {"Body": text})

    async def close(self) -> None:
        await self._http.aclose()

    async def _announce(self, address: str, part: Part) -> str:
        if self._account.template is None:
            raise Undeliverable(service_window.CLOSED)
        if service_window.is_announced(self._context, part.event):
            return Announced("")
        return Announced(await self._send(address, part, announces=True))

    async def _send(self, address: str, part: Part, *, announces: bool) -> str:
        content = (
            {"ContentSid": self._account.template or ""}
            if announces
            else {"Body": spelled(part.text, part.buttons, LONGEST)}
        )
        callback = status_url(self._account, self.channel, part.event.id, announces)
        return await self._post(address, content | {"StatusCallback": callback})

    async def _post(self, address: str, content: dict[str, str]) -> str:
        form = content | {
            "To": f"{self._mark}{address}",
            "From": f"{self._mark}{self._account.number}",
        }
        account = f"{self._account.api}/2010-04-01/Accounts/{self._account.account}"
        answer = await call(self._http, "POST", f"{account}/Messages.json", data=form)
        if not answer.ok:
            raise _refusal(answer)
        return str(answer.body.get("sid", ""))


def webhook_url(account: TwilioAccount, channel: str, query: str = "") -> str:
    """Where Twilio brings her messages, as it is to be entered there."""
    url = f"{account.public_url}/webhooks/{channel}/webhook"
    return f"{url}?{query}" if query else url


def status_url(account: TwilioAccount, channel: str, message: str, announces: bool) -> str:
    """Where Twilio tells of a message; it says there itself which of ours it is about."""
    query = {"message": message} | ({"announces": "1"} if announces else {})
    return f"{account.public_url}/webhooks/{channel}/status?{urlencode(query)}"


def reason(code: Any) -> str:
    """Our word for a code of Twilio's."""
    number = int(code) if str(code).isdecimal() else 0
    if number == WINDOW_CLOSED:
        return service_window.CLOSED
    return UNREACHABLE.get(number, f"twilio_{number}")


def is_unreachable(code: str) -> bool:
    """Whether a code of Twilio's says that no message will arrive any more."""
    return code.isdecimal() and int(code) in UNREACHABLE


def _refusal(answer: Answer) -> Exception:
    code = answer.body.get("code")
    if code in UNREACHABLE:
        return Unreachable(reason(code))
    if answer.status in (401, 403):
        return NotNow("account_refused", OPERATOR_MUST_ACT)
    if code in BUSY:
        return NotNow("busy", timedelta(0))
    return Undeliverable(reason(code))
