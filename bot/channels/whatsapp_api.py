"""Sending through the WhatsApp Cloud API, and what its refusals mean for us.

https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx

from bot.channels import service_window
from bot.channels.accounts import WhatsAppAccount
from bot.channels.phone import e164
from bot.channels.provider_call import Answer, call
from bot.channels.whatsapp_messages import (
    CHANNEL,
    LONGEST,
    ROOM_FOR_CHOICES,
    template,
    to,
    written,
)
from bot.context import BotContext
from bot.delivery import NotNow, Undeliverable, Unreachable
from bot.pushing import ANNOUNCED, Announced, Part

# blocked, not on WhatsApp, or without its current terms: Meta doesn't say which
UNREACHABLE = {131026: "not_reachable", 131030: "not_on_the_test_list", 131050: "opted_out"}
WINDOW_CLOSED = 131047
BUSY = {1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004, 135000}
ACCOUNT = {0, 3, 10, 33, 190, 368, 131005, 131031, 131042, 131045, 133010}
OPERATOR_MUST_ACT = timedelta(minutes=5)  # between tries while Meta refuses our own account


class WhatsAppProvider:
    """One business number."""

    channel = CHANNEL
    longest = LONGEST - ROOM_FOR_CHOICES

    def __init__(self, context: BotContext, account: WhatsAppAccount) -> None:
        self._context, self._account = context, account
        self._url = f"{account.api}/{account.number_id}/messages"
        self._http = httpx.AsyncClient(headers={"Authorization": f"Bearer {account.token}"})

    async def hand_over(self, address: str, part: Part) -> str:
        assert part.event.participant is not None
        if service_window.is_open(self._context, part.event.participant, CHANNEL):
            try:
                return await self._send(address, part.event.id, written(part.text, part.buttons))
            except Undeliverable as refused:
                if refused.reason != service_window.CLOSED:
                    raise
        if self._account.template is None:
            raise Undeliverable(service_window.CLOSED)
        if service_window.is_announced(self._context, part.event):
            return Announced("")
        note = template(self._account.template_name, self._account.template_language)
        return Announced(await self._send(address, f"{part.event.id} {ANNOUNCED}", note))

    async def say(self, address: str, text: str) -> None:
        await self._post(to(address) | written(text, ()))

    async def number(self) -> str:
        """Our number, E.164. Raises NotNow, or Undeliverable when it can't be learnt."""
        url = f"{self._account.api}/{self._account.number_id}"
        answer = await call(self._http, "GET", url, params={"fields": "display_phone_number"})
        try:
            return e164(str(answer.body.get("display_phone_number")))
        except ValueError:
            raise _refusal(answer) from None

    async def mark_read(self, message_id: str) -> None:
        """Two blue ticks for her. Raises NotNow."""
        read = {"messaging_product": "whatsapp", "status": "read", "message_id": message_id}
        await call(self._http, "POST", self._url, json=read)

    async def close(self) -> None:
        await self._http.aclose()

    async def _send(self, address: str, ours: str, content: dict[str, Any]) -> str:
        # comes back with each status of the message
        mark = {"biz_opaque_callback_data": ours}
        return await self._post(mark | to(address) | content)

    async def _post(self, message: dict[str, Any]) -> str:
        envelope = {"messaging_product": "whatsapp", "recipient_type": "individual"}
        answer = await call(self._http, "POST", self._url, json=envelope | message)
        if not answer.ok:
            raise _refusal(answer)
        sent = answer.body.get("messages")
        first = sent[0] if isinstance(sent, list) and sent else None
        return str(first.get("id", "")) if isinstance(first, dict) else ""


def reason(code: int | None) -> str:
    """Our word for a code of Meta's."""
    if code == WINDOW_CLOSED:
        return service_window.CLOSED
    return UNREACHABLE.get(code or 0, f"whatsapp_{code or 0}")


def _refusal(answer: Answer) -> Exception:
    error = answer.body.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    if code in UNREACHABLE:
        return Unreachable(reason(code))
    if code in BUSY:
        return NotNow("busy", timedelta(0))
    if code in ACCOUNT or answer.status == 401:
        return NotNow("account_refused", OPERATOR_MUST_ACT)
    return Undeliverable(reason(code))
