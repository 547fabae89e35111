"""Channels that must be handed what we say: recorded messages go to the provider, in order.

The record is the outbox. A message of the channel without a `MessageDelivered` still has to go; so
what a crash left behind is found again at the next start. A provider that took a message and died
before saying so gets it a second time: at least once, never not at all.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, Protocol

from rasa.core.channels.channel import InputChannel

from bot.channels.choices import spelled
from bot.context import BotContext
from bot.delivery import NotNow, Undeliverable, Unreachable
from bot.parts import parts
from records.events import (
    Draft,
    Event,
    MessageDelivered,
    MessageReceived,
    MessageSent,
    RemindersChanged,
)
from records.store import Participant, UnknownParticipant

if TYPE_CHECKING:
    from bot.intake import FrontDoor

logger = logging.getLogger(__name__)

REPLY_KEEPS = timedelta(days=1)
CHECKIN_KEEPS = timedelta(hours=3)  # as long as the scheduler tries
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds between two tries, doubled each time
UNKEPT_TRIES = 5
PATIENCE = 20.0  # seconds that the clock, who waits for an answer, is kept waiting

ANNOUNCED = "announced"  # reason of a delivery: so far she only knows that a message waits

State = Literal["accepted", "sent", "delivered", "read", "failed"]


@dataclass(frozen=True)
class Part:
    """As much of a message as the provider takes at once; the last part has the buttons.

    `event` (body: MessageSent) is the message, `number` counts its parts from 0.
    """

    event: Event
    number: int
    text: str
    buttons: tuple[str, ...]


class Announced(str):
    """The provider's id of a note that a message waits; the message goes out when she writes.

    Empty when an earlier note stands for this message too.
    """


class Provider(Protocol):
    """What differs between the channels: the call that hands one part over."""

    channel: str
    longest: int  # characters that it takes at once

    async def hand_over(self, address: str, part: Part) -> str:
        """Returns the provider's id of it, or Announced. Raises NotNow, Undeliverable."""

    async def say(self, address: str, text: str) -> None:
        """Say something that is in no record. Raises NotNow, Undeliverable."""


