"""What the record says at a decision point."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from policies.motivation.moment import LATELY, Window
from records.events import CheckinEnded, MessageReceived, MessageSent
from records.store import Checkin, Participant, RecordStore
from scheduler.decide import BETWEEN_MESSAGES, Facts
from scheduler.slots import is_weekly, window_of

A_DAY_AND_MORE = timedelta(days=2)  # today at her place began less than this ago


def gather(
    store: RecordStore,
    checkin: Checkin,
    her: Participant,
    now: datetime,
    following: Checkin | None = None,
) -> Facts:
    """The facts `decide` needs, read now; `following`: the check-in after it, not planned yet."""
    waiting = store.checkins(her.id, states=("due", "claimed"))
    others = [row for row in (*waiting, following) if row is not None and row.id != checkin.id]
    return Facts(
        window=_window(checkin, her),
        rendered=checkin.stage == "render" and _rendered(store, checkin),
        overtaken=any(checkin.due_at < other.due_at <= now for other in others),
        # of two on their way, only the later one waits for the other
        on_its_way=any(
            other.stage != "decide" and (other.due_at, other.id) < (checkin.due_at, checkin.id)
            for other in others
        ),
        wrote_at=_wrote_at(store, her, now),
        open_tiers=frozenset(alert.tier for alert in store.alerts(her.id)),
        # the weekly note asks for nothing
        checked_in=not is_weekly(checkin) and _checked_in(store, her, now),
    )


def wrote_lately(store: RecordStore, her: Participant, now: datetime) -> list[datetime]:
    """When she has written, as far as it tells at which moment in her windows to write to her."""
    if not any("-" in window for window in her.windows):  # times, not spans: kept to the minute
        return []
    heard = store.read(her.id, kinds=(MessageReceived.kind,), since=now - LATELY)
    return [event.at for event in heard]


def _window(checkin: Checkin, her: Participant) -> Window | None:
    try:
        return window_of(checkin, her)
    except ValueError:
        return None


def _rendered(store: RecordStore, checkin: Checkin) -> bool:
    return any(
        isinstance(event.body, MessageSent) and event.body.checkin == checkin.id
        for event in store.read(
            checkin.participant, kinds=(MessageSent.kind,), since=checkin.due_at
        )
    )


def _wrote_at(store: RecordStore, her: Participant, now: datetime) -> datetime | None:
    """When we last wrote of our own accord, if it was lately."""
    if her.last_out_at is None or now - her.last_out_at >= BETWEEN_MESSAGES:
        return None
    lately = store.read(her.id, kinds=(MessageSent.kind,), since=now - BETWEEN_MESSAGES)
    ours = [e.at for e in lately if isinstance(e.body, MessageSent) and e.body.checkin is not None]
    return max(ours, default=None)


def _checked_in(store: RecordStore, her: Participant, now: datetime) -> bool:
    try:
        today = now.astimezone(ZoneInfo(her.zone or "UTC")).date()
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
        for event in store.read(her.id, kinds=(CheckinEnded.kind,), since=now - A_DAY_AND_MORE)
    )
