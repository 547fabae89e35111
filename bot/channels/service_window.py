"""WhatsApp's customer-service window: free text for a day after her message, then only a template.

Outside the window an approved template says that something waits and nothing else; the message
itself goes out when she writes. Her first reply to it is then no answer to a question that she has
not seen yet.

https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages#customer-service-windows
"""

from __future__ import annotations

from datetime import timedelta

from bot.context import BotContext
from bot.pushing import ANNOUNCED, REPLY_KEEPS
from records.events import Event, MessageDelivered, MessageReceived, MessageSent

WINDOW = timedelta(hours=23, minutes=55)  # a little less than a day: their clock isn't ours
CLOSED = "window_closed"  # why a message can't be sent
CHANNELS = ("whatsapp", "twilio_whatsapp")

# what people write to have the message: it answers the note, nothing else
_READY = frozenset(
    "ok okay yes yeah yep y hi hiya hello hey read show open go ready sure please".split()
) | {"read it", "show me", "go on", "yes please", "hi there", "what is it", "ok then"}


def is_open(context: BotContext, participant: str, channel: str) -> bool:
    """Whether she has written in this channel so lately that free text may be sent."""
    since = context.clock() - WINDOW
    received = context.store.read(participant, kinds=[MessageReceived.kind], since=since)
    return any(e.body.channel == channel for e in received if isinstance(e.body, MessageReceived))


def is_announced(context: BotContext, message: Event) -> bool:
    """Whether a note has gone out already for the check-in or the answer it is part of."""
    assert isinstance(message.body, MessageSent)
    turn = message.body.checkin or message.body.reply_to
    announced = _announced(context, message.participant, message.body.channel)
    events = filter(None, map(context.store.event, announced))
    bodies = [event.body for event in events if isinstance(event.body, MessageSent)]
    return any(turn == (body.checkin or body.reply_to) for body in bodies)


def only_opens(context: BotContext, received: Event) -> bool:
    """Whether this message of hers just asks for the one that was announced before it."""
    assert isinstance(received.body, MessageReceived)
    words = "".join(c for c in received.body.text.lower() if c.isalpha() or c.isspace())
    return (
        received.body.channel in CHANNELS
        and " ".join(words.split()) in _READY
        and bool(_announced(context, received.participant, received.body.channel, received.seq))
    )


def _announced(
    context: BotContext, participant: str | None, channel: str, until: int | None = None
) -> set[str]:
    """The messages she has had a note of since she last wrote, before the sequence number `until`.

    Of what becomes of the note only a failure counts: "read" may come long after she wrote.
    """
    waiting: set[str] = set()
    for event in context.store.read(
        participant,
        kinds=[MessageDelivered.kind, MessageReceived.kind],
        since=context.clock() - REPLY_KEEPS,
    ):
        if until is not None and event.seq >= until:
            break
        body = event.body
        if isinstance(body, MessageReceived) and body.channel == channel:
            waiting = set()
        elif isinstance(body, MessageDelivered) and body.state == "failed":
            waiting.discard(body.message)
        elif isinstance(body, MessageDelivered) and body.channel == channel:
            noted = body.reason == ANNOUNCED and body.state == "accepted"
            waiting |= {body.message} if noted else set()
    return waiting
