"""Her goal and what kept her from exercising, briefly; her words only where she lets them show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from clinic.participant.provenance import Words
from clinic.said import PRIVATE, Said, said
from policies.motivation.diary import current_goal
from records.events import BarrierReported, Event

BARRIERS = {
    "time": "no time", "tired": "tired", "pain": "pain", "forgot": "forgot", "mood": "mood",
    "baby": "the baby", "other": "something else",
}  # fmt: skip


@dataclass(frozen=True)
class Aims:
    """`goal` and `plan` are None when she has told none; barriers as "tired, 3 times"."""

    goal: Said | None
    plan: Said | None
    message_id: str
    barriers: tuple[str, ...]


def aims(goals: Iterable[Event], barriers: Iterable[Event], words: Words) -> Aims:
    """From her goal events and her barriers, oldest first."""
    goal = current_goal(goals)
    counts = Counter(e.body.barrier for e in barriers if isinstance(e.body, BarrierReported))
    told = tuple(
        BARRIERS[name] + (f", {count} times" if count > 1 else "")
        for name, count in counts.most_common()
    )
    if goal is None:
        return Aims(None, None, "", told)
    # the plan comes from another message, so it is shown only where all of her words are
    plan = None if goal.plan is None else PRIVATE if words.private else said(goal.plan)
    return Aims(words.quoted(goal.message_id, goal.words), plan, goal.message_id, told)
