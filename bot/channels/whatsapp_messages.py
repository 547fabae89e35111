"""What the WhatsApp Cloud API tells us, and our messages in its shapes.

https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples
https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from bot.channels.choices import spelled
from bot.channels.phone import e164

CHANNEL = "whatsapp"
LONGEST = 4096  # characters of a text
LONGEST_ASKED = 1024  # of a text with buttons
BUTTONS, BUTTON_TITLE = 3, 20
ROWS, ROW_TITLE, ROW_DESCRIPTION = 10, 24, 72
ROOM_FOR_CHOICES = 600

# nothing that she said to us: a smiley on a message, a new number, the opening of the chat
NOT_SAID = {"reaction", "system", "request_welcome", "revoke"}
# a person who shows no phone number has an id of this form
# https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
_USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")


@dataclass(frozen=True)
class Wrote:
    """She sent something; `text` is None when there are no words in it."""

    id: str
    address: str
    text: str | None
    at: datetime | None


@dataclass(frozen=True)
class Told:
    """What became of a message of ours; `ours` is what we gave it to be recognised by."""

    id: str
    ours: str
    status: str
    code: int | None


def read(payload: Any, number_id: str) -> Iterator[Wrote | Told]:
    """What a notification holds for our number; anything unknown in it is left out."""
    for entry in _objects(payload, "entry"):
        for change in _objects(entry, "changes"):
            value = change.get("value")
            if change.get("field") != "messages" or not isinstance(value, dict):
                continue
            about = value.get("metadata")
            if not isinstance(about, dict) or about.get("phone_number_id") != number_id:
                continue
            yield from filter(None, map(_wrote, _objects(value, "messages")))
            yield from filter(None, map(_told, _objects(value, "statuses")))


def _wrote(message: dict[str, Any]) -> Wrote | None:
    message_id, address = message.get("id"), _address(message)
    in_group = "group_id" in message
    if not isinstance(message_id, str) or address is None or in_group:
        return None
    if message.get("type") in NOT_SAID:
        return None
    return Wrote(message_id, address, _text(message), _time(message.get("timestamp")))


def _address(message: dict[str, Any]) -> str | None:
    try:
        return e164(str(message.get("from") or ""))
    except ValueError:
        user = message.get("from_user_id")
        return user if isinstance(user, str) and _USER_ID.fullmatch(user) else None


def _text(message: dict[str, Any]) -> str | None:
    """Her words: written, below a picture, or on the button that she pressed."""
    kind = message.get("type")
    held = message.get(kind) if isinstance(kind, str) else None
    if not isinstance(held, dict):
        return None
    if kind == "interactive":
        # its id is the whole title; a row shows only so much of it
        pressed = held.get(str(held.get("type")))
        words = pressed.get("id") if isinstance(pressed, dict) else None
    else:
        words = held.get({"text": "body", "button": "text"}.get(str(kind), "caption"))
    return words if isinstance(words, str) and words.strip() else None


def _told(status: dict[str, Any]) -> Told | None:
    named = [status.get(name) for name in ("id", "biz_opaque_callback_data", "status")]
    if not all(isinstance(each, str) for each in named):
        return None
    codes = [error.get("code") for error in _objects(status, "errors")]
    code = codes[0] if codes and isinstance(codes[0], int) else None
    return Told(str(named[0]), str(named[1]), str(named[2]), code)


def _time(stamp: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(stamp), timezone.utc)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _objects(holder: Any, name: str) -> list[dict[str, Any]]:
    found = holder.get(name) if isinstance(holder, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def to(address: str) -> dict[str, str]:
    """Whom a message is for: a phone number, or the id of somebody who shows none."""
    is_number = address.startswith("+")
    return {"to" if is_number else "recipient": address.lstrip("+")}


def written(text: str, buttons: tuple[str, ...]) -> dict[str, Any]:
    """A text with its buttons: to press, in a list, or in words, as they fit."""
    distinct = len(set(buttons)) == len(buttons)
    if buttons and distinct and 0 < len(text) <= LONGEST_ASKED:
        if len(buttons) <= BUTTONS and _longest(buttons) <= BUTTON_TITLE:
            replies = [{"type": "reply", "reply": {"id": b, "title": b}} for b in buttons]
            return _interactive("button", text, {"buttons": replies})
        if len(buttons) <= ROWS and _longest(buttons) <= ROW_DESCRIPTION:
            rows = [_row(title) for title in buttons]
            return _interactive("list", text, {"button": "Answers", "sections": [{"rows": rows}]})
    body = spelled(text, buttons, LONGEST)
    return {"type": "text", "text": {"body": body, "preview_url": False}}


def template(name: str, language: str) -> dict[str, Any]:
    """An approved template without variables."""
    return {"type": "template", "template": {"name": name, "language": {"code": language}}}


def _interactive(kind: str, text: str, action: dict[str, Any]) -> dict[str, Any]:
    asked = {"type": kind, "body": {"text": text}, "action": action}
    return {"type": "interactive", "interactive": asked}


def _row(title: str) -> dict[str, str]:
    if len(title) <= ROW_TITLE:
        return {"id": title, "title": title}
    return {"id": title, "title": title[: ROW_TITLE - 1].rstrip() + "…", "description": title}


def _longest(buttons: tuple[str, ...]) -> int:
    return max(map(len, buttons))
