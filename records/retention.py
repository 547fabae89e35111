"""Who has not written for so long that she is to be forgotten, and who is to be told first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from records.events import MessageSent
from records.store import Participant, RecordStore

NOTICE = timedelta(days=14)
SLOT = "retention"  # in the id of the message that tells her


@dataclass(frozen=True)
class Due:
    """`warn` may be written to, with the date on which each is forgotten unless she writes."""

    warn: tuple[tuple[Participant, date], ...]
    forget: tuple[Participant, ...]


def due(store: RecordStore, now: datetime, days: int) -> Due:
    """Whom it concerns when a record is kept for so many days without a word of hers.

    Whoever may be written to is told two weeks before, and if that failed she gets two weeks more.
    """
    keeps, warn, forget = timedelta(days=days), [], []
    for her in store.participants():
        since = her.last_in_at or her.joined_at
        silent = now - since
        if silent < keeps - NOTICE:
            continue
        warned = _warned_at(store, her, since)
        waits = _may_be_told(her, now) and (warned is None or now - warned < NOTICE)
        if silent >= keeps and not (waits and silent < keeps + NOTICE):
            forget.append(her)
        elif warned is None and _may_be_told(her, now):
            warn.append((her, max(since + keeps, now + NOTICE).date()))
    return Due(tuple(warn), tuple(forget))


def notice_id(her: Participant, now: datetime) -> str:
    """The id of the message that tells her, as of a check-in."""
    return f"{her.id}:{now.date()}:{SLOT}"


def _warned_at(store: RecordStore, her: Participant, since: datetime) -> datetime | None:
    for event in store.read(her.id, kinds=(MessageSent.kind,), since=since):
        if isinstance(event.body, MessageSent) and (event.body.checkin or "").endswith(f":{SLOT}"):
            return event.at
    return None


def _may_be_told(her: Participant, now: datetime) -> bool:
    """Whether she lets us write first: a stop holds for this message too."""
    over = her.reminders_until is not None and her.reminders_until <= now
    active = her.reminders == "active" or over
    return her.consent == "given" and active and bool(her.channels)
