"""Telegram: her messages come by long polling or to a webhook, ours go out through the pusher."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from rasa.core.channels.channel import UserMessage
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty

from bot.channels import webhooks
from bot.channels.telegram_api import CHANNEL, TelegramApi
from bot.channels.telegram_chat import TelegramChat
from bot.channels.telegram_updates import number
from bot.context import BotContext
from bot.delivery import NotNow
from bot.intake import FrontDoor
from bot.pushing import Pusher, PushingChannel, pauses

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of it

T = TypeVar("T")


@dataclass(frozen=True)
class TelegramSettings:
    """`webhook` is the public address of /webhooks/telegram/webhook; None: long polling."""

    token: str = field(repr=False)
    webhook: str | None
    server: str

    @property
    def secret(self) -> str:
        """What Telegram shows at the webhook.

        Who knows the token speaks as the bot anyway, so one made from it is no weaker.
        """
        return hmac.digest(self.token.encode(), b"webhook", hashlib.sha256).hex()


class TelegramChannel(PushingChannel):
    """One bot, in private chats."""

    def __init__(self, settings: TelegramSettings, context: BotContext) -> None:
        self._settings, self._context = settings, context
        self._api = TelegramApi(settings.token, settings.server)
        self.pusher = Pusher(context, self._api)
        self._chat: TelegramChat | None = None
        self._listening: asyncio.Task[None] | None = None

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    async def open(self, door: FrontDoor) -> None:
        self._chat = TelegramChat(self._context, self._api, self.pusher, door)
        await super().open(door)
        self._listening = asyncio.ensure_future(self._listen(self._chat))

    async def close(self) -> None:
        assert self._listening is not None and self._chat is not None, "it has been opened"
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        await self._chat.close()
        await super().close()
        await self._api.close()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The webhook, if there is one. `on_new_message` would go round the front door."""
        blueprint = Blueprint("telegram")
        if self._settings.webhook is None:
            return blueprint
        webhooks.guard(blueprint, CHANNEL)

        @blueprint.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            # https://core.telegram.org/bots/api#setwebhook
            shown = request.headers.get(SECRET_HEADER, "").encode(errors="replace")
            if not hmac.compare_digest(shown, self._settings.secret.encode()):
                return webhooks.refuse(CHANNEL, "no secret")
            if self._chat is None:
                raise webhooks.NotReady
            try:
                update = json.loads(request.body)
            except (ValueError, RecursionError):
                logger.warning("telegram: an update that isn't JSON")
            else:
                self._chat.take(update)  # a record that can't be reached: brought again
            return empty(200)

        return blueprint

    async def _listen(self, chat: TelegramChat) -> None:
        """Have updates sent to the webhook, or ask for them for ever.

        The address of the chat: https://core.telegram.org/bots/features#deep-linking
        """
        webhook, done = self._settings.webhook, 0
        await _insist(partial(self._api.prepare, webhook, self._settings.secret))
        name = await _insist(self._api.name)
        self._context.links[CHANNEL] = f"https://t.me/{name}?start={{code}}"
        while webhook is None:
            done = await _insist(partial(self._turn_over, chat, done))

    async def _turn_over(self, chat: TelegramChat, done: int) -> int:
        """Take the updates after number `done`; returns the number of the last.

        The next call tells Telegram that they are done with, so that a crash, or a record that
        can't be reached, brings all of them again; those that were recorded change nothing then.
        """
        updates = await self._api.updates(done)
        for update in sorted(updates, key=number):
            chat.take(update)
            done = max(done, number(update))
        return done


async def _insist(call: Callable[[], Awaitable[T]]) -> T:
    """Its result, however long Telegram or the record can't be reached."""
    for pause in pauses():
        try:
            return await call()
        except NotNow as busy:
            pause = max(pause, busy.retry_after.total_seconds())
            logger.warning("telegram: tried again later: %s", busy.reason)
        except Exception as error:
            logger.error("telegram: tried again later: %s", type(error).__name__)
        await asyncio.sleep(pause)
    raise AssertionError("the pauses never end")
