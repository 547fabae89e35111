"""The panel: one row a participant, worst first. Ten seconds must be enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from markupsafe import Markup
from starlette.responses import Response

from clinic.charts import Band, sparkline
from clinic.measures import banded
from clinic.panel.selection import CHOICES, select, wanted
from clinic.panel.standing import adherence
from clinic.panel.triage import LEVELS, Place, Reason, Weight, reasons
from clinic.said import visible
from clinic.series import between
from clinic.visit import Clinic, Visit, render
from clinic.words import BIRTHS, ago, zone_of
from records.store import Participant

SPARK_DAYS = 30
LONGEST_SHOWN = 20  # characters of what an address says and the panel doesn't know


@dataclass(frozen=True)
class Spark:
    """A sparkline and the number it ends on ("" without values)."""

    name: str
    latest: str
    svg: Markup


@dataclass(frozen=True)
class Line:
    """One participant as the panel shows her; contacts are ages such as "3 h ago".

    `diary` such as "9 of 14 days", "" without consent; `owner` the name colleagues read, or "".
    """

    participant: Participant
    level: Weight
    reasons: tuple[Reason, ...]
    since_birth: str
    sparks: tuple[Spark, ...]
    from_her: str
    to_her: str
    diary: str
    owner: str


def line(place: Place, names: Mapping[str, str], now: datetime) -> Line:
    """Her row. `names`: sign-in name -> the name colleagues read."""
    her, person = place.standing, place.standing.participant
    zone = zone_of(person.zone)
    today = now.astimezone(zone).date()
    weeks = person.weeks_since_birth(today)
    birth = BIRTHS.get(person.birth_kind or "", "")
    since_birth = "Birth date not known" if weeks is None else f"{weeks} weeks since birth"
    kept = adherence(her, today, person.joined_at.astimezone(zone).date())
    bands = banded(her.pain, her.mood, her.sleep)
    return Line(
        person,
        place.level,
        reasons(her, now),
        f"{since_birth}, {birth.lower()}" if birth else since_birth,
        tuple(_spark(*each, today) for each in zip(("Pain", "Mood", "Sleep"), bands, strict=True)),
        ago(person.last_in_at, now) if person.last_in_at else "never",
        ago(person.last_out_at, now) if person.last_out_at else "never",
        "" if kept is None else f"{kept[0]} of {kept[1]} day{'s' if kept[1] > 1 else ''}",
        names.get(person.owner, person.owner) if person.owner else "",
    )


def _spark(name: str, band: Band, today: date) -> Spark:
    first = today - timedelta(days=SPARK_DAYS - 1)
    shown = between(band.series, first, today)
    unit = " h" if band.css == "sleep" else ""
    latest = f"{shown[max(shown)]:g}{unit}" if shown else ""
    return Spark(name, latest, sparkline(replace(band, series=shown), first, today))


def panel(clinic: Clinic, visit: Visit) -> Response:
    assert visit.session is not None
    asked, left_out = wanted(visit.query)
    found = select(clinic.standings.ranked(visit.now), asked, visit.session.clinician.name)
    names = clinic.names()
    return render(
        clinic,
        visit,
        "panel.html",
        lines=[line(place, names, visit.now) for place in found.rows],
        found=found,
        asked=asked,
        left_out=[(name, visible(value[:LONGEST_SHOWN])) for name, value in left_out],
        choices=CHOICES,
        levels=LEVELS,
        names=names,
        now=visit.now,
    )
