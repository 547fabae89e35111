"""The weekly questionnaires: rounds, answers, scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from records.events.body import Body


@dataclass(frozen=True)
class WeeklyOffered(Body):
    """The coach asked whether the weekly questions suit her now."""

    kind: ClassVar[str] = "weekly_offered"
    day: str


@dataclass(frozen=True)
class WeeklyStarted(Body):
    """A new round of the weekly questions began; answers belong to the latest round."""

    kind: ClassVar[str] = "weekly_started"
    day: str


@dataclass(frozen=True)
class WeeklyEnded(Body):
    """The round ended. One that she left may be taken up again on the same day."""

    kind: ClassVar[str] = "weekly_ended"
    day: str
    outcome: Literal["complete", "left", "stopped_for_safety"]


@dataclass(frozen=True)
class ActivitiesNamed(Body):
    """The activities that are hard for her, for the PSFS: item `psfs_1` is the first, and so on.

    `spans` are the places of each in the message's text.
    """

    kind: ClassVar[str] = "activities_named"
    activities: tuple[str, ...]
    message_id: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class ItemAnswered(Body):
    """Her answer to one item of a questionnaire, with its provenance.

    `version` is that of the questionnaire, and so of the wording she saw; `asked` the item that was
    open when she said it (another one when she corrects); `supersedes` the answer it corrects.
    """

    kind: ClassVar[str] = "item_answered"
    questionnaire: str
    version: int
    item: str
    value: float
    day: str
    message_id: str
    start: int
    end: int
    asked: str | None = None
    supersedes: str | None = None


@dataclass(frozen=True)
class ItemSkipped(Body):
    """She preferred not to answer this item."""

    kind: ClassVar[str] = "item_skipped"
    item: str
    day: str
    message_id: str


@dataclass(frozen=True)
class QuestionnaireScored(Body):
    """A score by the published rule; `items` are the ids of the answers it was made of."""

    kind: ClassVar[str] = "questionnaire_scored"
    questionnaire: str
    version: int
    value: float
    band: str | None
    items: tuple[str, ...]
    day: str
    supersedes: str | None = None
