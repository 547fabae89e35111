"""How what we write first reaches her, and what the clock is told of it.

Pages read the record: what is written there has arrived. A channel that has to be handed it
registers a sender with the front door.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.context import BotContext
from records.events import Event, MessageSent
from records.store import RecordStore


@dataclass(frozen=True)
class Proactive:
    """Answer to the clock.

    `rendered`, or `deferred` because she is in the middle of a chat; `delivered`, `retry` or
    `impossible`, as her channel says.
    """

    state: str
    reason: str | None = None
    retry_after: timedelta | None = None


class NotNow(Exception):
    """The channel doesn't take it for the moment; `reason` is a word such as `busy`."""

    def __init__(self, reason: str, retry_after: timedelta) -> None:
        super().__init__(reason)
        self.reason, self.retry_after = reason, retry_after


class Undeliverable(Exception):
    """This message will never arrive; `reason` is a word such as `too_late`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unreachable(Undeliverable):
    """Nor will any other: the address is blocked or gone; `reason` is a word such as `blocked`."""


class Sender(Protocol):
    async def send(self, address: str, messages: Sequence[Event]) -> None:
        """Hand over messages (bodies: MessageSent), in order; raises NotNow or Undeliverable.

        May be asked again with the same messages: an event's id is the key by which the provider,
        or the sender itself, knows that it has it already.
        """


async def deliver(
    context: BotContext, senders: Mapping[str, Sender], checkin: str, participant: str
) -> Proactive:
    """Hand over the messages of a check-in.

    Raises UnknownParticipant, and LookupError when nothing has been rendered.
    """
    her = context.store.participant(participant)
    messages = rendered(context.store, checkin, participant)
    if not messages:
        raise LookupError(f"nothing has been rendered for {checkin}")
    assert isinstance(messages[0].body, MessageSent)
    channel = messages[0].body.channel
    if channel not in senders:
        context.wire.notify(participant)
        return Proactive("delivered")
    addresses = [each.address for each in her.channels if each.channel == channel]
    if not addresses:
        return Proactive("impossible", "no_address")
    try:
        await senders[channel].send(addresses[-1], messages)
    except NotNow as error:
        return Proactive("retry", error.reason, error.retry_after)
    except Undeliverable as error:
        return Proactive("impossible", error.reason)
    return Proactive("delivered")


def rendered(store: RecordStore, checkin: str, participant: str) -> list[Event]:
    """The messages of a check-in that are in the record, oldest first."""
    return [
        event
        for event in store.read(participant, kinds=[MessageSent.kind])
        if isinstance(event.body, MessageSent) and event.body.checkin == checkin
    ]
