"""What is done about each thing that Telegram tells of."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any

from bot.channels.rate_limit import RateLimit
from bot.channels.telegram_api import CHANNEL, TelegramApi
from bot.channels.telegram_updates import (
    START,
    Blocked,
    Edited,
    InGroup,
    Pressed,
    Wrote,
    command,
    read,
)
from bot.context import BotContext
from bot.delivery import NotNow, Undeliverable
from bot.gate import TooFast
from bot.inbound import Inbound, Receipt
from bot.intake import FrontDoor
from bot.pushing import Pusher
from records.events import MessageSent
from records.store import StoreError

logger = logging.getLogger(__name__)

TYPING_SHOWS = 4.5  # seconds; Telegram shows it for five
TOO_FAST = "That was a lot at once, so I missed some of it. Please wait a moment and send it again."
EDITED = (
    "I keep a message as it was first sent, and don't see changes to it. If something was wrong, "
    "please tell me in a new message."
)
GROUP = "What we talk about is private, so I don't chat in groups. Please write to me directly."
PRESSED_BEFORE = "You have answered this one. You can always write to me."
UNKNOWN_BUTTON = "I don't know this button any more. Please write it to me."


class TelegramChat:
    """Takes updates in; what she says goes to the front door at once, the rest happens after."""

    def __init__(
        self, context: BotContext, api: TelegramApi, pusher: Pusher, door: FrontDoor
    ) -> None:
        self._store, self._api, self._pusher, self._door = context.store, api, pusher, door
        self._remarks = RateLimit(1, seconds=60)
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, update: Any) -> None:
        """Do what an update asks for. Raises StoreError; any other failure ends here."""
        try:
            heard = read(update)
            if isinstance(heard, Wrote):
                self._wrote(heard)
            elif isinstance(heard, Pressed):
                self._pressed(heard)
            elif isinstance(heard, Blocked):
                self._blocked(heard)
            elif isinstance(heard, Edited):
                self._remark(heard.chat, EDITED)
            elif isinstance(heard, InGroup):
                self._in_background(self._decline(heard.chat))
        except StoreError:
            raise
        except Exception as error:
            # the class only: it may quote her words
            logger.error("telegram: an update was left out: %s", type(error).__name__)

    async def close(self) -> None:
        """Let go of what only pleases."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _wrote(self, wrote: Wrote) -> None:
        self._receive(wrote.chat, wrote.id, self._in_words(wrote), wrote.at)

    def _in_words(self, wrote: Wrote) -> str | None:
        """What a command means to the coach."""
        name, rest = command(wrote.text) or ("", "")
        if name != START:
            return name or wrote.text
        if rest:
            return f"link {rest}"
        her = self._store.find(CHANNEL, wrote.chat)
        # Telegram's own button of that name appears again after she has unblocked the bot
        stopped = her and self._store.participant(her).reminders == "stopped"
        return "start again" if stopped else "hello"

    def _pressed(self, pressed: Pressed) -> None:
        title, said = self._button(pressed), UNKNOWN_BUTTON
        if title is not None:
            # one answer for each message, however often its buttons are pressed
            press = f"press:{pressed.message}"
            receipt = self._receive(pressed.chat, press, title, time.time())
            said = TOO_FAST
            if receipt is not None:
                said = PRESSED_BEFORE if receipt.turn is None else title
        self._in_background(self._confirm(pressed, said))

    def _button(self, pressed: Pressed) -> str | None:
        """The words on it; None unless it is below a message that was for her."""
        event = self._store.event(pressed.message)
        if event is None or not isinstance(event.body, MessageSent):
            return None
        hers = event.participant == self._store.find(CHANNEL, pressed.chat)
        known = hers and 0 <= pressed.place < len(event.body.buttons)
        return event.body.buttons[pressed.place] if known else None

    def _receive(self, chat: str, message_id: str, text: str | None, at: float) -> Receipt | None:
        """Pass it on, unless it comes too fast; `at` is when she sent it, in seconds."""
        try:
            receipt = self._door.receive(Inbound(CHANNEL, chat, message_id, text, sent_at=at))
        except TooFast:
            self._remark(chat, TOO_FAST)
            return None
        if receipt.turn is not None:
            self._in_background(self._type(chat, receipt.turn))
        return receipt

    def _blocked(self, blocked: Blocked) -> None:
        her = self._store.find(CHANNEL, blocked.chat)
        if her is not None:
            self._pusher.unreachable(her, "blocked")

    def _remark(self, chat: str, text: str) -> None:
        if not self._remarks.wait(chat, time.time()):
            self._in_background(self._api.say(chat, text))

    async def _decline(self, chat: str) -> None:
        await self._api.say(chat, GROUP)
        await self._api.leave(chat)

    async def _confirm(self, pressed: Pressed, said: str) -> None:
        await self._api.confirm(pressed.query, said)
        if pressed.keyboard is not None:
            await self._api.remove_keyboard(pressed.chat, pressed.keyboard)

    async def _type(self, chat: str, turn: asyncio.Task[Any]) -> None:
        """Show that the coach is writing for as long as it works on an answer."""
        while not turn.done():
            await self._api.type(chat)
            await asyncio.wait({turn}, timeout=TYPING_SHOWS)

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(_quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    """Work that may fail without harm."""
    try:
        await work
    except (NotNow, Undeliverable) as error:
        logger.info("telegram: left out: %s", error.reason)
    except Exception as error:
        logger.error("telegram: left out: %s", type(error).__name__)
