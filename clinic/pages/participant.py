"""One participant: her alerts, her chart, and every value with the words it came from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import partial

from markupsafe import Markup
from starlette.responses import Response

from clinic.charts import Band, Mark, chart
from clinic.flags import Flag, flag
from clinic.measures import bands
from clinic.provenance import Line, Words, lines
from clinic.said import Said
from clinic.series import week_change
from clinic.triage import TIER_ORDER
from clinic.visit import Clinic, Missing, Visit, render
from clinic.weekly import ScoreLine, weekly_lines
from clinic.words import TIERS, ago, clock_time, quantity, zone_name, zone_of
from records.events import GuidanceShown, SafetyAnswered, Screened, ValueSkipped
from records.store import Alert, Checkin, Participant, RecordStore, UnknownParticipant
from records.weekly import KINDS as WEEKLY_KINDS

PERIOD_DAYS = 30
NOTICES = {
    "acknowledged": "You have taken this alert on.",
    "taken": "A colleague took this alert on before you; see below who it was.",
    "closed": "The alert is closed and your note is kept.",
    "closed_before": "A colleague closed this alert before you; your note was not saved.",
}


@dataclass(frozen=True)
class AlertCard:
    """An alert with the words that raised it, evidence marked (None: words erased).

    `because`: the rules of the screen that fired. `answer`: what she said when asked whether she is
    safe, None before she has; `safe` what the coach made of it.
    """

    alert: Alert
    flags: tuple[Flag, ...]
    said: Said | None
    because: tuple[str, ...]
    answer: Said | None
    safe: bool


@dataclass(frozen=True)
class Tile:
    """A measure in short: its latest value, and its week (before, now) when both are known."""

    name: str
    latest: str
    day: date | None
    change: tuple[float, float] | None


@dataclass(frozen=True)
class Guidance:
    """A question of hers and the article shown, if any."""

    at: datetime
    question: Said
    body: GuidanceShown


@dataclass(frozen=True)
class View:
    """Everything the page shows of one participant."""

    person: Participant
    weeks: int | None
    pause_over: bool
    zone: str
    local: Callable[[datetime], str]
    ago: Callable[[datetime], str]
    open_alerts: tuple[AlertCard, ...]
    closed_alerts: tuple[AlertCard, ...]
    first: date
    last: date
    tiles: tuple[Tile, ...]
    chart: Markup
    days: tuple[tuple[date, tuple[str, ...]], ...]
    lines: tuple[Line, ...]
    weekly: tuple[ScoreLine, ...]
    checkins: tuple[Checkin, ...]
    guidance: tuple[Guidance, ...]

    def said_at(self, line: Line) -> str:
        """When she said it: the time alone when that was on the day the value is about."""
        moment = line.at.astimezone(zone_of(self.person.zone))
        return f"{moment:%H:%M}" if moment.date() == line.day else f"said {self.local(line.at)}"


def view(store: RecordStore, participant: str, now: datetime, *, whole: bool) -> View:
    """Her page for the last 30 days, or the whole of her record. Raises UnknownParticipant."""
    person = store.participant(participant)
    zone = zone_of(person.zone)
    today = now.astimezone(zone).date()
    words = Words(store, participant)
    every = store.values(participant, superseded=True)
    begun = min([person.joined_at.astimezone(zone).date(), *(value.day for value in every)])
    first = begun if whole else today - timedelta(days=PERIOD_DAYS - 1)
    drawn = bands(every)
    cards = _cards(store, participant, words)
    marks = [_mark(card.alert, zone) for card in cards]
    title = f"Pain, mood and sleep of {person.alias}, {first.isoformat()} to {today.isoformat()}"
    skipped = store.read(participant, kinds={"value_skipped"})
    skips = [(e.at, e.body) for e in skipped if isinstance(e.body, ValueSkipped)]
    shown = store.read(participant, kinds={"guidance_shown"})
    guidance = [
        Guidance(e.at, words.quoted(e.body.message_id, e.body.question), e.body)
        for e in reversed(shown)
        if isinstance(e.body, GuidanceShown)
    ]
    return View(
        person=person,
        weeks=person.weeks_since_birth(today),
        pause_over=person.reminders_until is not None and person.reminders_until <= now,
        zone=zone_name(person.zone),
        local=partial(clock_time, zone=zone),
        ago=partial(ago, now=now),
        open_alerts=tuple(card for card in cards if card.alert.state != "closed"),
        closed_alerts=tuple(card for card in cards if card.alert.state == "closed"),
        first=first,
        last=today,
        tiles=tuple(_tile(band, today) for band in drawn),
        chart=chart(drawn, marks, first, today, title=title),
        days=_days(drawn, first, today),
        lines=lines(every, skips, first, words),
        weekly=weekly_lines(store.read(participant, kinds=WEEKLY_KINDS), first, words),
        checkins=tuple(c for c in reversed(store.checkins(participant)) if _in(c, first, zone)),
        guidance=tuple(g for g in guidance if g.at.astimezone(zone).date() >= first),
    )


def _in(checkin: Checkin, first: date, zone: tzinfo) -> bool:
    return checkin.due_at.astimezone(zone).date() >= first


def _cards(store: RecordStore, participant: str, words: Words) -> list[AlertCard]:
    """All her alerts: the most urgent first, in a tier the newest."""
    alerts = store.alerts(participant, states=("open", "acknowledged", "closed"))
    screened: dict[str, Screened] = {}
    answers: dict[str, SafetyAnswered] = {}  # the latest of each alert
    for event in store.read(participant, kinds={"screened", "safety_answered"}) if alerts else ():
        if isinstance(event.body, Screened):
            screened[event.body.message_id] = event.body
        elif isinstance(event.body, SafetyAnswered):
            answers[event.body.alert] = event.body
    ordered = sorted(alerts, key=lambda alert: TIER_ORDER.get(alert.tier, 0))
    return [_card(a, screened.get(a.message_id), answers.get(a.id), words) for a in ordered]


def _card(
    alert: Alert, screened: Screened | None, answered: SafetyAnswered | None, words: Words
) -> AlertCard:
    evidence = screened.evidence if screened else ()
    return AlertCard(
        alert,
        tuple(flag(name) for name in alert.flags),
        words.said(alert.message_id, [(start, end) for _, start, end, _ in evidence]),
        tuple(dict.fromkeys(rule for *_, rule in evidence)),
        words.said(answered.message_id, ()) if answered else None,
        answered is not None and answered.safe,
    )


def _mark(alert: Alert, zone: tzinfo) -> Mark:
    day = alert.raised_at.astimezone(zone).date()
    flags = ", ".join(flag(name).short for name in alert.flags)
    return Mark(day, f"{TIERS[alert.tier]} alert on {day.day} {day:%b}: {flags}", alert.tier)


def _tile(band: Band, today: date) -> Tile:
    name = band.title.split(",")[0]
    if not band.series:
        return Tile(name, "no value yet", None, None)
    day = max(band.series)
    measures = {"pain": "pain_now", "mood": "mood", "sleep": "sleep_hours"}
    latest = quantity(measures[band.css], band.series[day])
    return Tile(name, latest, day, week_change(band.series, today))


def _days(
    drawn: Sequence[Band], first: date, last: date
) -> tuple[tuple[date, tuple[str, ...]], ...]:
    """The chart as a table: newest day first, days without any value left out."""
    count = (last - first).days + 1
    days = [last - timedelta(days=back) for back in range(count)]
    return tuple(
        (day, tuple(f"{b.series[day]:g}" if day in b.series else "" for b in drawn))
        for day in days
        if any(day in band.series for band in drawn)
    )


def show(
    clinic: Clinic,
    visit: Visit,
    participant: str,
    *,
    error: str | None = None,
    note: str = "",
    status: int = 200,
) -> Response:
    """Her page, with an error beside the forms when one was refused. Raises Missing."""
    whole = visit.query.get("period") == "all"
    try:
        her = view(clinic.store, participant, visit.now, whole=whole)
    except UnknownParticipant as unknown:
        raise Missing from unknown
    return render(
        clinic,
        visit,
        "participant.html",
        status=status,
        her=her,
        whole=whole,
        names=clinic.names(),
        notice=NOTICES.get(visit.query.get("notice", "")),
        error=error,
        failed=visit.path.get("alert"),
        note=note,
    )


def participant(clinic: Clinic, visit: Visit) -> Response:
    return show(clinic, visit, visit.path["participant"])
