"""What the bot works with, put together once by the command line.

Rasa makes channels, components and actions itself, from module paths, and hands them nothing of
ours; so they ask for the context here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.admission import Admission
from bot.exports import Exports
from bot.unkept import Unkept
from bot.wire import Wire
from knowledge.library import Library
from policies.safety.screen import Screen
from records.store import RecordStore

Forget = Callable[[str], object]


@dataclass(frozen=True)
class BotContext:
    """The record, the safety screen, the knowledge base and the clock (aware, UTC)."""

    store: RecordStore
    screen: Screen
    library: Library
    clock: Callable[[], datetime]
    wire: Wire
    internal_token: str  # the scheduler shows it at /internal
    secure_cookies: bool = False
    # calls of webhooks that didn't come from the provider, by channel
    refused: Counter[str] = field(default_factory=Counter)
    unkept: Unkept = field(default_factory=Unkept)
    exports: Exports = field(default_factory=Exports)
    # erases a participant everywhere, at her wish; None: from the record only
    forget: Forget | None = None
    admission: Admission = field(default_factory=Admission)
    retention_days: int | None = None  # so long without a word of hers until she is forgotten
    # where a chat of ours is, by channel; {code} stands for a code that links it
    links: dict[str, str] = field(default_factory=dict)


_installed: list[BotContext] = []


def install(context: BotContext) -> None:
    """Make this the context of the process, in place of any other."""
    _installed[:] = [context]


def current() -> BotContext:
    """The context of the process. Raises RuntimeError when none is installed."""
    if not _installed:
        raise RuntimeError("no bot context is installed: the bot starts with `backstay bot`")
    return _installed[0]
