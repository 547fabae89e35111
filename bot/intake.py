"""The front door: every message, from every channel and from the clock, comes in here.

message -> recorded -> screened -> understood, decided and answered by the dialogue. The record
comes first, so that nothing she said is lost; the safety screen second and outside the dialogue, so
that a broken pipeline can't stop it. A turn that fails ends in an apology, never in silence.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import traceback
from collections.abc import Awaitable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import UserUttered

from bot import alarm, asides, erasure, linking, plain_text
from bot.alarm import ALARMS
from bot.context import BotContext
from bot.delivery import Proactive, Sender, deliver, rendered
from bot.gate import Gate, TooFast
from bot.inbound import Inbound, Receipt, storable
from bot.inprocess import InProcessActions
from bot.nudge import PLAIN, Nudge
from bot.replies import ReplyChannel, UnkeptReplies
from policies.safety.screen import Screening
from records.erasing import erase
from records.events import Draft, Event, Fault, MessageReceived, MessageSent
from records.store import Redeemed, UnknownParticipant

logger = logging.getLogger(__name__)

IN_CONVERSATION = timedelta(minutes=10)
OPEN_QUESTION = timedelta(minutes=30)  # so long after her last message a question still waits
TAKES_TIME = 1000  # characters; screening them takes some 15 ms
ASK_AGAIN = "what was the question"
APOLOGY = (
    "I'm sorry, something went wrong on my side, and the team has been told. You can try again in "
    "a minute."
)
KEPT = "I've kept your message."


class FrontDoor:
    """Takes messages in, one turn at a time for each participant."""

    def __init__(
        self,
        context: BotContext,
        agent: Agent,
        actions: InProcessActions,
        senders: Mapping[str, Sender] | None = None,
    ) -> None:
        """`senders`: for each channel that has to be handed what we write first."""
        self._context = context
        self._agent = agent
        self._actions = actions
        self._senders = senders or {}
        self._gate = Gate()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._running: set[asyncio.Task[Any]] = set()

    def receive(self, inbound: Inbound) -> Receipt:
        """Record and screen a message at once; its answer is worked out in a task.

        Raises TooFast for one that is not recorded because its sender floods us.
        """
        known = self._context.store.find(inbound.channel, inbound.address) is not None
        wait = self._gate.wait(inbound, known, self._context.clock().timestamp())
        if wait:
            raise TooFast(wait, self._gate.look_later(inbound, partial(self._look, inbound)))
        return self._take_in(inbound)

    async def _look(self, inbound: Inbound) -> list[MessageSent]:
        """Let in what came too fast, if it sounds dangerous; returns its answer."""
        text = storable(inbound.text or "")
        if (await asyncio.to_thread(self._context.screen, text)).tier == "none":
            return []
        turn = self._take_in(inbound).turn
        return [] if turn is None else await turn

    def _take_in(self, inbound: Inbound) -> Receipt:
        store, now = self._context.store, self._context.clock()
        text = storable(inbound.text or "")
        redeemed = linking.redeem(
            self._context, inbound.channel, inbound.address, inbound.message_id, text
        )
        if self._context.unkept.knows(inbound.channel, inbound.address, inbound.message_id):
            return Receipt(store.find(inbound.channel, inbound.address), None, None)
        participant = store.join(inbound.channel, inbound.address, now)
        draft = Draft(
            MessageReceived(inbound.channel, text),
            now,
            f"{inbound.channel}:{participant}:{inbound.message_id}",
        )
        if store.participant(participant).consent == "refused":
            return self._pass_through(inbound, participant, draft, redeemed)
        received = store.append(participant, draft)
        if not received:
            return Receipt(participant, None, None)
        screening = None if len(text) > TAKES_TIME else alarm.screen(self._context, received[0])
        turn = self._start(self._answer(received[0], screening, inbound.zone, redeemed))
        return Receipt(participant, received[0].id, turn)

    def _pass_through(
        self, inbound: Inbound, participant: str, draft: Draft, redeemed: Redeemed | None
    ) -> Receipt:
        """Take in a message of somebody who doesn't want hers kept."""
        event = self._context.unkept.hear(participant, inbound.address, draft)
        assert isinstance(draft.body, MessageReceived)
        text = draft.body.text
        screening = None if len(text) > TAKES_TIME else self._context.screen(text)
        if screening is not None and screening.tier in ALARMS:  # recorded before it is answered
            event = self._keep(event)
        turn = self._start(self._answer_unkept(event, screening, inbound.zone, redeemed))
        return Receipt(participant, event.id, turn)

    def _keep(self, event: Event) -> Event:
        """Put a message in the record that was not to be kept: it tells of danger."""
        self._context.unkept.forget(event)
        kept = self._context.store.append(
            event.participant, Draft(event.body, event.at, event.cause)
        )
        return kept[0] if kept else event

    async def _answer_unkept(
        self,
        event: Event,
        screening: Screening | None,
        zone: str | None,
        redeemed: Redeemed | None,
    ) -> list[MessageSent]:
        """Answer what nobody keeps; a message that tells of danger is kept, and answered as ever.

        `screening`: None if that is yet to be done.
        """
        assert isinstance(event.body, MessageReceived)
        try:
            if screening is None:
                screening = await asyncio.to_thread(self._context.screen, event.body.text)
                if screening.tier in ALARMS:
                    event = self._keep(event)
            if screening.tier in ALARMS:
                screening = alarm.heed(self._context, event, screening)
                return await self._answer(event, screening, zone, redeemed)
            replies = UnkeptReplies(self._context, event)
        except UnknownParticipant:
            return []
        return await self._answer(event, screening, zone, redeemed, unkept=replies)

    def resume(self) -> int:
        """Take up the messages that a crash left without an answer; returns how many."""
        waiting = self._context.store.unanswered()
        for event in waiting:
            self._start(self._answer(event, None, None, None, again=True))
        return len(waiting)

    async def settle(self) -> None:
        """Wait until no turn is running."""
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)

    async def check_in(self, checkin: str, participant: str, nudge: Nudge = PLAIN) -> Proactive:
        """Say what the clock asks to be said, in her own channel; asked again, nothing twice.

        Raises UnknownParticipant.
        """
        store, now = self._context.store, self._context.clock()
        async with self._turn(participant):
            her = store.participant(participant)
            if rendered(store, checkin, participant):
                return Proactive("rendered")
            quiet = None if her.last_in_at is None else now - her.last_in_at
            if quiet is not None and quiet < IN_CONVERSATION:
                return Proactive("deferred", "in_conversation", IN_CONVERSATION)
            channel = her.channels[-1].channel
            replies = ReplyChannel(
                self._context, participant, channel, checkin=checkin, message=nudge.message
            )
            async with self._agent.lock_store.lock(participant):
                processor = self._agent.processor
                tracker = await processor.fetch_tracker_and_update_session(participant, replies)
                if tracker.active_loop_name and quiet is not None and quiet < OPEN_QUESTION:
                    return Proactive("deferred", "question_open", OPEN_QUESTION - quiet)
                await self._agent.trigger_intent(nudge.intent, nudge.entities, replies, tracker)
            self._check(participant, replies)
        return Proactive("rendered")

    async def deliver(self, checkin: str, participant: str) -> Proactive:
        """Hand over what was rendered. Raises UnknownParticipant, LookupError if nothing was."""
        return await deliver(self._context, self._senders, checkin, participant)

    def _check(self, participant: str, replies: ReplyChannel) -> None:
        """Raise what an action raised, or that nothing was said at all."""
        failure = self._actions.take_failure(participant)
        if failure is not None:
            raise failure
        if not replies.sent:
            raise RuntimeError("the dialogue had nothing to say")

    def _on_hold(self, participant: str) -> bool:
        """Whether an emergency waits for a clinician: until then there is no advice."""
        return any(a.tier == "emergency" for a in self._context.store.alerts(participant))

    async def _answer(
        self,
        event: Event,
        screening: Screening | None,
        zone: str | None,
        redeemed: Redeemed | None,
        *,
        again: bool = False,
        unkept: UnkeptReplies | None = None,
    ) -> list[MessageSent]:
        """`screening`: None if that is yet to be done; `unkept` when the event is in no record."""
        assert isinstance(event.body, MessageReceived) and event.participant is not None
        participant, text = event.participant, event.body.text
        replies = unkept or ReplyChannel(
            self._context, participant, event.body.channel, reply_to=event.id
        )
        try:
            screening = screening or await alarm.screen_aside(self._context, event)
            # before her turn: a stop doesn't wait
            aside = asides.read(self._context, event, redeemed)
        except UnknownParticipant:
            return []
        async with self._turn(participant):
            self._context.wire.set_typing(participant, True)
            try:
                reading = plain_text.read(text)
                if erasure.is_wanted(self._context, event):
                    replies = self._erase(event)
                elif again and await self._already_heard(participant, event.id):
                    pass
                elif aside is not None and screening.tier == "none":
                    if aside.reply is not None:
                        replies.say(aside.reply)
                    if aside.goes_on:
                        await self._ask_again(event, replies)
                elif reading.reply is not None and screening.tier == "none":
                    replies.say(reading.reply)
                else:
                    await self._agent.handle_message(
                        UserMessage(
                            reading.text,
                            replies,
                            participant,
                            input_channel=event.body.channel,
                            message_id=event.id,
                            metadata={
                                "tier": screening.tier,
                                "flags": list(screening.foremost),
                                "loss": screening.loss.value,
                                "hold": self._on_hold(participant),
                                "zone": zone,
                                "channel": event.body.channel,
                                "kept": unkept is None,
                                "cause": event.cause,
                            },
                        )
                    )
                    self._check(participant, replies)
            except UnknownParticipant:
                return []  # she was forgotten while this turn waited
            except Exception as error:
                self._apologise(error, event, replies)
            finally:
                alarm.insist(self._context, participant, screening, replies)
                self._context.store.answered(event.id)
                self._context.wire.set_typing(participant, False)
        return replies.sent

    def _erase(self, event: Event) -> UnkeptReplies:
        """Erase her at her wish and say goodbye, which nobody keeps."""
        replies, participant = UnkeptReplies(self._context, event), event.participant
        assert participant is not None
        if self._context.forget is not None:
            self._context.forget(participant)
        else:
            erase(self._context.store, participant, "herself", self._context.clock())
        self._context.unkept.show(replies.addresses, event)
        replies.say(erasure.GOODBYE)
        return replies

    async def _ask_again(self, event: Event, replies: ReplyChannel) -> None:
        """Put the question that is open, if any: she may never have seen it in this chat."""
        tracker = await self._agent.tracker_store.retrieve(event.participant)
        if tracker is not None and tracker.active_loop_name:
            assert event.participant is not None
            message = UserMessage(
                ASK_AGAIN,
                replies,
                event.participant,
                input_channel=replies.name(),
                message_id=event.id,
                metadata={"tier": "none", "hold": self._on_hold(event.participant)},
            )
            await self._agent.handle_message(message)
            self._check(event.participant, replies)

    def _apologise(self, error: Exception, event: Event, replies: ReplyChannel) -> None:
        """Say sorry; the operator gets a class and a number, her words stay in the record."""
        number = secrets.token_hex(4)
        name = f"{type(error).__name__} {number}"
        # the frames only: an exception's text may quote her message
        frames = "".join(traceback.format_tb(error.__traceback__))
        logger.error("turn failed: fault %s, message %s\n%s", name, event.id, frames)
        fault = Fault(name, event.id)
        self._context.store.append(event.participant, Draft(fault, self._context.clock()))
        replies.say(APOLOGY if isinstance(replies, UnkeptReplies) else f"{APOLOGY} {KEPT}")

    async def _already_heard(self, participant: str, message_id: str) -> bool:
        """Whether the dialogue finished this turn before the process died."""
        tracker = await self._agent.tracker_store.retrieve(participant)
        return tracker is not None and any(
            isinstance(event, UserUttered) and event.message_id == message_id
            for event in tracker.events
        )

    def _turn(self, participant: str) -> asyncio.Lock:
        lock = self._turns.get(participant)
        if lock is None:
            lock = self._turns[participant] = asyncio.Lock()
        return lock

    def _start(self, answer: Awaitable[list[MessageSent]]) -> asyncio.Task[list[MessageSent]]:
        task = asyncio.ensure_future(answer)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task
