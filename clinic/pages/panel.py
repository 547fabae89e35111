"""The panel: one row a participant, worst first. Ten seconds must be enough."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup
from starlette.responses import Response

from clinic.charts import Band, sparkline
from clinic.measures import bands
from clinic.triage import LEVELS, Placed, Reason, Row, Weight, rank
from clinic.visit import Clinic, Visit, render
from clinic.words import BIRTHS, ago, zone_of
from records.store import Alert, Participant, RecordStore

SPARK_DAYS = 30
HISTORY_DAYS = 41  # the sparkline's month, and room for time zones


@dataclass(frozen=True)
class Spark:
    """A sparkline and the number it ends on ("" without values)."""

    name: str
    latest: str
    svg: Markup


@dataclass(frozen=True)
class Line:
    """One participant as the panel shows her; contacts are ages such as "3 h ago"."""

    participant: Participant
    level: Weight
    reasons: tuple[Reason, ...]
    since_birth: str
    sparks: tuple[Spark, ...]
    from_her: str
    to_her: str


def lines(store: RecordStore, now: datetime) -> list[Line]:
    """All participants as panel lines, worst first."""
    alerts: dict[str, list[Alert]] = defaultdict(list)
    for alert in store.alerts():
        alerts[alert.participant].append(alert)
    since = (now - timedelta(days=HISTORY_DAYS)).date()
    rows = [
        Row(person, tuple(alerts[person.id]), tuple(store.values(person.id, since=since)))
        for person in store.participants()
    ]
    return [_line(placed, now) for placed in rank(rows, now)]


def _line(placed: Placed, now: datetime) -> Line:
    person = placed.row.participant
    today = now.astimezone(zone_of(person.zone)).date()
    weeks = person.weeks_since_birth(today)
    birth = BIRTHS.get(person.birth_kind or "", "")
    since_birth = "Birth date not known" if weeks is None else f"{weeks} weeks since birth"
    first = today - timedelta(days=SPARK_DAYS - 1)
    return Line(
        person,
        placed.reasons[0].weight,
        placed.reasons,
        f"{since_birth}, {birth.lower()}" if birth else since_birth,
        tuple(
            Spark(name, _latest(band), sparkline(band, first, today))
            for name, band in zip(("Pain", "Mood", "Sleep"), bands(placed.row.values), strict=True)
        ),
        ago(person.last_in_at, now) if person.last_in_at else "never",
        ago(person.last_out_at, now) if person.last_out_at else "never",
    )


def _latest(band: Band) -> str:
    if not band.series:
        return ""
    number = f"{band.series[max(band.series)]:g}"
    return f"{number} h" if band.css == "sleep" else number


def panel(clinic: Clinic, visit: Visit) -> Response:
    shown = lines(clinic.store, visit.now)
    counts: Counter[str] = Counter(line.level for line in shown)
    return render(
        clinic,
        visit,
        "panel.html",
        lines=shown,
        counts={level: counts[level] for level in LEVELS},
        names=clinic.names(),
        now=visit.now,
    )
