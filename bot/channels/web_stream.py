"""News for an open chat page, as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from typing import TYPE_CHECKING, Any

from bot.channels.web_messages import CHANNEL, messages, passing

if TYPE_CHECKING:
    from bot.context import BotContext

LOOK = 1.0  # seconds: other processes write to the record too and can't wake us
HEARTBEAT = 15.0  # seconds: keeps proxies from closing a quiet connection
ALIVE = ": still here\n\n"  # a comment, which pages pass over


async def updates(
    context: BotContext, address: str, after: int, stopping: Callable[[], bool]
) -> AsyncGenerator[str, None]:
    """Frames for one page: each message after a sequence number once, what passes without being
    kept, and when the coach writes.

    Goes on until `stopping()`, until the caller closes it, or until the address belongs to nobody
    or somebody else; the page then asks anew. One that nobody has written from yet has no news.
    """
    loop = asyncio.get_running_loop()
    beat = loop.time()
    was_typing = False
    known: str | None = None
    told: set[str] = set()  # of what is in no record
    yield ALIVE  # the head of the response leaves with it
    while not stopping():
        # One look, without a pause in it: when the typing has ended, all that was said is here.
        participant = context.store.find(CHANNEL, address)
        if known is not None and participant != known:
            return
        known = participant
        fresh = messages(context.store, participant, after)
        passes = passing(context.unkept, address, context.clock())
        typing = participant is not None and context.wire.typing(participant)

        for message in fresh:
            after = message["seq"]
            yield _frame("message", message, after)
        for message in passes:
            if message["id"] not in told:
                told.add(message["id"])
                fresh.append(message)
                yield _frame("passing", message)
        if typing != was_typing:
            was_typing = typing
            yield _frame("typing", {"on": typing})
        elif not fresh:
            await context.wire.wait(participant or address, LOOK)
        if loop.time() - beat >= HEARTBEAT:
            beat = loop.time()
            yield ALIVE


def _frame(event: str, data: dict[str, Any], number: int | None = None) -> str:
    """One event. JSON in ASCII has no line breaks, so no text can end a frame early."""
    head = f"event: {event}\n" + (f"id: {number}\n" if number is not None else "")
    return f"{head}data: {json.dumps(data)}\n\n"
