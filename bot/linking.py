"""Going on in another chat: codes are offered, tried and answered here, outside the dialogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot import identity
from bot.context import BotContext
from records.events import ChannelLinked, Event, MessageReceived, MessageSent
from records.store import Redeemed

RECENTLY = timedelta(minutes=30)  # as long as a crash may leave a message without an answer


@dataclass(frozen=True)
class Answer:
    """`moved_in`: the chat has just become hers, and may not know what was being talked about."""

    text: str
    moved_in: bool = False


def redeem(
    context: BotContext, channel: str, address: str, message_id: str, text: str
) -> Redeemed | None:
    """Try the code that a message is; None when it is none.

    Comes before anything else is asked about the address: it may be somebody's from now on.
    """
    wish = identity.read(text)
    if not isinstance(wish, identity.Code):
        return None
    redeemed = context.store.redeem(wish.code, channel, address, message_id, context.clock())
    if redeemed.replaced is not None and context.forget is not None:
        context.forget(redeemed.replaced)  # what the dialogue remembers of that chat goes as well
    return redeemed


def answer(context: BotContext, received: Event, redeemed: Redeemed | None) -> Answer | None:
    """What to say to a message about this; None when it is about something else.

    Of a code that a crash left unanswered, `redeemed` is unknown and the record says what it did.
    Raises UnknownParticipant.
    """
    assert isinstance(received.body, MessageReceived) and received.participant is not None
    wish = identity.read(received.body.text)
    if isinstance(wish, identity.AskCode):
        return Answer(_offer(context, received.participant, received))
    if isinstance(wish, identity.Code):
        channel = received.body.channel
        became = redeemed or _what_became(context, received.participant, channel)
        return Answer(identity.outcome(became), moved_in=became.outcome == "linked")
    if isinstance(wish, identity.Leave):
        channel = received.body.channel
        return Answer(_let_go(context, received.participant, channel, wish.channels))
    return None


def new_code(context: BotContext, participant: str) -> str | None:
    """A code for this record, or None while there is nothing in it to take along."""
    if context.store.participant(participant).consent != "given":
        return None
    code = identity.new_code()
    context.store.offer_link(participant, code, context.clock())
    return code


def links(context: BotContext, code: str) -> dict[str, str]:
    """Where the other chats are, by channel, with the code in the address."""
    return {channel: link.format(code=code) for channel, link in context.links.items()}


def _offer(context: BotContext, participant: str, received: Event) -> str:
    said = context.store.read(participant, kinds=[MessageSent.kind], since=received.at)
    for event in said:  # a crash may have left it told but not done with; the code she saw holds
        if isinstance(event.body, MessageSent) and event.body.reply_to == received.id:
            return event.body.text
    code = new_code(context, participant)
    if code is None:
        return identity.NOT_YET
    assert isinstance(received.body, MessageReceived)
    elsewhere = links(context, code)
    elsewhere.pop(received.body.channel, None)
    return identity.offer(code, elsewhere)


def _what_became(context: BotContext, participant: str, channel: str) -> Redeemed:
    """Whether this chat became hers just now, other than by her first message."""
    joined = context.store.participant(participant).joined_at
    recently = max(joined, context.clock() - RECENTLY)
    linked = context.store.read(participant, kinds=[ChannelLinked.kind], since=recently)
    ours = (event for event in linked if event.at > joined)
    known = any(isinstance(e.body, ChannelLinked) and e.body.channel == channel for e in ours)
    return Redeemed("linked" if known else "wrong", participant)


def _let_go(context: BotContext, participant: str, here: str, channels: tuple[str, ...]) -> str:
    known = {each.channel for each in context.store.participant(participant).channels}
    leaving, said = identity.left(channels, here, known)
    for channel in leaving:
        context.store.unlink(participant, channel, context.clock())
    return said
