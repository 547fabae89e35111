"""Who comes first on the panel, and why, in words. Pure: rows and the time in, an order out.

The order: open alerts by tier (emergency, urgent, review), in a tier those nobody has taken on
first, then the one waiting longest; then worsening pain; then silence; then the level of pain.

Worsening is a rise of two points or more of the 3-day median of pain (0-10) over the median of the
week before. The minimal important change of the NRS in pregnancy-related low back and pelvic girdle
pain is 1.3 points (Ogollah et al. 2019, PMID 31392990); two is the first whole step beyond it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from clinic.flags import flag
from clinic.series import daily, week_change
from clinic.words import TIERS, ago, short, zone_of
from records.store import Alert, Participant, Value

WORSE_BY = 2.0
SILENT_AFTER_DAYS = 3
TIER_ORDER = {"emergency": 0, "urgent": 1, "review": 2, "none": 3}

Weight = Literal["emergency", "urgent", "review", "worse", "silent", "calm"]
LEVELS: dict[str, int] = {
    "emergency": 0, "urgent": 1, "review": 2, "worse": 3, "silent": 4, "calm": 5,
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """What the panel knows of a participant: open and taken alerts, and recent values."""

    participant: Participant
    alerts: tuple[Alert, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Reason:
    """Why she stands where she stands; `taken_by` names who acknowledged the alert."""

    weight: Weight
    words: str
    taken_by: str | None = None


@dataclass(frozen=True)
class Placed:
    """A row with its reasons, the most pressing first; never without one."""

    row: Row
    reasons: tuple[Reason, ...]


def rank(rows: Iterable[Row], now: datetime) -> list[Placed]:
    """The rows, worst first."""
    placed = [(_key(row, now), Placed(row, _reasons(row, now))) for row in rows]
    return [place for _, place in sorted(placed, key=lambda pair: pair[0])]


def rise(row: Row, now: datetime) -> tuple[float, float] | None:
    """(before, now) of her pain when it has risen by `WORSE_BY` or more, else None."""
    today = now.astimezone(zone_of(row.participant.zone)).date()
    change = week_change(daily(row.values, "pain_now"), today)
    return change if change and change[1] - change[0] >= WORSE_BY else None


def silent_days(participant: Participant, now: datetime) -> int:
    """Whole days since she last wrote, or since she joined."""
    return max((now - (participant.last_in_at or participant.joined_at)).days, 0)


def _by_urgency(alerts: Iterable[Alert]) -> list[Alert]:
    return sorted(alerts, key=lambda a: (TIER_ORDER.get(a.tier, 0), a.state != "open", a.raised_at))


def _reasons(row: Row, now: datetime) -> tuple[Reason, ...]:
    reasons = [_alert_reason(alert, now) for alert in _by_urgency(row.alerts)]
    change = rise(row, now)
    if change:
        reasons.append(
            Reason("worse", f"Pain up from {short(change[0])} to {short(change[1])} in a week")
        )
    days = silent_days(row.participant, now)
    if row.participant.consent == "given" and days >= SILENT_AFTER_DAYS:
        reasons.append(
            Reason("silent", f"Silent for {days} days{_reminders(row.participant, now)}")
        )
    return tuple(reasons) or (Reason("calm", _calm(row.participant)),)


def _alert_reason(alert: Alert, now: datetime) -> Reason:
    flags = "; ".join(flag(name).short for name in alert.flags) or "no flag named"
    weight: Weight = alert.tier if alert.tier != "none" else "review"
    words = f"{TIERS[weight]}: {flags}, {ago(alert.raised_at, now)}"
    return Reason(weight, words, alert.clinician if alert.state == "acknowledged" else None)


def _reminders(participant: Participant, now: datetime) -> str:
    over = participant.reminders_until is not None and participant.reminders_until <= now
    return (
        "" if over or participant.reminders == "active" else f", reminders {participant.reminders}"
    )


def _calm(participant: Participant) -> str:
    if participant.consent == "refused":
        return "Did not agree to the diary"
    if participant.consent == "asked":
        return "Has not answered the consent question yet"
    return "Nothing new"


def _key(row: Row, now: datetime) -> tuple[float | str, ...]:
    """Sorts worst first; the alias makes the order complete."""
    first = _reasons(row, now)[0]
    level = LEVELS[first.weight]
    waiting, taken = 0.0, False
    if row.alerts:
        worst = _by_urgency(row.alerts)[0]
        waiting, taken = worst.raised_at.timestamp(), worst.state != "open"
    change = rise(row, now)
    worse = change[1] - change[0] if change else 0.0
    silence = silent_days(row.participant, now) if first.weight == "silent" else 0
    pain = list(daily(row.values, "pain_now").values())[-1:] or [-1.0]
    return (level, taken, waiting, -worse, -silence, -pain[0], row.participant.alias)
