"""Whether a new value corrects an earlier one of the day, or stands beside it.

Sleep, wakings and exercise have one value a day: a new one always takes the place of the old. Pain
and mood are of the moment: 6 in the morning and 3 in the evening are both true. A new one replaces
the last only when she says that she is correcting, or within the same conversation.
"""

from __future__ import annotations

from datetime import datetime, timedelta

MOMENTARY = frozenset({"pain_now", "mood"})
SAME_CONVERSATION = timedelta(minutes=30)


def supersedes(measure: str, last_at: datetime, now: datetime, *, correcting: bool) -> bool:
    """True when the value given now replaces the day's last value of this measure."""
    return measure not in MOMENTARY or correcting or now - last_at <= SAME_CONVERSATION
