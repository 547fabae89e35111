"""The weekly scores of a participant, each with the answers it was made of: read from the log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from records.events import ActivitiesNamed, Event, ItemAnswered, QuestionnaireScored

KINDS = ("activities_named", "item_answered", "questionnaire_scored")


@dataclass(frozen=True)
class Answer:
    """One answer; `activity` is what a PSFS item was about, in her words."""

    id: str
    body: ItemAnswered
    activity: str | None


@dataclass(frozen=True)
class WeeklyScore:
    """A score; a corrected one is superseded and stays."""

    id: str
    at: datetime
    body: QuestionnaireScored
    status: Literal["current", "superseded"]
    answers: tuple[Answer, ...]


def weekly_scores(events: Iterable[Event]) -> list[WeeklyScore]:
    """The scores in these events (kinds `KINDS` suffice), oldest first."""
    activities: tuple[str, ...] = ()
    answers: dict[str, Answer] = {}
    scored: list[tuple[Event, QuestionnaireScored]] = []
    for event in events:
        body = event.body
        if isinstance(body, ActivitiesNamed):
            activities = body.activities
        elif isinstance(body, ItemAnswered):
            answers[event.id] = Answer(event.id, body, _activity(body.item, activities))
        elif isinstance(body, QuestionnaireScored):
            scored.append((event, body))
    replaced = {body.supersedes for _, body in scored}
    return [
        WeeklyScore(
            event.id,
            event.at,
            body,
            "superseded" if event.id in replaced else "current",
            tuple(answers[one] for one in body.items if one in answers),
        )
        for event, body in scored
    ]


def _activity(item: str, activities: tuple[str, ...]) -> str | None:
    name, _, number = item.rpartition("_")
    if name != "psfs" or not number.isdigit() or int(number) > len(activities):
        return None
    return activities[int(number) - 1]
