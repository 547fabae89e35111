"""The decision points of her days: one for each window on each local date, one after the other.

A point is known by participant, local date and slot, so that every process that plans it plans the
same one. Points are in the order of dates and windows; each follows a later one than the last, so
that travelling west gives no date twice and no change of windows gives a second one.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from policies.motivation.moment import Window, moment
from records.store import Checkin, Participant
from scheduler.due import instant

SLOTS = ("daily", "w2", "w3")
WEEK = "week"  # the weekly note takes the place of the first check-in of Sunday
SUNDAY = 6
Place = tuple[date, int]  # her local date and the number of the window


def place_of(checkin_id: str) -> Place | None:
    """Where a point stands among hers; None for an id that is no point of a window."""
    try:
        _, day, slot = checkin_id.rsplit(":", 2)
        return date.fromisoformat(day), 0 if slot == WEEK else SLOTS.index(slot)
    except ValueError:
        return None


def is_weekly(checkin: Checkin) -> bool:
    """Whether it is the point of the weekly note."""
    return checkin.id.endswith(f":{WEEK}")


def windows_of(her: Participant) -> list[Window]:
    """Raises ValueError when one is no window."""
    return [Window.read(text) for text in her.windows[: len(SLOTS)]]


def window_of(checkin: Checkin, her: Participant) -> Window | None:
    """The window that a point belongs to, as her wishes are now."""
    place, windows = place_of(checkin.id), windows_of(her)
    return windows[place[1]] if place is not None and place[1] < len(windows) else None


def plannable(her: Participant) -> bool:
    """Whether she has agreed, and told when and where."""
    return her.onboarded and her.zone is not None and bool(her.windows)


def following(
    her: Participant, wrote: Collection[datetime], after: datetime, beyond: Place | None
) -> Checkin:
    """Her first point not before `after` that comes later in the order than `beyond`.

    `wrote`: when she has written lately. Raises ValueError or ZoneInfoNotFoundError when her
    windows or her zone make no sense.
    """
    assert her.zone is not None and her.windows, "plannable() is asked first"
    zone, windows = ZoneInfo(her.zone), windows_of(her)
    local = _local(wrote, zone)
    day = after.astimezone(zone).date()
    if beyond is not None:
        day = max(day, beyond[0])
    while True:
        for number, window in enumerate(windows):
            if beyond is not None and (day, number) <= beyond:
                continue
            due = instant(day, moment(window, local, her.id).minute, zone)
            if due is not None and due >= after:
                slot = WEEK if number == 0 and day.weekday() == SUNDAY else SLOTS[number]
                return Checkin(f"{her.id}:{day}:{slot}", her.id, due)
        day += timedelta(days=1)


def why_then(checkin: Checkin, her: Participant, wrote: Collection[datetime]) -> str | None:
    """Why a point is at its moment, in words to her; None if its window is hers no more."""
    window = window_of(checkin, her)
    if window is None or her.zone is None:
        return None
    return moment(window, _local(wrote, ZoneInfo(her.zone)), her.id).reason


def _local(times: Collection[datetime], zone: ZoneInfo) -> list[datetime]:
    return [at.astimezone(zone) for at in times]
