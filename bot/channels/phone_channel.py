"""What SMS and both WhatsApps do alike with what their providers tell."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any, Protocol

from bot.channels.rate_limit import RateLimit
from bot.context import BotContext
from bot.delivery import NotNow, Undeliverable
from bot.gate import TooFast
from bot.inbound import Inbound, Receipt
from bot.intake import FrontDoor
from bot.pushing import ANNOUNCED, Provider, Pusher, PushingChannel, State
from records.events import MessageSent
from records.store import UnknownParticipant

logger = logging.getLogger(__name__)

TOO_FAST = "That was a lot at once, so I missed some of it. Please wait a moment and send it again."


class PhoneProvider(Provider, Protocol):
    """A provider that can also be closed."""

    async def close(self) -> None: ...


class PhoneChannel(PushingChannel):
    """A channel of phones: her messages in, and the fate of ours."""

    def __init__(self, context: BotContext, provider: PhoneProvider) -> None:
        self._context, self._provider = context, provider
        self.pusher = Pusher(context, provider)
        self._remarks = RateLimit(1, seconds=60)
        self._tasks: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await super().close()
        await self._provider.close()

    def _receive(self, front: FrontDoor, inbound: Inbound) -> Receipt | None:
        """Pass a message on, unless it comes too fast."""
        try:
            receipt = front.receive(inbound)
        except TooFast:
            logger.warning("%s: somebody writes too fast; a message was left out", self.name())
            if not self._remarks.wait(inbound.address, time.monotonic()):
                self._in_background(self._provider.say(inbound.address, TOO_FAST))
            return None
        if receipt.participant is not None:
            self.pusher.wake(receipt.participant)  # for a message that waited for her to write
        return receipt

    def _note(
        self,
        message: str,
        announces: bool,
        state: State | None,
        provider_id: str,
        *,
        failure: str,
        unreachable: bool,
    ) -> None:
        """Record what became of a message of ours, by the id of its event.

        `announces`: it is the fate of a note that the message waits. `failure` is the reason if it
        failed, `unreachable` whether others will fail as well.
        """
        event = self._context.store.event(message)
        if state is None or event is None or not isinstance(event.body, MessageSent):
            return
        why = failure if state == "failed" else ANNOUNCED if announces else None
        try:
            self.pusher.told(event, state, provider_id, why)
            if state == "failed" and unreachable:
                self.pusher.unreachable(event.participant or "", failure)
        except UnknownParticipant:
            pass  # she was forgotten in the meantime

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(self._quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _quietly(self, work: Coroutine[Any, Any, None]) -> None:
        """Work that only pleases: it may fail without harm."""
        try:
            await work
        except (NotNow, Undeliverable) as error:
            logger.info("%s: left out: %s", self.name(), error.reason)
        except Exception as error:
            # the class only: it may quote a number
            logger.error("%s: left out: %s", self.name(), type(error).__name__)
