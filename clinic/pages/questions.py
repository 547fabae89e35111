"""Questions the articles had no answer to, for whoever edits them: what to write next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from starlette.responses import Response

from clinic.participant.provenance import Words
from clinic.said import Said
from clinic.visit import Clinic, Visit, render
from clinic.words import ago
from records.events import Event, GuidanceShown
from records.store import Participant, RecordStore

PERIOD = timedelta(days=90)
PRIVATE_LIKE = "not shown"  # it would tell what she asked
MOST = 500  # rows; beyond that a reader wants a file, not a page


@dataclass(frozen=True)
class Unanswered:
    """One such question. `like` is the known question it came closest to, "" for none."""

    at: datetime
    person: Participant
    message_id: str
    question: Said
    like: str


@dataclass(frozen=True)
class View:
    """The newest of them, and how many questions were asked in the period at all."""

    rows: tuple[Unanswered, ...]
    unanswered: int
    asked: int
    days: int
    ago: Callable[[datetime], str]


def view(store: RecordStore, now: datetime) -> View:
    """The last 90 days."""
    tally = store.question_tally(now - PERIOD)
    found = store.open_questions(now - PERIOD, MOST)
    asking = {event.participant for event in found if event.participant}
    people = {one.id: one for one in store.participants() if one.id in asking}
    words = {her: Words(store, her) for her in people}
    return View(
        tuple(
            _row(event, people[her], words[her])
            for event in found
            if (her := event.participant) in people and her is not None
        ),
        tally.unanswered,
        tally.answered + tally.unanswered,
        PERIOD.days,
        partial(ago, now=now),
    )


def _row(event: Event, person: Participant, words: Words) -> Unanswered:
    body = _body(event)
    question = words.quoted(body.message_id, body.question)
    like = body.like if words.shows(body.message_id) else PRIVATE_LIKE
    return Unanswered(event.at, person, body.message_id, question, like)


def _body(event: Event) -> GuidanceShown:
    assert isinstance(event.body, GuidanceShown)
    return event.body


def questions(clinic: Clinic, visit: Visit) -> Response:
    return render(clinic, visit, "questions.html", found=view(clinic.store, visit.now))
