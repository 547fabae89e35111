"""What Telegram tells of, read from its JSON: the few kinds of update that mean something here.

https://core.telegram.org/bots/api#update. What isn't as documented, or of a kind that came later,
reads as nothing to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
MEDIA = frozenset(
    "animation audio checklist contact dice document game location paid_media photo poll sticker "
    "story venue video video_note voice".split()
)  # what a person sends; other messages without a text are notes of Telegram's own
START = "start"
COMMANDS = {  # in the order of the menu; each is a word that the coach knows
    START: "Say hello",
    "help": "What I can do",
    "pause": "No messages from me for a while",
    "resume": "Messages from me again",
    "stop": "No more messages from me",
}


@dataclass(frozen=True)
class Wrote:
    """She sent a message, at so many seconds since 1970; `text` is None when it has no words.

    `id` is the same for a replay.
    """

    chat: str
    id: str
    text: str | None
    at: int


@dataclass(frozen=True)
class Pressed:
    """She pressed the button at a place below a message of ours, the id of its event.

    Places count from 0; -1 is none of ours.
    `keyboard` is Telegram's number for the message, None when it is too old to say.
    """

    chat: str
    query: str
    message: str
    place: int
    keyboard: int | None


@dataclass(frozen=True)
class Edited:
    """She changed the words of a message."""

    chat: str


@dataclass(frozen=True)
class InGroup:
    """Somebody wrote where several people read."""

    chat: str


@dataclass(frozen=True)
class Blocked:
    """She blocked the bot, or deleted the chat with it."""

    chat: str


Heard = Wrote | Pressed | Edited | InGroup | Blocked


def number(update: Any) -> int:
    """The update's own number, 0 if it has none; the next call for updates names the one after."""
    found = update.get("update_id") if isinstance(update, dict) else None
    return found if isinstance(found, int) else 0


def read(update: Any) -> Heard | None:
    """What the update says; None when there is nothing to do about it."""
    try:
        if "message" in update:
            return _message(update["message"])
        if "edited_message" in update:
            return _edited(update["edited_message"])
        if "callback_query" in update:
            return _pressed(update["callback_query"])
        if "my_chat_member" in update:
            return _member(update["my_chat_member"])
    except (KeyError, TypeError, ValueError, AttributeError):
        pass
    return None


def command(text: str | None) -> tuple[str, str] | None:
    """One of our commands, and what follows it.

    After `/start` that is what the link she came by holds
    (https://core.telegram.org/bots/features#deep-linking). In `/help@a_bot` the bot is named.
    """
    if not text or not text.startswith("/"):
        return None
    first, _, rest = text[1:].partition(" ")
    name = first.partition("@")[0].lower()
    return (name, rest.strip()) if name in COMMANDS else None


def _message(message: dict[str, Any]) -> Heard | None:
    chat = _chat(message)
    if not _private(message):
        return InGroup(chat) if message["chat"]["type"] != "channel" else None
    if message.get("from", {}).get("is_bot"):
        return None
    text = message.get("text", message.get("caption"))
    said_as, at = str(int(message["message_id"])), int(message["date"])
    if isinstance(text, str) and text:
        return Wrote(chat, said_as, text, at)
    if not MEDIA & message.keys():
        return None
    # of the pictures of an album one is enough to answer
    album = message.get("media_group_id")
    return Wrote(chat, f"album:{album}" if album else said_as, None, at)


def _edited(message: dict[str, Any]) -> Edited | None:
    """A shared place that moves is edited too, without words."""
    words = isinstance(message.get("text", message.get("caption")), str)
    return Edited(_chat(message)) if words and _private(message) else None


def _pressed(query: dict[str, Any]) -> Pressed | None:
    message = query.get("message") or {}
    if message and not _private(message):
        return None
    ours, _, place = query["data"].partition(":")
    return Pressed(
        str(int(query["from"]["id"])),  # a private chat has the number of the person in it
        str(query["id"]),
        ours,
        int(place) if place.isascii() and place.isdecimal() and len(place) < 3 else -1,
        message.get("message_id"),
    )


def _member(change: dict[str, Any]) -> Blocked | None:
    gone = change["new_chat_member"]["status"] == "kicked"
    return Blocked(_chat(change)) if gone and _private(change) else None


def _chat(message: dict[str, Any]) -> str:
    return str(int(message["chat"]["id"]))


def _private(message: dict[str, Any]) -> bool:
    return bool(message["chat"]["type"] == "private")
