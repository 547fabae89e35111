"""What fits on two printed pages: alerts and what was done, weeks in numbers, scores, notes.

Long texts are cut and long lists end with how many are left out: the page that it links to has all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import ceil
from statistics import median

from clinic.participant.alert_cards import AlertCard
from clinic.participant.alert_history import Happened
from clinic.participant.notes import Note, notes
from clinic.participant.overview import Overview
from clinic.participant.weekly import band_words, shown_score
from clinic.said import Said, said
from clinic.series import Series, daily
from clinic.words import TIERS, short
from policies.measures.questionnaire import by_id
from records.events import NoteWritten
from records.store import Value
from records.weekly import WeeklyScore

MOST_ALERTS, MOST_DID, MOST_NOTES, MOST_ROWS = 4, 3, 3, 13
CUT = 160  # characters of a text
DRAWN = ("pain_now", "mood", "sleep_hours", "night_wakings")


@dataclass(frozen=True)
class AlertLine:
    """An alert in a line or two; `did` is the newest of what was done, `more` how much before."""

    raised_at: datetime
    tier: str
    flags: str
    state: str
    did: tuple[Happened, ...]
    more: int


@dataclass(frozen=True)
class Stretch:
    """A week, or several in a long period: "median (least to most)" for each measure of DRAWN."""

    first: date
    last: date
    cells: tuple[str, ...]
    exercised: str
    messages: int


@dataclass(frozen=True)
class ScoreRow:
    """A questionnaire: its first and latest score of the period; `before` is "" for one score."""

    title: str
    before: str
    latest: str
    day: date
    band: str


@dataclass(frozen=True)
class Summary:
    alerts: tuple[AlertLine, ...]
    more_alerts: int
    stretches: tuple[Stretch, ...]
    scores: tuple[ScoreRow, ...]
    notes: tuple[Note, ...]
    more_notes: int
    values: int
    corrected: int
    clinicians: tuple[str, ...]


def summary(her: Overview) -> Summary:
    """The summary of the period, by sign-in names."""
    inside = [card for card in her.cards if her.local_day(card.alert.raised_at) in her.shown]
    alerts = [_alert(card) for card in inside]
    written = [e for e in her.told["note_written"] if her.local_day(e.at) in her.shown]
    current = [v for v in her.values if v.status == "current" and v.day in her.shown]
    made = [c for c in her.made.values() if her.local_day(c.at) in her.shown]
    names = [one.who for line in alerts for one in line.did if one.who]
    names += [event.body.clinician for event in written if isinstance(event.body, NoteWritten)]
    names += [correction.body.clinician for correction in made]
    names += [her.person.owner] if her.person.owner else []
    return Summary(
        alerts=tuple(alerts[:MOST_ALERTS]),
        more_alerts=max(len(alerts) - MOST_ALERTS, 0),
        stretches=tuple(_stretches(her, current)),
        scores=tuple(_score_rows(her)),
        notes=tuple(Note(n.at, n.clinician, cut(n.text)) for n in notes(written)[:MOST_NOTES]),
        more_notes=max(len(written) - MOST_NOTES, 0),
        values=len(current),
        corrected=len(made),
        clinicians=tuple(dict.fromkeys(names)),
    )


def cut(text: Said) -> Said:
    return said(" ".join("".join(piece.text for piece in text.pieces).split()), limit=CUT)


def _alert(card: AlertCard) -> AlertLine:
    alert = card.alert
    flags = "; ".join(flag.short for flag in card.flags)
    did = tuple(
        replace(one, note=cut(one.note) if one.note else None) for one in card.history[-MOST_DID:]
    )
    more = len(card.history) - len(did)
    return AlertLine(alert.raised_at, TIERS[alert.tier], flags, alert.state, did, more)


def _stretches(her: Overview, values: Sequence[Value]) -> Iterable[Stretch]:
    """Newest first, each of as many weeks as keep to MOST_ROWS."""
    length = 7 * ceil(her.shown.days / (7 * MOST_ROWS))
    series = [daily(values, name) for name in DRAWN]
    done = {v.day: v.word for v in values if v.measure == "exercise_done"}
    messages = her.lanes[-1].days
    last = her.shown.last
    while last >= her.shown.first:
        first = max(last - timedelta(days=length - 1), her.shown.first)
        days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
        told = [done[day] for day in days if day in done]
        yield Stretch(
            first,
            last,
            tuple(_spread(one, days) for one in series),
            f"{sum(word != 'no' for word in told)} of {len(told)}" if told else "",
            sum(messages.get(day, 0) for day in days),
        )
        last = first - timedelta(days=1)


def _spread(series: Series, days: Sequence[date]) -> str:
    numbers = [series[day] for day in days if day in series]
    if not numbers:
        return ""
    return f"{short(median(numbers))} ({short(min(numbers))} to {short(max(numbers))})"


def _score_rows(her: Overview) -> Iterable[ScoreRow]:
    of: dict[str, list[WeeklyScore]] = {}
    for score in her.scores:
        if score.status == "current" and date.fromisoformat(score.body.day) in her.shown:
            of.setdefault(score.body.questionnaire, []).append(score)
    for name, scores in of.items():
        known, first, latest = by_id().get(name), scores[0], scores[-1]
        yield ScoreRow(
            title=known.title if known else name,
            before=shown_score(first) if len(scores) > 1 else "",
            latest=shown_score(latest),
            day=date.fromisoformat(latest.body.day),
            band=band_words(latest),
        )
