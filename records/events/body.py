"""What all kinds of events share: the base of their bodies, and the words they use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

Tier = Literal["none", "review", "urgent", "emergency"]
Measure = Literal["pain_now", "pain_worst", "mood", "sleep_hours", "night_wakings", "exercise_done"]
CHECKIN_MEASURES: tuple[Measure, ...] = (
    "pain_now", "sleep_hours", "night_wakings", "mood", "exercise_done",
)  # fmt: skip
BirthKind = Literal["vaginal", "caesarean"]
CheckinState = Literal["due", "claimed", "sent", "silent", "refused", "missed"]
CheckinStage = Literal["decide", "render", "deliver"]


@dataclass(frozen=True)
class Body:
    """Base of all event bodies; `kind` is the name stored in the log."""

    kind: ClassVar[str]
