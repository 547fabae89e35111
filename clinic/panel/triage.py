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
from datetime import datetime, time, timedelta
from typing import Literal

from clinic.flags import flag
from clinic.panel.standing import Standing, latest
from clinic.series import week_change
from clinic.words import TIERS, ago, short, zone_of
from records.store import Alert, Participant

WORSE_BY = 2.0
SILENT_AFTER_DAYS = 3
TIER_ORDER = {"emergency": 0, "urgent": 1, "review": 2, "none": 3}

Weight = Literal["emergency", "urgent", "review", "worse", "silent", "calm"]
LEVELS: dict[str, int] = {
    "emergency": 0, "urgent": 1, "review": 2, "worse": 3, "silent": 4, "calm": 5,
}  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """Why she stands where she stands; `taken_by` names who acknowledged the alert.

    `escalated`: people have been told of it because nobody had.
    """

    weight: Weight
    words: str
    taken_by: str | None = None
    escalated: bool = False


@dataclass(frozen=True)
class Place:
    """Her place in the order, true until `until`: then a day of silence or of hers has passed.

    `pain` is the last number, None without any lately.
    """

    standing: Standing
    level: Weight
    pain: float | None
    key: tuple[float | str, ...]
    until: datetime


def rank(standings: Iterable[Standing], now: datetime) -> list[Place]:
    """All of them, worst first."""
    return sorted((place(her, now) for her in standings), key=lambda her: her.key)


def place(her: Standing, now: datetime) -> Place:
    """Where she stands. The key sorts worst first; the alias makes the order complete."""
    zone = zone_of(her.participant.zone)
    today = now.astimezone(zone).date()
    change = rise(her, now)
    silence = silent_days(her.participant, now)
    level = _level(her, change, silence)
    waiting, taken = 0.0, False
    if her.alerts:
        worst = _by_urgency(her.alerts)[0]
        waiting, taken = worst.raised_at.timestamp(), worst.state != "open"
    worse = change[1] - change[0] if change else 0.0
    pain = latest(her.pain, today)
    return Place(
        her,
        level,
        pain,
        (
            LEVELS[level],
            taken,
            waiting,
            -worse,
            -silence if level == "silent" else 0,
            1.0 if pain is None else -pain,
            her.participant.alias,
        ),
        min(
            datetime.combine(today + timedelta(days=1), time.min, zone),
            _last_heard(her.participant) + timedelta(days=silence + 1),
        ),
    )


def reasons(her: Standing, now: datetime) -> tuple[Reason, ...]:
    """Why, in words, the most pressing first; never none."""
    found = [_alert_reason(her, alert, now) for alert in _by_urgency(her.alerts)]
    change = rise(her, now)
    if change:
        found.append(
            Reason("worse", f"Pain up from {short(change[0])} to {short(change[1])} in a week")
        )
    days = silent_days(her.participant, now)
    if _silent(her.participant, days):
        found.append(Reason("silent", f"Silent for {days} days{_reminders(her.participant, now)}"))
    return tuple(found) or (Reason("calm", _calm(her.participant)),)


def rise(her: Standing, now: datetime) -> tuple[float, float] | None:
    """(before, now) of her pain when it has risen by `WORSE_BY` or more, else None."""
    change = week_change(her.pain, now.astimezone(zone_of(her.participant.zone)).date())
    return change if change and change[1] - change[0] >= WORSE_BY else None


def silent_days(participant: Participant, now: datetime) -> int:
    """Whole days since she last wrote, or since she joined."""
    return max((now - _last_heard(participant)).days, 0)


def _last_heard(participant: Participant) -> datetime:
    return participant.last_in_at or participant.joined_at


def _silent(participant: Participant, days: int) -> bool:
    return participant.consent == "given" and days >= SILENT_AFTER_DAYS


def _level(her: Standing, change: tuple[float, float] | None, silence: int) -> Weight:
    if her.alerts:
        return _weight(_by_urgency(her.alerts)[0])
    if change:
        return "worse"
    return "silent" if _silent(her.participant, silence) else "calm"


def _weight(alert: Alert) -> Weight:
    return alert.tier if alert.tier != "none" else "review"


def _by_urgency(alerts: Iterable[Alert]) -> list[Alert]:
    return sorted(alerts, key=lambda a: (TIER_ORDER[a.tier], a.state != "open", a.raised_at))


def _alert_reason(her: Standing, alert: Alert, now: datetime) -> Reason:
    flags = "; ".join(flag(name).short for name in alert.flags) or "no flag named"
    weight = _weight(alert)
    words = f"{TIERS[weight]}: {flags}, {ago(alert.raised_at, now)}"
    taken_by = alert.clinician if alert.state == "acknowledged" else None
    return Reason(weight, words, taken_by, taken_by is None and alert.id in her.escalated)


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
