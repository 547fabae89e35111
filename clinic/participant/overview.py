"""What is known of her in a period: read from the record once, for her page and for her summary."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from clinic.charts import Band
from clinic.measures import bands
from clinic.participant import nudges
from clinic.participant.alert_cards import AlertCard, alert_cards
from clinic.participant.course import course, within_days
from clinic.participant.lanes import Lane, lanes
from clinic.participant.nudges import Point, points
from clinic.participant.period import Period, period
from clinic.participant.provenance import Words
from clinic.participant.timeline import Mark, Track
from clinic.words import TIERS, zone_of
from policies.motivation.diary import GOAL_KINDS
from records.corrections import Correction, corrections
from records.events import CheckinEnded, Event
from records.store import Participant, RecordStore, Value
from records.weekly import KINDS as WEEKLY_KINDS
from records.weekly import WeeklyScore, weekly_scores

MEASURES = {"pain": "pain_now", "mood": "mood", "sleep": "sleep_hours"}  # by the name of the band
OF_THE_PERIOD = {"checkin_ended", "guidance_shown", *nudges.KINDS}
EVER = {"value_corrected", "value_skipped", "note_written", "barrier_reported", *GOAL_KINDS}


@dataclass(frozen=True)
class Overview:
    """Her values (all of them, superseded ones too), alerts and decision points, and the period's
    `events` by kind; `told` are those of her whole record that are few."""

    person: Participant
    zone: tzinfo
    today: date
    shown: Period
    words: Words
    values: Sequence[Value]
    made: Mapping[str, Correction]
    cards: Sequence[AlertCard]
    points: Sequence[Point]
    lanes: Sequence[Lane]
    tracks: Sequence[Track]
    scores: Sequence[WeeklyScore]
    events: Mapping[str, Sequence[Event]]
    told: Mapping[str, Sequence[Event]]

    @property
    def marks(self) -> list[Mark]:
        return [_mark(card, self.zone) for card in self.cards]

    def local_day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


def overview(
    store: RecordStore, participant: str, now: datetime, asked: Mapping[str, str]
) -> Overview:
    """What the period that is asked for holds. Raises UnknownParticipant and NoPeriod."""
    person = store.participant(participant)
    zone = zone_of(person.zone)
    today = now.astimezone(zone).date()
    values = store.values(participant, superseded=True)
    begun = min([person.joined_at.astimezone(zone).date(), *(value.day for value in values)])
    shown = period(asked, min(begun, today), today)
    words = Words(store, participant)
    since = datetime.combine(shown.first, time.min, zone) - timedelta(days=1)
    events = _by_kind(store.read(participant, kinds=OF_THE_PERIOD, since=since))
    told = _by_kind(store.read(participant, kinds=EVER))
    decided = [e for kind in nudges.KINDS for e in events[kind]]
    ahead = store.checkins(participant, states=("due", "claimed"))
    every = points(decided, ahead)
    inside = [point for point in every if _belongs(point, shown, zone, today)]
    moments = store.moments(participant, "message_received", since)
    messages = Counter(at.astimezone(zone).date() for at in moments)
    scores = weekly_scores(store.read(participant, kinds=WEEKLY_KINDS))
    return Overview(
        person=person,
        zone=zone,
        today=today,
        shown=shown,
        words=words,
        values=values,
        made=corrections(told["value_corrected"]),
        cards=alert_cards(store, participant, words),
        points=inside,
        lanes=lanes(inside, zone, _finished(events["checkin_ended"]), messages),
        tracks=_tracks(values, scores),
        scores=scores,
        events=events,
        told=told,
    )


def _by_kind(events: Sequence[Event]) -> Mapping[str, list[Event]]:
    found: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        found[event.kind].append(event)
    return found


def _belongs(point: Point, shown: Period, zone: tzinfo, today: date) -> bool:
    """Those of the period; what lies ahead belongs to one that reaches up to today."""
    day = point.due_at.astimezone(zone).date()
    return day in shown or (point.state == "planned" and shown.last == today)


def _finished(ended: Sequence[Event]) -> list[date]:
    bodies = [event.body for event in ended]
    return [
        date.fromisoformat(body.day)
        for body in bodies
        if isinstance(body, CheckinEnded) and body.outcome == "complete"
    ]


def _tracks(values: Sequence[Value], scores: Sequence[WeeklyScore]) -> list[Track]:
    """Pain, mood and sleep, and under them the weekly PEG where there is one."""
    found = [
        Track(band, within_days(values, MEASURES[band.css]), course(band.series))
        for band in bands(values)
    ]
    weekly = {
        date.fromisoformat(score.body.day): score.body.value
        for score in scores
        if score.body.questionnaire == "peg" and score.status == "current"
    }
    if weekly:
        found.append(Track(Band("PEG, weekly pain and its burden, 0 to 10", weekly, 0, 10, "peg")))
    return found


def _mark(card: AlertCard, zone: tzinfo) -> Mark:
    day = card.alert.raised_at.astimezone(zone).date()
    flags = ", ".join(one.short for one in card.flags)
    tier = card.alert.tier
    return Mark(day, f"{TIERS[tier]} alert on {day.day} {day:%b}: {flags}", tier)
