"""Twilio on loopback: its Messages API, its opt-out list, and its signed calls to our webhooks.

https://www.twilio.com/docs/messaging/api/message-resource
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from email.message import Message
from itertools import count
from urllib.parse import parse_qsl, urlencode

import httpx
from twilio.request_validator import RequestValidator

from bot.channels.accounts import TwilioAccount
from tests.bot.channels.phone_server import PUBLIC, Server
from tests.bot.channels.provider_standin import Reply, Standin

SID = "AC" + "0" * 32
TOKEN = "a-token"
NUMBER = "+15005550006"
HERS = "+447700900123"
STOP_WORDS = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"}
START_WORDS = {"START", "YES", "UNSTOP"}


@dataclass(frozen=True)
class Taken:
    """A message that Twilio has taken on."""

    sid: str
    to: str
    body: str
    content: str
    callback: str


class Twilio(Standin):
    def __init__(self) -> None:
        super().__init__()
        self.taken: list[Taken] = []
        self.opted_out: set[str] = set()
        self._ids = count(1)

    def account(self, template: str | None = None) -> TwilioAccount:
        return TwilioAccount(SID, TOKEN, NUMBER, PUBLIC, template, self.url)

    def answer(self, path: str, headers: Message, body: bytes) -> Reply:
        form = dict(parse_qsl(body.decode()))
        credentials = base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
        if headers["Authorization"] != f"Basic {credentials}":
            return 401, {"code": 20003, "message": "Authenticate", "status": 401}
        if path != f"/2010-04-01/Accounts/{SID}/Messages.json":
            return 404, {"code": 20404, "message": "Not found", "status": 404}
        if not form.get("From", "").endswith(NUMBER):
            return 400, {"code": 21606, "message": "Not your number", "status": 400}
        if form["To"] in self.opted_out:
            return 400, {"code": 21610, "message": "unsubscribed recipient", "status": 400}
        if len(form.get("Body", "")) > 1600:
            return 400, {"code": 21617, "message": "too long", "status": 400}
        if not form.get("Body") and not form.get("ContentSid"):
            return 400, {"code": 21619, "message": "a body is required", "status": 400}
        sid = f"SM{next(self._ids):032x}"
        self.taken.append(
            Taken(
                sid,
                form["To"],
                form.get("Body", ""),
                form.get("ContentSid", ""),
                form.get("StatusCallback", ""),
            )
        )
        return 201, {"sid": sid, "status": "queued", "error_code": None}

    @property
    def said(self) -> list[str]:
        return [each.body for each in self.taken]

    def message(self, body: str, sender: str = HERS, **more: str) -> dict[str, str]:
        """The form of a message of hers."""
        mark = "whatsapp:" if sender.startswith("whatsapp:") else ""
        return {
            "MessageSid": f"SM{next(self._ids):032x}",
            "AccountSid": SID,
            "From": sender,
            "To": mark + NUMBER,
            "Body": body,
            "NumMedia": "0",
        } | more

    async def bring(self, server: Server, form: dict[str, str]) -> httpx.Response:
        """A message of hers reaches Twilio, which first looks for the carriers' words."""
        if form["Body"].upper() in STOP_WORDS and not form["From"].startswith("whatsapp:"):
            self.opted_out.add(form["From"])
        if form["Body"].upper() in START_WORDS:
            self.opted_out.discard(form["From"])
        channel = "twilio_whatsapp" if form["From"].startswith("whatsapp:") else "sms"
        return await call(server, f"{PUBLIC}/webhooks/{channel}/webhook", form)

    async def report(
        self, server: Server, taken: Taken, status: str, code: str | None = None
    ) -> httpx.Response:
        """Tell what became of a message."""
        form = {"MessageSid": taken.sid, "MessageStatus": status, "To": taken.to, "From": NUMBER}
        return await call(server, taken.callback, form | ({"ErrorCode": code} if code else {}))


async def call(
    server: Server, url: str, form: dict[str, str], token: str = TOKEN
) -> httpx.Response:
    """A call as Twilio signs it."""
    return await server.post(
        url.removeprefix(PUBLIC),
        urlencode(form).encode(),
        content_type="application/x-www-form-urlencoded; charset=UTF-8",
        x_twilio_signature=RequestValidator(token).compute_signature(url, form),
    )
