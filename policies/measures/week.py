"""A round of the weekly questions: what is answered, what comes next, when it is due. Pure.

The state is read from the log, so a round can be left, taken up again and corrected without any
memory besides the record.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from policies.measures.questionnaire import Questionnaire, weekly
from policies.measures.scoring import Score, score
from records.events import (
    ActivitiesNamed,
    Event,
    ItemAnswered,
    ItemSkipped,
    QuestionnaireScored,
    WeeklyEnded,
    WeeklyOffered,
    WeeklyStarted,
)

ACTIVITIES = "psfs_activities"  # the question that comes before the PSFS is first rated
_RATED = ("psfs_1", "psfs_2", "psfs_3")
KINDS = (
    "weekly_offered", "weekly_started", "weekly_ended", "activities_named", "item_answered",
    "item_skipped", "questionnaire_scored",
)  # fmt: skip
FIRST_AFTER = timedelta(days=3)
EVERY = timedelta(days=7)
PUT_OFF = timedelta(days=3)


@dataclass
class Week:
    """The latest round. `answers` and `scores` hold the newest event of each, by id.

    `told`: what she has answered, named or skipped, the latest last.
    """

    started: date | None = None
    outcome: str | None = None  # of the round, None while it is under way
    answers: dict[str, Event] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)
    scores: dict[str, Event] = field(default_factory=dict)
    activities: tuple[str, ...] = ()
    told: list[str] = field(default_factory=list)
    offered: date | None = None
    completed: date | None = None  # the day of the last complete round
    before: dict[str, float] = field(default_factory=dict)  # scores of earlier rounds

    def values(self, questionnaire: Questionnaire) -> dict[str, float]:
        """The answers to its items so far."""
        ids = {item.id for item in questionnaire.items}
        return {
            item: event.body.value
            for item, event in self.answers.items()
            if item in ids and isinstance(event.body, ItemAnswered)
        }

    def score(self, questionnaire: Questionnaire) -> Score:
        """What the answers so far amount to."""
        return score(questionnaire, self.values(questionnaire))

    def asked_items(self, questionnaire: Questionnaire) -> list[str]:
        """What she is asked for it: the PSFS has an item for each activity she has named."""
        ids = [item.id for item in questionnaire.items]
        if questionnaire.id != "psfs":
            return ids
        if not self.activities:
            return [ACTIVITIES]
        return ids[: len(self.activities)]

    def settled(self, questionnaire: Questionnaire) -> bool:
        """Whether every item of it has been answered or skipped."""
        done = self.skipped | set(self.answers)
        return done.issuperset(self.asked_items(questionnaire))

    def open_item(self) -> tuple[Questionnaire, str] | None:
        """The next question; None when there is nothing left to ask."""
        for questionnaire in weekly():
            for item in self.asked_items(questionnaire):
                if item not in self.answers and item not in self.skipped:
                    return questionnaire, item
        return None

    def tell(self, item: str) -> None:
        """She has dealt with this question, perhaps for a second time."""
        self.told = [*(one for one in self.told if one != item), item]

    def withdraw(self, items: Iterable[str]) -> None:
        """These answers no longer count."""
        for item in items:
            self.answers.pop(item, None)
            self.skipped.discard(item)

    def stands(self, score: Event) -> bool:
        """Whether a score is made of answers that still count."""
        ids = {event.id for event in self.answers.values()}
        return isinstance(score.body, QuestionnaireScored) and ids.issuperset(score.body.items)


def latest_week(events: Iterable[Event]) -> Week:
    """The latest round in these events (kinds `KINDS` suffice), oldest first."""
    week = Week()
    for event in events:
        body = event.body
        if isinstance(body, WeeklyStarted):
            week = _next_round(week, date.fromisoformat(body.day))
        elif isinstance(body, WeeklyOffered):
            week.offered = date.fromisoformat(body.day)
        elif isinstance(body, WeeklyEnded):
            week.outcome = body.outcome
            if body.outcome == "complete":
                week.completed = date.fromisoformat(body.day)
        elif isinstance(body, ActivitiesNamed):
            week.withdraw([ACTIVITIES, *_RATED])
            week.activities = body.activities
            week.tell(ACTIVITIES)
        elif isinstance(body, ItemAnswered):
            week.answers[body.item] = event
            week.skipped.discard(body.item)
            week.tell(body.item)
        elif isinstance(body, ItemSkipped):
            if body.item == ACTIVITIES:
                week.withdraw(_RATED)
                week.activities = ()
            week.withdraw([body.item])
            week.skipped.add(body.item)
            week.tell(body.item)
        elif isinstance(body, QuestionnaireScored):
            week.scores[body.questionnaire] = event
    return week


def _next_round(last: Week, day: date) -> Week:
    scores = {
        name: event.body.value
        for name, event in last.scores.items()
        if isinstance(event.body, QuestionnaireScored) and last.stands(event)
    }
    return Week(
        started=day,
        activities=last.activities,
        offered=last.offered,
        completed=last.completed,
        before=last.before | scores,
    )


def resumable(week: Week, today: date) -> bool:
    """Whether answers of today's unfinished round count when she goes on."""
    return week.started == today and week.outcome != "complete"


def due(week: Week, onboarded: date, today: date, *, hard_day: bool = False) -> bool:
    """Whether to offer the questions today: once a day, and not one day too early.

    A day of severe pain or low mood puts the offer off, but not for long: a mother whose every day
    is hard must not be missing. The caller knows about alerts and losses, which rule an offer out.
    """
    if today in (week.offered, week.started):
        return False
    put_off = PUT_OFF if hard_day else timedelta(0)
    if week.completed is None:
        return today - onboarded >= FIRST_AFTER + put_off
    return today - week.completed >= EVERY + put_off
