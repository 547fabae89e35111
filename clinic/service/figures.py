"""How the service does, in numbers that point to nobody: what `disclosure` lets through.

Pure but for the store that is asked for counts. Targets are the service's own: an alert should be
taken on before its escalation reaches the lead (`policies/monitoring/escalation.yml`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles

from clinic.service.disclosure import SMALL, Cell, Shown, is_few, share, suppressed
from clinic.words import TIERS, plain, span
from policies.monitoring.escalation import Steps
from records.events import Tier
from records.store import (
    ALERT_STATES,
    Alert,
    NudgeTally,
    Participant,
    QuestionTally,
    RecordStore,
)

PERIODS = (4, 12)  # weeks
ALERT_TIERS: tuple[Tier, ...] = ("emergency", "urgent", "review")
WEEK = timedelta(days=7)
_ANY = datetime(2000, 1, 1)


@dataclass(frozen=True)
class Row:
    """A cell with its name; `more` are further figures, each "" where it may not be shown."""

    name: str
    shown: Shown
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Breakdown:
    """Rows that add up to the total; without rows there are too few people to tell them apart.

    `total` is None where it may not be shown either.
    """

    total: int | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Service:
    """`retention`: of those who joined so many weeks ago or earlier, the share that wrote in that
    week after joining (0: the first); None where it may not be shown."""

    weeks: int
    joined: Breakdown
    active: Breakdown
    families: Breakdown
    arms: Breakdown
    retention: tuple[float | None, ...]
    alerts: Breakdown
    questions: Breakdown


def service(
    store: RecordStore, people: Sequence[Participant], steps: Steps, weeks: int, now: datetime
) -> Service:
    """The last `weeks`; who joined and who is active is told of everybody."""
    since = now - weeks * WEEK
    raised = store.alerts(states=ALERT_STATES)
    return Service(
        weeks,
        joined(people),
        active(people, now),
        responses(store.nudge_tallies("family", since)),
        responses(store.nudge_tallies("arm", since)),
        tuple(
            retained(*store.active_in_week(week, now - (week + 1) * WEEK)) for week in range(weeks)
        ),
        alerts([alert for alert in raised if alert.raised_at >= since], steps, now),
        questions(store.question_tally(since)),
    )


def joined(people: Iterable[Participant]) -> Breakdown:
    """How far those who joined have come."""
    counts = dict.fromkeys(
        (
            "Agreed to the diary and went through the first questions",
            "Agreed to the diary, first questions not done",
            "Not answered the consent question yet",
            "Did not agree",
        ),
        0,
    )
    names = list(counts)
    for person in people:
        stage = {"given": 0 if person.onboarded_at else 1, "asked": 2, "refused": 3}
        counts[names[stage[person.consent]]] += 1
    return _of_people(counts)


def active(people: Iterable[Participant], now: datetime) -> Breakdown:
    """When they last wrote; a person counts once."""
    counts = dict.fromkeys(
        ("In the last 7 days", "8 to 30 days ago", "Longer ago", "Never wrote"), 0
    )
    for person in people:
        counts[_last_wrote(person, now)] += 1
    return _of_people(counts)


def _last_wrote(person: Participant, now: datetime) -> str:
    if person.last_in_at is None:
        return "Never wrote"
    days = (now - person.last_in_at) / timedelta(days=1)
    return "In the last 7 days" if days <= 7 else "8 to 30 days ago" if days <= 30 else "Longer ago"


def responses(tallies: Iterable[NudgeTally]) -> Breakdown:
    """Check-ins sent, and the share after which she took part."""
    sent = sorted(tallies, key=lambda tally: tally.name or "")
    more = [
        (percent(share(tally.answered, tally.sent, (tally.answering, tally.silent))),)
        for tally in sent
    ]
    names = [plain(tally.name) if tally.name else "None chosen" for tally in sent]
    return _breakdown(names, [Cell(tally.sent, tally.people) for tally in sent], more)


def retained(people: int, active: int) -> float | None:
    return None if people < SMALL else share(active, people, (active, people - active))


def alerts(raised: Sequence[Alert], steps: Steps, now: datetime) -> Breakdown:
    """By tier: times until somebody took it on and until it was closed, and the share in time."""
    tiers = {tier: [a for a in raised if _tier(a) == tier] for tier in ALERT_TIERS}
    cells = [Cell(len(found), len(_whose(found))) for found in tiers.values()]
    more = [
        (
            *_times([(a, a.acknowledged_at or a.closed_at) for a in found]),
            *_times([(a, a.closed_at) for a in found]),
            _in_time(found, target(steps, tier), now),
        )
        for tier, found in tiers.items()
    ]
    return _breakdown([TIERS[tier] for tier in ALERT_TIERS], cells, more)


def target(steps: Steps, tier: Tier) -> timedelta | None:
    """The time by which somebody should have taken it on: then the lead is told."""
    return next((step.after for step in steps.get(tier, ()) if step.to == "lead"), None)


def _tier(alert: Alert) -> Tier:
    return alert.tier if alert.tier in ALERT_TIERS else "review"


def _whose(found: Iterable[Alert]) -> set[str]:
    return {alert.participant for alert in found}


def _times(found: Sequence[tuple[Alert, datetime | None]]) -> tuple[str, str]:
    """The median and the 90th percentile."""
    done = [(alert, at) for alert, at in found if at is not None]
    if len(_whose(alert for alert, _ in done)) < SMALL:
        return "", ""
    seconds = [(at - alert.raised_at).total_seconds() for alert, at in done]
    return _span(median(seconds)), _span(quantiles(seconds, n=10, method="inclusive")[-1])


def _span(seconds: float) -> str:
    return span(_ANY, _ANY + timedelta(seconds=seconds))


def _in_time(found: Iterable[Alert], within: timedelta | None, now: datetime) -> str:
    """Of those taken on, and those that should have been by now."""
    if within is None:
        return ""
    kept, late = [], []
    for alert in found:
        taken = alert.acknowledged_at or alert.closed_at
        if taken is not None and taken - alert.raised_at <= within:
            kept.append(alert)
        elif (taken or now) - alert.raised_at > within:
            late.append(alert)
    groups = (len(_whose(kept)), len(_whose(late)))
    return percent(share(len(kept), len(kept) + len(late), groups))


def questions(tally: QuestionTally) -> Breakdown:
    return _breakdown(
        ["An article answered", "No article answered"],
        [
            Cell(tally.answered, tally.with_answer),
            Cell(tally.unanswered, tally.without_answer),
        ],
    )


def percent(part: float | None) -> str:
    return "" if part is None else f"{part:.0%}"


def _of_people(counts: Mapping[str, int]) -> Breakdown:
    cells = [Cell(count, count) for count in counts.values()]
    total = sum(counts.values())
    more = [(percent(count / total) if total else "",) for count in counts.values()]
    return _breakdown(list(counts), cells, more, of_people=True)


def _breakdown(
    names: Sequence[str],
    cells: Sequence[Cell],
    more: Sequence[tuple[str, ...]] | None = None,
    *,
    of_people: bool = False,
) -> Breakdown:
    """Further figures of a cell that isn't shown aren't either."""
    total, shown = sum(cell.number for cell in cells), suppressed(cells)
    if shown is None:  # then the total may be about few people, unless it counts people itself
        return Breakdown(total if of_people and not is_few(total) else None, ())
    rows = [
        Row(name, cell, extra if isinstance(cell, int) else ("",) * len(extra))
        for name, cell, extra in zip(names, shown, more or [()] * len(cells), strict=True)
    ]
    return Breakdown(total, tuple(rows))
