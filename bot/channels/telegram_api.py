"""The calls to Telegram that we make, through aiogram, and what its refusals mean for us.

https://core.telegram.org/bots/api; a Bot API server of one's own speaks the same.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from aiogram import Bot
from aiogram.bot.api import TelegramAPIServer
from aiogram.utils import exceptions as refusals

from bot.channels.telegram_updates import COMMANDS, KINDS
from bot.delivery import NotNow, Undeliverable, Unreachable
from bot.pushing import Part

CHANNEL = "telegram"
LONGEST = 4096  # UTF-16 units in a message
LONG_POLL, TIMEOUT = 50, 20  # seconds
TOKEN_WAIT, CONFLICT_WAIT = timedelta(minutes=1), timedelta(seconds=5)
WIDEST_ROW = 24  # characters of the buttons beside one another, so that a phone shows them whole
LOCK_SCREEN = "When you have a quiet moment:"

# https://core.telegram.org/bots/api#making-requests says little of errors; these are the words of
# the public server (https://github.com/tdlib/telegram-bot-api), as aiogram knows them
_GONE = {
    refusals.BotBlocked: "blocked",
    refusals.BotKicked: "blocked",
    refusals.UserDeactivated: "deactivated",
    refusals.CantInitiateConversation: "never_began",
    refusals.CantTalkWithBots: "a_bot",
    refusals.ChatNotFound: "no_such_chat",
    refusals.InvalidPeerID: "no_such_chat",
}
_TOKEN_REFUSED = "unauthorized"  # noqa: S105 - 401; other refusals with 403 say "forbidden: ..."


class TelegramApi:
    """The bot of this token at a Bot API server. `hand_over` makes it a `Provider`.

    All calls raise NotNow, Undeliverable or Unreachable.
    """

    channel = CHANNEL
    longest = LONGEST - len(LOCK_SCREEN) - 1

    def __init__(self, token: str, server: str) -> None:
        self._bot = Bot(token, server=TelegramAPIServer.from_base(server), timeout=TIMEOUT)

    async def hand_over(self, address: str, part: Part) -> str:
        """Send it. What we write first is hidden from lock screens and lists of chats.

        Words marked as a spoiler are: https://telegram.org/blog/reactions-spoilers-translations
        """
        text, entities = part.text, None
        if getattr(part.event.body, "checkin", None) is not None:
            text = f"{LOCK_SCREEN}\n{part.text}"
            start = len(LOCK_SCREEN) + 1
            hidden = {"type": "spoiler", "offset": start, "length": _units(part.text)}
            entities = [hidden]
        with _meaning():
            sent = await self._bot.send_message(
                address,
                text,
                entities=entities,
                disable_web_page_preview=True,
                reply_markup=_keyboard(part.event.id, part.buttons),
            )
        return str(sent.message_id)

    async def say(self, chat: str, text: str) -> None:
        """A remark on how to use the chat, which isn't part of the conversation."""
        with _meaning():
            await self._bot.send_message(chat, text)

    async def leave(self, chat: str) -> None:
        with _meaning():
            await self._bot.leave_chat(chat)

    async def type(self, chat: str) -> None:
        """Show for five seconds that an answer is being written."""
        with _meaning():
            await self._bot.send_chat_action(chat, "typing")

    async def confirm(self, query: str, text: str) -> None:
        """End the waiting sign on a pressed button; `text` is shown for a moment."""
        with _meaning():
            await self._bot.answer_callback_query(query, text[:200])

    async def remove_keyboard(self, chat: str, message: int) -> None:
        with _meaning():
            await self._bot.edit_message_reply_markup(chat, message)

    async def updates(self, done: int) -> list[Any]:
        """Wait for updates, as Telegram has them; those up to number `done` are done with."""
        asked: dict[str, Any] = {"timeout": LONG_POLL, "allowed_updates": json.dumps(KINDS)}
        if done:
            asked["offset"] = done + 1
        # not as aiogram's types: they know no update that is younger than they are
        with _meaning(), self._bot.request_timeout(LONG_POLL + TIMEOUT):
            found = await self._bot.request("getUpdates", asked)
        return found if isinstance(found, list) else []

    async def prepare(self, webhook: str | None, secret: str) -> None:
        """Set the menu of commands, and where updates go: to `webhook`, or whoever asks."""
        with _meaning():
            await self._bot.set_my_commands(
                [{"command": name, "description": what} for name, what in COMMANDS.items()]
            )
            if webhook is None:
                await self._bot.delete_webhook()
            else:  # aiogram's own call doesn't know the secret
                asked = {
                    "url": webhook,
                    "secret_token": secret,
                    "allowed_updates": json.dumps(KINDS),
                }
                await self._bot.request("setWebhook", asked)

    async def name(self) -> str:
        """The bot's user name, by which others find it."""
        with _meaning():
            return str((await self._bot.get_me()).username)

    async def close(self) -> None:
        await self._bot.session.close()


@contextmanager
def _meaning() -> Iterator[None]:
    """What a refusal means for the message. None of these holds the words or the token."""
    try:
        yield
    except refusals.RetryAfter as error:
        raise NotNow("rate_limit", timedelta(seconds=int(error.timeout))) from None
    except tuple(_GONE) as error:
        raise Unreachable(_GONE[type(error)]) from None
    except (refusals.Unauthorized, refusals.NotFound) as error:
        # a wrong token is ours to mend and no fault of hers, so her messages wait
        if isinstance(error, refusals.NotFound) or str(error).lower() == _TOKEN_REFUSED:
            raise NotNow("token_refused", TOKEN_WAIT) from None
        raise Undeliverable("forbidden") from None
    except refusals.ConflictError:
        raise NotNow("somebody_else_asks", CONFLICT_WAIT) from None
    except (refusals.BadRequest, refusals.MigrateToChat):
        raise Undeliverable("refused") from None
    except (refusals.TelegramAPIError, asyncio.TimeoutError):
        raise NotNow("unavailable", timedelta(0)) from None


def _keyboard(message: str, titles: Sequence[str]) -> dict[str, Any] | None:
    """Buttons below a message; each sends the message's id and its own place.

    That is 35 bytes of the 64 allowed, and names the button long after the chat has scrolled on.
    """
    if not titles:
        return None
    rows: list[list[dict[str, str]]] = [[]]
    for place, title in enumerate(titles):
        width = len(title) + sum(len(button["text"]) for button in rows[-1])
        if rows[-1] and width > WIDEST_ROW:
            rows.append([])
        rows[-1].append({"text": title, "callback_data": f"{message}:{place}"})
    return {"inline_keyboard": rows}


def _units(text: str) -> int:
    """Length as entities count it (https://core.telegram.org/api/entities#entity-length)."""
    return len(text.encode("utf-16-le")) // 2
