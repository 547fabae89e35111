"""The WhatsApp Cloud API on loopback: its messages endpoint and its signed notifications.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
"""

from __future__ import annotations

import json
from email.message import Message
from itertools import count
from typing import Any

import httpx

from bot.channels.accounts import WhatsAppAccount
from bot.channels.whatsapp_signature import sign
from tests.bot.channels.phone_server import Server
from tests.bot.channels.provider_standin import Reply, Standin

NUMBER_ID = "106540352242922"
TOKEN, SECRET, VERIFY = "a-token", "an-app-secret", "a-word-of-ours"
HERS = "447700900123"
PATH = "/webhooks/whatsapp/webhook"


class WhatsApp(Standin):
    def __init__(self) -> None:
        super().__init__()
        self.taken: list[dict[str, Any]] = []
        self.read: list[str] = []
        self._ids = count(1)

    def account(self, template: str | None = None) -> WhatsAppAccount:
        return WhatsAppAccount(TOKEN, SECRET, VERIFY, NUMBER_ID, template, self.url)

    def answer(self, path: str, headers: Message, body: bytes) -> Reply:
        if headers["Authorization"] != f"Bearer {TOKEN}":
            return 401, problem(190, "Invalid OAuth access token")
        if path == f"/{NUMBER_ID}?fields=display_phone_number":
            return 200, {"display_phone_number": "+1 555-078-3881", "id": NUMBER_ID}
        if path != f"/{NUMBER_ID}/messages":
            return 400, problem(100, "Unsupported post request")
        sent = json.loads(body)
        if sent.get("messaging_product") != "whatsapp":
            return 400, problem(100, "(#100) messaging_product is required")
        if sent.get("status") == "read":
            self.read.append(sent["message_id"])
            return 200, {"success": True}
        if wrong := invalid(sent):
            return 400, problem(131009, wrong)
        sent["id"] = f"wamid.out{next(self._ids)}"
        self.taken.append(sent)
        return 200, {"messaging_product": "whatsapp", "messages": [{"id": sent["id"]}]}

    @property
    def said(self) -> list[str]:
        return [body_of(each) for each in self.taken]

    def message(self, content: dict[str, Any] | str, **more: Any) -> dict[str, Any]:
        """A message of hers; text, or the part that depends on the type."""
        if isinstance(content, str):
            content = {"type": "text", "text": {"body": content}}
        return {"from": HERS, "id": f"wamid.in{next(self._ids)}", **content} | more

    async def bring(self, server: Server, *messages: dict[str, Any]) -> httpx.Response:
        """Her messages; their time is the server's, unless they have one."""
        stamp = str(int(server.now.timestamp()))
        return await notify(server, {"messages": [{"timestamp": stamp} | m for m in messages]})

    async def report(
        self, server: Server, sent: dict[str, Any], status: str, code: int | None = None
    ) -> httpx.Response:
        """Tell what became of a message."""
        told = {
            "id": sent["id"],
            "status": status,
            "recipient_id": HERS,
            "biz_opaque_callback_data": sent["biz_opaque_callback_data"],
        }
        errors = {"errors": [{"code": code, "title": "trouble"}]} if code else {}
        return await notify(server, {"statuses": [told | errors]})


def problem(code: int, message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "OAuthException", "code": code}}


def body_of(sent: dict[str, Any]) -> str:
    if sent["type"] == "interactive":
        return str(sent["interactive"]["body"]["text"])
    return str(sent["text"]["body"]) if sent["type"] == "text" else ""


def invalid(sent: dict[str, Any]) -> str | None:
    """What the documented limits have against a message."""
    if bool(sent.get("to")) == bool(sent.get("recipient")):
        return "to, or recipient"
    if sent["type"] == "text":
        return None if 0 < len(sent["text"]["body"]) <= 4096 else "text.body"
    if sent["type"] == "template":
        return None if sent["template"]["language"]["code"] else "template.language"
    asked = sent["interactive"]
    if not 0 < len(asked["body"]["text"]) <= 1024:
        return "interactive.body"
    if asked["type"] == "button":
        replies = [button["reply"] for button in asked["action"]["buttons"]]
        well = 1 <= len(replies) <= 3 and all(len(r["title"]) <= 20 for r in replies)
        ids = [reply["id"] for reply in replies]
    else:
        rows = [row for section in asked["action"]["sections"] for row in section["rows"]]
        well = 1 <= len(rows) <= 10 and len(asked["action"]["button"]) <= 20
        well = well and all(len(r["title"]) <= 24 for r in rows)
        well = well and all(len(r.get("description", "")) <= 72 for r in rows)
        ids = [row["id"] for row in rows]
    well = well and len(set(ids)) == len(ids) and all(len(each) <= 200 for each in ids)
    return None if well else "interactive.action"


def payload(value: dict[str, Any], number_id: str = NUMBER_ID) -> dict[str, Any]:
    about = {"display_phone_number": "15550783881", "phone_number_id": number_id}
    whole = {"messaging_product": "whatsapp", "metadata": about} | value
    change = {"field": "messages", "value": whole}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}


async def notify(server: Server, value: dict[str, Any]) -> httpx.Response:
    return await post(server, json.dumps(payload(value)).encode())


async def post(server: Server, body: bytes, secret: str = SECRET) -> httpx.Response:
    """A notification as Meta signs it."""
    return await server.post(
        PATH, body, content_type="application/json", x_hub_signature_256=sign(secret, body)
    )
