"""Values from an extraction into the record, with where each came from and what it replaces."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions.turn import Turn
from bot.capture.values import Extraction, Found
from policies.monitoring.supersede import supersedes
from records.events import ValueRecorded
from records.store import Value


@dataclass(frozen=True)
class Recorded:
    """One value: whether it is new in the record, and the value it took the place of."""

    found: Found
    new: bool
    replaced: Value | None


def record_values(
    turn: Turn, extraction: Extraction, message_id: str, asked: str | None
) -> list[Recorded]:
    """Append the values of one of her messages; a second time, nothing is appended."""
    return [_record(turn, found, extraction, message_id, asked) for found in extraction.values]


def _record(
    turn: Turn, found: Found, extraction: Extraction, message_id: str, asked: str | None
) -> Recorded:
    today = turn.today
    earlier = [
        value
        for value in turn.store.values(turn.participant, since=today)
        if value.measure == found.measure and value.day == today
    ]
    last = earlier[-1] if earlier else None
    replaced = None
    if last is not None and supersedes(
        found.measure, last.at, turn.now, correcting=extraction.correction
    ):
        replaced = last
    value = ValueRecorded(
        measure=found.measure,
        value=found.value,
        day=today.isoformat(),
        message_id=message_id,
        start=found.start,
        end=found.end,
        extractor=found.rule,
        asked=asked,
        supersedes=None if replaced is None else replaced.id,
    )
    return Recorded(found, bool(turn.record(value, found.measure, message_id)), replaced)
