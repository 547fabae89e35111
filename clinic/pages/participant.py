"""One participant: her alerts, her course, and every value with the words it came from."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from markupsafe import Markup
from starlette.responses import Response

from clinic.panel.owners import candidates, ownership
from clinic.participant.alert_cards import AlertCard
from clinic.participant.day_table import Row, Tile, rows, tiles
from clinic.participant.goals import Aims, aims
from clinic.participant.notes import Note, notes
from clinic.participant.nudges import Point
from clinic.participant.overview import Overview, overview
from clinic.participant.period import NoPeriod, Period
from clinic.participant.provenance import Line, lines
from clinic.participant.timeline import timeline
from clinic.participant.weekly import ScoreLine, weekly_lines
from clinic.participant.weekly_chart import ScoreChart, score_charts
from clinic.said import Said
from clinic.visit import Clinic, Visit, render
from clinic.words import ago, clock_time, zone_name
from policies.motivation.diary import GOAL_KINDS
from records.events import GuidanceShown, ValueSkipped
from records.store import Participant, RecordStore

FEW = 8  # rows of a table that stand open, the others are folded
MOST = 80  # rows of a table; an earlier period has the others
NOTICES = {
    "acknowledged": "You have taken this alert on.",
    "taken": "A colleague took this alert on before you; see below who it was.",
    "closed": "The alert is closed and your note is kept.",
    "acted": "Your note is kept with the alert.",
    "corrected": "The value is corrected. The old one stays visible, with your name and reason.",
    "noted": "Your note is saved.",
    "owner": "The owner is saved.",
    "owner_before": "A colleague changed the owner while you were looking; see who it is now.",
    "owner_unknown": "That person can't be an owner, so nothing was changed.",
}


@dataclass(frozen=True)
class Guidance:
    """A question of hers and the article shown, if any."""

    at: datetime
    question: Said
    body: GuidanceShown


@dataclass(frozen=True)
class View:
    """Everything the page shows of one participant; `more` are rows that were left out."""

    person: Participant
    weeks: int | None
    pause_over: bool
    zone: str
    local: Callable[[datetime], str]
    local_day: Callable[[datetime], date]
    ago: Callable[[datetime], str]
    open_alerts: tuple[AlertCard, ...]
    closed_alerts: tuple[AlertCard, ...]
    shown: Period
    today: date
    tiles: tuple[Tile, ...]
    chart: Markup
    headings: tuple[str, ...]
    days: tuple[Row, ...]
    lines: Sequence[Line]
    more_lines: int
    charts: tuple[ScoreChart, ...]
    weekly: Sequence[ScoreLine]
    more_weekly: int
    points: Sequence[Point]
    more_points: int
    notes: tuple[Note, ...]
    aims: Aims
    guidance: tuple[Guidance, ...]

    def said_at(self, line: Line) -> str:
        """When she said it: the time alone when that was on the day the value is about."""
        same = self.local_day(line.at) == line.day
        local = self.local(line.at)
        return local[-5:] if same else f"said {local}"


def view(her: Overview, now: datetime) -> View:
    """Her page from what was read."""
    person, words = her.person, her.words
    skips = [(e.at, e.body) for e in her.told["value_skipped"] if isinstance(e.body, ValueSkipped)]
    found = lines(her.values, skips, her.shown, words, her.made, MOST)
    weekly, more_weekly = weekly_lines(her.scores, her.shown, words, MOST)
    goals = sorted((e for kind in GOAL_KINDS for e in her.told[kind]), key=lambda e: e.seq)
    return View(
        person=person,
        weeks=person.weeks_since_birth(her.today),
        pause_over=person.reminders_until is not None and person.reminders_until <= now,
        zone=zone_name(person.zone),
        local=partial(clock_time, zone=her.zone),
        local_day=her.local_day,
        ago=partial(ago, now=now),
        open_alerts=tuple(card for card in her.cards if card.alert.state != "closed"),
        closed_alerts=tuple(card for card in her.cards if card.alert.state == "closed"),
        shown=her.shown,
        today=her.today,
        tiles=tiles(her.tracks, her.today),
        chart=drawing(her),
        headings=tuple(track.band.title.split(",")[0] for track in her.tracks),
        days=rows(her),
        lines=found.shown,
        more_lines=found.more,
        charts=score_charts(her.scores, her.shown),
        weekly=weekly,
        more_weekly=more_weekly,
        points=her.points[:MOST],
        more_points=max(len(her.points) - MOST, 0),
        notes=notes(her.told["note_written"]),
        aims=aims(goals, her.told["barrier_reported"], words),
        guidance=tuple(_guidance(her)),
    )


def drawing(her: Overview) -> Markup:
    first, last = her.shown.first.isoformat(), her.shown.last.isoformat()
    title = f"Pain, mood and sleep of {her.person.alias}, {first} to {last}"
    return timeline(her.tracks, her.lanes, her.marks, her.shown, title)


def _guidance(her: Overview) -> list[Guidance]:
    return [
        Guidance(e.at, her.words.quoted(e.body.message_id, e.body.question), e.body)
        for e in reversed(her.events["guidance_shown"])
        if isinstance(e.body, GuidanceShown) and her.local_day(e.at) in her.shown
    ]


def read_overview(
    store: RecordStore, participant: str, now: datetime, asked: Mapping[str, str]
) -> tuple[Overview, str | None]:
    """The period that is asked for, or the usual one and what is wrong.

    Raises UnknownParticipant.
    """
    try:
        return overview(store, participant, now, asked), None
    except NoPeriod as wrong:
        return overview(store, participant, now, {}), str(wrong)


def show(
    clinic: Clinic,
    visit: Visit,
    participant: str,
    *,
    error: str | None = None,
    note: str = "",
    note_error: str | None = None,
    status: int = 200,
) -> Response:
    """Her page, with an error beside the form that was refused. Raises UnknownParticipant.

    `error` is about the form of an alert, `note_error` about that of a note; `note` is what was
    typed there.
    """
    her, wrong_dates = read_overview(clinic.store, participant, visit.now, visit.query)
    return render(
        clinic,
        visit,
        "participant.html",
        status=422 if wrong_dates and status == 200 else status,
        her=view(her, visit.now),
        few=FEW,
        wrong_dates=wrong_dates,
        asked={name: visit.query.get(name, "")[:20] for name in ("from", "to")},
        names=clinic.names(),
        owned=ownership(clinic.store, participant),
        candidates=candidates(clinic.accounts.clinicians()),
        notice=NOTICES.get(visit.query.get("notice", "")),
        error=error,
        failed=visit.path.get("alert"),
        note=note,
        note_error=note_error,
        form_id=visit.form.get("form_id") or secrets.token_hex(16),
    )


def participant(clinic: Clinic, visit: Visit) -> Response:
    return show(clinic, visit, visit.path["participant"])
