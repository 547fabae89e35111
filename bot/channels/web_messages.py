"""What the chat page and the server say to each other, as JSON."""

from __future__ import annotations

import hashlib
import html
import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from bot.unkept import Unkept
from records.events import Event, MessageReceived, MessageSent
from records.store import RecordStore

CHANNEL = "web"
MAX_CHARACTERS = 20_000
MAX_BYTES = 400_000  # a message of that length with every character escaped, and some room
TOLD = ("title", "desc")  # the elements of an SVG that are read out
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

TOO_LONG = "That's more than I can take in one message. Could you send it in two?"
NOT_UNDERSTOOD = "That didn't reach me in one piece. Please reload the page and try again."


class Refused(Exception):
    """A request the channel turns down: an HTTP status and a sentence for her to read."""

    def __init__(self, status: int, sentence: str, retry_after: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.retry_after = retry_after


@dataclass(frozen=True)
class Incoming:
    """A message from the page. `id` is made there, so that sending it again changes nothing."""

    id: str
    text: str
    zone: str | None


def read_incoming(body: bytes) -> Incoming:
    """The message in a request body. Raises Refused."""
    if len(body) > MAX_BYTES:
        raise Refused(413, TOO_LONG)
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, NOT_UNDERSTOOD) from None
    if not isinstance(data, dict):
        raise Refused(400, NOT_UNDERSTOOD)
    message_id, text, zone = data.get("id"), data.get("text"), data.get("zone")
    if not (isinstance(message_id, str) and _UUID.fullmatch(message_id) and isinstance(text, str)):
        raise Refused(400, NOT_UNDERSTOOD)
    if len(text) > MAX_CHARACTERS:
        raise Refused(413, TOO_LONG)
    return Incoming(message_id, _without_halves(text), _known_zone(zone))


def sequence(text: str | None) -> int:
    """Where in the record a page has got to; 0, the beginning, for anything that isn't a number."""
    whole = text is not None and text.isascii() and text.isdigit() and len(text) <= 18
    return int(text) if whole and text is not None else 0


def messages(store: RecordStore, participant: str | None, after: int) -> list[dict[str, Any]]:
    """Her conversation after a sequence number, oldest first, from every channel she uses."""
    if participant is None:
        return []
    kinds = ("message_received", "message_sent")
    return [_shape(event) for event in store.read(participant, kinds=kinds, after=after)]


def conversation(participant: str | None) -> str | None:
    """A name for her conversation by which a page notices that it is another one, or gone."""
    return None if participant is None else hashlib.sha256(participant.encode()).hexdigest()[:16]


def passing(unkept: Unkept, address: str, now: datetime) -> list[dict[str, Any]]:
    """What was said in this browser lately that no record keeps, oldest first; without numbers."""
    shown = unkept.shown(CHANNEL, address, now)
    return [_fields(one.id, one.at, one.body, one.cause) for one in shown]


def _shape(event: Event) -> dict[str, Any]:
    assert isinstance(event.body, MessageReceived | MessageSent)
    shape = {"seq": event.seq} | _fields(event.id, event.at, event.body, event.cause)
    if isinstance(event.body, MessageSent) and event.body.picture is not None:
        shape["picture"] = _in_words(event.body.picture)
    return shape


def _fields(
    name: str, at: datetime, body: MessageReceived | MessageSent, cause: str | None
) -> dict[str, Any]:
    mine = isinstance(body, MessageReceived)
    fields: dict[str, Any] = {
        "id": name,
        "from": "me" if mine else "coach",
        "text": body.text,
        "buttons": list(body.buttons) if isinstance(body, MessageSent) else [],
        "at": at.isoformat(),
    }
    # the cause the front door gives a message: channel, participant, the page's own id
    of_page = re.fullmatch(rf"{CHANNEL}:\w+:(.*)", cause or "")
    if mine and of_page:
        fields["client_id"] = of_page[1]
    return fields


def picture(store: RecordStore, participant: str | None, message_id: str) -> str | None:
    """The drawing below a message of her own conversation; None for any other."""
    event = store.event(message_id)
    if event is None or participant is None or event.participant != participant:
        return None
    return event.body.picture if isinstance(event.body, MessageSent) else None


def _in_words(drawing: str) -> str:
    """What an SVG says of itself to whoever can't see it."""
    parts = (re.search(rf"<{tag}\b[^>]*>(.*?)</{tag}>", drawing, re.DOTALL) for tag in TOLD)
    return ". ".join(html.unescape(part.group(1)) for part in parts if part)


def _without_halves(text: str) -> str:
    """JSON may spell half a character (a lone surrogate), which no store can keep."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _known_zone(zone: object) -> str | None:
    return zone if isinstance(zone, str) and zone in _zones() else None


@cache
def _zones() -> set[str]:
    return available_timezones()
