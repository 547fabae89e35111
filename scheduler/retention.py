"""Forgets who has been silent for the time that the operator set, after telling her.

Looked at three times a day, so that everybody has waking hours in which she can be told.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from records.retention import due, notice_id
from records.store import Participant, RecordStore
from scheduler.bot_client import Bot, BotUnavailable, Rendered
from scheduler.chores import Chore
from scheduler.log import note

HOURS = (2, 10, 18)  # UTC
WAKING = range(8, 21)  # hours on her wall clock
TEXT = (
    "Hello, it's been a while since you wrote. If I don't hear from you by {day}, everything "
    "that's kept about you here will be erased. To keep it, just say hi."
)


def retention_chores(
    store: RecordStore,
    bot: Bot,
    forget: Callable[[str], object],
    days: int | None,
    clock: Callable[[], datetime],
) -> list[Chore]:
    """None when records are kept without end; `forget` erases a participant everywhere."""
    if days is None:
        return []
    keeps = days
    return [
        Chore(f"retention-{hour}", time(hour), lambda day: forget_silent(
            store, bot, forget, keeps, clock()
        ))
        for hour in HOURS
    ]  # fmt: skip


def forget_silent(
    store: RecordStore, bot: Bot, forget: Callable[[str], object], days: int, now: datetime
) -> None:
    """Tell and forget whom it concerns; the log counts them and names nobody."""
    found = due(store, now, days)
    told = sum(_tell(bot, her, day, now) for her, day in found.warn if _awake(her, now))
    for her in found.forget:
        forget(her.id)
    if told or found.forget:
        note(now, "retention", told=told, forgotten=len(found.forget))


def _tell(bot: Bot, her: Participant, day: date, now: datetime) -> bool:
    """Whether she has been told; what failed is tried again next time."""
    text = TEXT.format(day=f"{day.day} {day:%B}")
    try:
        said = bot.render(notice_id(her, now), her.id, json.dumps({"text": text}))
        if not isinstance(said, Rendered):
            return False
        bot.deliver(notice_id(her, now), her.id)
    except BotUnavailable as error:
        note(now, "retention_notice_failed", said=str(error))
        return False
    return True


def _awake(her: Participant, now: datetime) -> bool:
    try:
        zone = ZoneInfo(her.zone or "UTC")
    except (LookupError, ValueError, OSError):
        zone = ZoneInfo("UTC")
    return now.astimezone(zone).hour in WAKING
