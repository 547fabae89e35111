"""The way out: what Rasa says becomes a message in the record, at once, and so reaches the page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.context import BotContext
from records.events import Draft, Event, MessageReceived, MessageSent


class ReplyChannel(OutputChannel):
    """Writes each message of one turn to the record as it is said.

    `cause` (a message id or a check-in id) and a running number make a message that is said again
    after a crash a no-op. `message` is the id of the reviewed message that is said first. Buttons
    are their titles: pressing one sends its title as text, so that they mean the same on every
    channel.
    """

    def __init__(
        self,
        context: BotContext,
        participant: str,
        channel: str,
        *,
        reply_to: str | None = None,
        checkin: str | None = None,
        message: str | None = None,
    ) -> None:
        self._context = context
        self._participant = participant
        self._channel = channel
        self._reply_to = reply_to
        self._checkin = checkin
        self._message = message
        self._said = 0
        self.sent: list[MessageSent] = []

    def name(self) -> str:
        return self._channel

    def say(self, text: str, buttons: tuple[str, ...] = (), picture: str | None = None) -> None:
        """Record a message and tell whoever is listening; `picture` is an SVG drawing."""
        message = MessageSent(
            self._channel,
            text,
            buttons,
            self._reply_to,
            self._checkin,
            picture,
            self._message if self._said == 0 else None,
        )
        cause = f"{self._reply_to or self._checkin}:reply:{self._said}"
        self._said += 1
        self.sent.append(message)
        self._pass_on(message, cause)

    def _pass_on(self, message: MessageSent, cause: str) -> None:
        now: datetime = self._context.clock()
        self._context.store.append(self._participant, Draft(message, now, cause))
        self._context.wire.said(self._participant, self._channel)

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        self.say(text, picture=kwargs.get("image"))

    async def send_text_with_buttons(
        self, recipient_id: str, text: str, buttons: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        self.say(text, tuple(button["title"] for button in buttons), kwargs.get("image"))

    async def send_image_url(self, recipient_id: str, image: str, **kwargs: Any) -> None:
        """Nothing: the picture went with its text."""


class UnkeptReplies(ReplyChannel):
    """Says it to her without writing it down, at her addresses of the channel she writes in."""

    def __init__(self, context: BotContext, received: Event) -> None:
        """`received` (body: MessageReceived) is answered. Raises UnknownParticipant."""
        assert isinstance(received.body, MessageReceived) and received.participant is not None
        channel = received.body.channel
        super().__init__(context, received.participant, channel, reply_to=received.id)
        channels = context.store.participant(received.participant).channels
        self.addresses = [each.address for each in channels if each.channel == channel]

    def _pass_on(self, message: MessageSent, cause: str) -> None:
        self._context.unkept.say(self.addresses, message, self._context.clock())
        for address in (self._participant, *self.addresses):  # a page knows one or the other
            self._context.wire.notify(address)
