"""What a message means to its channel rather than to the dialogue, which then doesn't hear it."""

from __future__ import annotations

from dataclasses import dataclass

from bot import linking
from bot.channels import carrier_words, service_window
from bot.context import BotContext
from records.events import Event
from records.store import Redeemed


@dataclass(frozen=True)
class Aside:
    """`reply` is None where the message that she asks for is the answer.

    `goes_on`: what was talked about goes on after it.
    """

    reply: str | None
    goes_on: bool = False


def read(context: BotContext, received: Event, redeemed: Redeemed | None) -> Aside | None:
    """A carrier's word, which is obeyed here, or the wish to have the message that waits.

    Or it is about other chats of hers; `redeemed` is what became of a code. Raises
    UnknownParticipant.
    """
    reply = carrier_words.obey(context, received)
    if reply is not None:
        return Aside(reply)
    if service_window.only_opens(context, received):
        return Aside(None)
    answer = linking.answer(context, received, redeemed)
    return None if answer is None else Aside(answer.text, goes_on=answer.moved_in)