class Pusher:
    """Hands over the messages of one channel: a task for each participant, one message at a time.

    It is the channel's `Sender` for the clock as well, whose messages go the same way.
    """

    def __init__(self, context: BotContext, provider: Provider) -> None:
        self._context, self._provider = context, provider
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._unkept: dict[str, asyncio.Task[None]] = {}  # by address: the latest

    def start(self) -> None:
        """Begin, with what is left from before; needs a running event loop."""
        self._context.wire.carry(self._provider.channel, self.wake)
        self._context.unkept.carry(self._provider.channel, self._say_unkept)
        since = self._context.clock() - REPLY_KEEPS
        for her in self._context.store.participants():
            known = any(each.channel == self._provider.channel for each in her.channels)
            if known and her.last_out_at is not None and her.last_out_at >= since:
                self.wake(her.id)

    async def stop(self, grace: float = 5.0) -> None:
        """Give what is on its way `grace` seconds; the next start sees to the rest."""
        if running := {*self._tasks.values(), *self._unkept.values()}:
            _, late = await asyncio.wait(running, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def wake(self, participant: str) -> None:
        """There may be something to hand over to her."""
        if participant not in self._tasks:
            self._tasks[participant] = asyncio.ensure_future(self._push(participant))

    async def send(self, address: str, messages: Sequence[Event]) -> None:
        """What became of these messages of one participant; the address is looked up in the record.

        Raises NotNow or Undeliverable.
        """
        participant = messages[0].participant
        assert participant is not None
        self.wake(participant)
        await asyncio.wait({self._tasks[participant]}, timeout=PATIENCE)
        outcomes = self._outcomes(participant)
        for message in messages:
            outcome = outcomes.get(message.id)
            if outcome is None:
                raise NotNow("provider_busy", timedelta(seconds=LONGEST_PAUSE))
            if outcome.state == "failed":
                raise Undeliverable(outcome.reason or "failed")

    def told(
        self,
        message: Event,
        state: State,
        provider_id: str | None = None,
        reason: str | None = None,
    ) -> None:
        """Record what the provider says of a message; said again, it changes nothing.

        The provider's id alone wouldn't do as the cause: Telegram counts anew in each chat.
        """
        fact = Draft(
            MessageDelivered(message.id, self._provider.channel, state, reason),
            self._context.clock(),
            f"{message.id}:{provider_id or ''}:{state}",
        )
        self._context.store.append(message.participant, fact)

    def unreachable(self, participant: str, reason: str) -> None:
        """Her address takes nothing any more: stop writing first. Raises UnknownParticipant."""
        if self._context.store.participant(participant).reminders != "stopped":
            stopped = RemindersChanged("stopped", reason=reason)
            self._context.store.append(participant, Draft(stopped, self._context.clock()))

    def _say_unkept(self, address: str, message: MessageSent) -> None:
        """Hand over what is in no record, after what was said unkept at that address before."""
        work = self._hand_over_unkept(address, message, self._unkept.get(address))
        task = self._unkept[address] = asyncio.ensure_future(work)
        task.add_done_callback(lambda done: self._drop(address, done))

    def _drop(self, address: str, done: asyncio.Task[None]) -> None:
        if self._unkept.get(address) is done:
            del self._unkept[address]

    async def _hand_over_unkept(
        self, address: str, message: MessageSent, before: asyncio.Task[None] | None
    ) -> None:
        """A few tries, for it is nowhere to be found again; choices are written out."""
        if before is not None:
            await asyncio.wait({before})
        longest = self._provider.longest
        for text in parts(spelled(message.text, message.buttons, longest), longest):
            for pause, _ in zip(pauses(), range(UNKEPT_TRIES)):  # noqa: B905
                try:
                    await self._provider.say(address, text)
                    break
                except Undeliverable as error:
                    logger.info("%s: left out: %s", self._provider.channel, error.reason)
                    return
                except Exception as error:
                    # the class only: it may quote her words or hold a token
                    logger.info(
                        "%s: a try failed: %s", self._provider.channel, type(error).__name__
                    )
                await asyncio.sleep(pause)

    async def _push(self, participant: str) -> None:
        last = None  # should what became of one not be kept, it isn't sent for ever
        try:
            while (event := self._next(participant)) is not None and event.id != last:
                last = event.id
                await self._hand_over(participant, event)
        except UnknownParticipant:
            pass  # she was forgotten while something waited
        except Exception as error:
            # the class only: a message may quote her words or hold a token
            logger.error("pushing to %s stopped: %s", participant, type(error).__name__)
        finally:
            del self._tasks[participant]

    async def _hand_over(self, participant: str, event: Event) -> None:
        """Hand a message over, however long it takes, and record what became of it."""
        assert isinstance(event.body, MessageSent)
        provider_id = ""
        texts = parts(event.body.text, self._provider.longest)
        try:
            for number, text in enumerate(texts):
                buttons = event.body.buttons if number == len(texts) - 1 else ()
                provider_id = await self._insist(participant, Part(event, number, text, buttons))
                if isinstance(provider_id, Announced):
                    self.told(event, "accepted", provider_id, ANNOUNCED)
                    return
        except Undeliverable as error:
            self.told(event, "failed", reason=error.reason)
            if isinstance(error, Unreachable):
                self.unreachable(participant, error.reason)
        else:
            self.told(event, "accepted", provider_id)

    async def _insist(self, participant: str, part: Part) -> str:
        for pause in pauses():
            address = self._address(participant, part.event)
            try:
                return await self._provider.hand_over(address, part)
            except NotNow as busy:
                asked = busy.retry_after.total_seconds()
                logger.info("%s: a message waits: %s", self._provider.channel, busy.reason)
            except Undeliverable:
                raise
            except Exception as error:
                asked = 0.0
                logger.error("%s: a try failed: %s", self._provider.channel, type(error).__name__)
            # spread, so that not all come back in the same moment
            await asyncio.sleep(max(pause, asked) * random.uniform(1.0, 1.2))  # noqa: S311
        raise AssertionError("the pauses never end")

    def _address(self, participant: str, event: Event) -> str:
        """Where it goes. Raises Undeliverable when it has had its time or she has moved."""
        assert isinstance(event.body, MessageSent)
        her = self._context.store.participant(participant)
        now = self._context.clock()
        proactive = event.body.checkin is not None
        in_time = CHECKIN_KEEPS if proactive and not self._was_announced(event) else REPLY_KEEPS
        if now - event.at > in_time:
            raise Undeliverable("too_late")
        if proactive and not _wants_messages(her, now):
            raise Undeliverable("stopped")
        addresses = [c.address for c in her.channels if c.channel == self._provider.channel]
        if not addresses:
            raise Undeliverable("no_address")
        return addresses[-1]

    def _next(self, participant: str) -> Event | None:
        """The oldest of her messages of this channel that nobody has handed over or given up."""
        settled = self._outcomes(participant)
        sent = self._context.store.read(
            participant, kinds=[MessageSent.kind], since=self._context.clock() - REPLY_KEEPS
        )
        for event in sent:
            assert isinstance(event.body, MessageSent)
            if event.body.channel == self._provider.channel and event.id not in settled:
                return event
        return None

    def _outcomes(self, participant: str) -> dict[str, MessageDelivered]:
        """What is known of her messages of the last day, by message: the latest.

        Nothing is, any more, of one that was only announced before she wrote: it goes out now.
        """
        outcomes: dict[str, MessageDelivered] = {}
        for event in self._context.store.read(
            participant,
            kinds=[MessageDelivered.kind, MessageReceived.kind],
            since=self._context.clock() - REPLY_KEEPS,
        ):
            if isinstance(event.body, MessageDelivered):
                # what becomes of the note later on says nothing of the message
                if event.body.reason != ANNOUNCED or event.body.state == "accepted":
                    outcomes[event.body.message] = event.body
            elif (
                isinstance(event.body, MessageReceived)
                and event.body.channel == self._provider.channel
            ):
                outcomes = {m: o for m, o in outcomes.items() if o.reason != ANNOUNCED}
        return outcomes

    def _was_announced(self, message: Event) -> bool:
        told = self._context.store.read(
            message.participant, kinds=[MessageDelivered.kind], since=message.at
        )
        facts = (e.body for e in told if isinstance(e.body, MessageDelivered))
        return any(fact.message == message.id and fact.reason == ANNOUNCED for fact in facts)


class PushingChannel(InputChannel):
    """A channel with a pusher, opened and closed with the server."""

    pusher: Pusher

    async def open(self, door: FrontDoor) -> None:
        """The front door is ready; must not fail when the provider can't be reached."""
        self.pusher.start()

    async def close(self) -> None:
        """No turn is running any more."""
        await self.pusher.stop()


def _wants_messages(her: Participant, now: datetime) -> bool:
    over = her.reminders_until is not None and her.reminders_until <= now  # of a pause
    return her.consent == "given" and (her.reminders == "active" or over)


def pauses() -> Iterator[float]:
    """Seconds between two tries, without end."""
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(pause * 2, LONGEST_PAUSE)
