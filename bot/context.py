"""What the bot works with, put together once by the command line.

Rasa makes channels, components and actions itself, from module paths, and hands them nothing of
ours; so they ask for the context here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.wire import Wire
from knowledge.library import Library
from policies.safety.screen import Screen
from records.store import RecordStore


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


_installed: list[BotContext] = []


def install(context: BotContext) -> None:
    """Make this the context of the process, in place of any other."""
    _installed[:] = [context]


def current() -> BotContext:
    """The context of the process. Raises RuntimeError when none is installed."""
    if not _installed:
        raise RuntimeError("no bot context is installed: the bot starts with `backstay bot`")
    return _installed[0]
