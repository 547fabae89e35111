"""What the record says at a decision point."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from records.events import CheckinEnded, MessageSent
from records.store import Checkin, Participant, RecordStore
from scheduler.decide import Facts


def gather(store: RecordStore, checkin: Checkin, her: Participant, now: datetime) -> Facts:
    """The facts `decide` needs, read now."""
    return Facts(
        # only a check-in that was claimed before can have been sent before
        rendered=checkin.attempts > 1 and _rendered(store, checkin),
        overtaken=any(
            checkin.due_at < other.due_at <= now for other in store.checkins(checkin.participant)
        ),
        open_tiers=frozenset(alert.tier for alert in store.alerts(her.id)),
        checked_in=_checked_in(store, her, now),
    )


def _rendered(store: RecordStore, checkin: Checkin) -> bool:
    return any(
        isinstance(event.body, MessageSent) and event.body.checkin == checkin.id
        for event in store.read(checkin.participant, kinds=(MessageSent.kind,))
    )


def _checked_in(store: RecordStore, her: Participant, now: datetime) -> bool:
    try:
        today: date = now.astimezone(ZoneInfo(her.zone or "UTC")).date()
    except (
        LookupError,
        ValueError,
        OSError,
    ):  # `decide` refuses an unknown zone before this counts
        return False
    if any(
        value.day == today and value.measure in ("pain_now", "pain_worst")
        for value in store.values(her.id, since=today)
    ):
        return True
    return any(
        isinstance(event.body, CheckinEnded)
        and event.body.outcome == "complete"
        and event.body.day == today.isoformat()
        for event in store.read(her.id, kinds=(CheckinEnded.kind,))
    )
