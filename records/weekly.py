"""The weekly scores of a participant, each with the answers it was made of: read from the log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from records.events import (
    ActivitiesNamed,
    Event,
    ItemAnswered,
    ItemSkipped,
    QuestionnaireScored,
    WeeklyStarted,
)

KINDS = (
    "weekly_started", "activities_named", "item_answered", "item_skipped", "questionnaire_scored",
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """One answer; `activity` is what a PSFS item was about, in her words."""

    id: str
    body: ItemAnswered
    activity: str | None


@dataclass(frozen=True)
class WeeklyScore:
    """A score; one that was corrected, or whose answer she took back, is superseded and stays."""

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
    round_: dict[str, str] = {}  # the newest answer to each item of the round under way
    withdrawn: set[str] = set()
    for event in events:
        body = event.body
        if isinstance(body, WeeklyStarted):
            round_ = {}
        elif isinstance(body, ActivitiesNamed):
            activities = body.activities
            withdrawn |= {round_.pop(item) for item in [*round_] if item.startswith("psfs_")}
        elif isinstance(body, ItemAnswered):
            answers[event.id] = Answer(event.id, body, _activity(body.item, activities))
            round_[body.item] = event.id
        elif isinstance(body, ItemSkipped):
            rated = "psfs_" if body.item == "psfs_activities" else body.item
            withdrawn |= {round_.pop(item) for item in [*round_] if item.startswith(rated)}
        elif isinstance(body, QuestionnaireScored):
            scored.append((event, body))
    replaced = {body.supersedes for _, body in scored}
    return [
        WeeklyScore(
            event.id,
            event.at,
            body,
            "superseded" if event.id in replaced or withdrawn & set(body.items) else "current",
            tuple(answers[one] for one in body.items if one in answers),
        )
        for event, body in scored
    ]


def _activity(item: str, activities: tuple[str, ...]) -> str | None:
    name, _, number = item.rpartition("_")
    if name != "psfs" or not number.isdigit() or int(number) > len(activities):
        return None
    return activities[int(number) - 1]
