"""What followed a decision point, written to or not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from policies.motivation.reward import reward
from records.events import (
    CheckinEnded,
    CheckinOutcome,
    Event,
    GoalStepDone,
    MessageReceived,
    RemindersChanged,
    ValueRecorded,
)

KINDS = (
    MessageReceived.kind, ValueRecorded.kind, CheckinEnded.kind, GoalStepDone.kind,
    RemindersChanged.kind,
)  # fmt: skip
LONGEST = timedelta(days=1)  # when no decision point follows sooner
REPLY = timedelta(hours=4)


def outcome(
    checkin: str, since: datetime, until: datetime, events: Iterable[Event]
) -> CheckinOutcome:
    """From her events of KINDS: what she did from the decision until the next one, or for a day."""
    replied: float | None = None
    took_part = stopped = False
    for event in events:
        if not since < event.at <= until:
            continue
        body = event.body
        if isinstance(body, MessageReceived) and replied is None and event.at - since <= REPLY:
            replied = (event.at - since).total_seconds() / 60
        took_part |= isinstance(body, ValueRecorded | GoalStepDone)
        took_part |= isinstance(body, CheckinEnded) and body.outcome == "complete"
        stopped |= isinstance(body, RemindersChanged) and body.state != "active"
    return CheckinOutcome(checkin, took_part, replied, stopped, reward(took_part, stopped))
