"""Values from an extraction into the record, with where each came from and what it replaces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.actions.turn import Expected, Turn
from bot.capture.values import Extraction, Found
from policies.monitoring.supersede import supersedes
from records.events import ValueRecorded
from records.store import Value


@dataclass(frozen=True)
class Recorded:
    """One value of a day: whether it is news in this turn, and the value it replaces.

    It is when the message is heard again because a crash cut the first turn short: the same has to
    be said as then, for replies are known by their number.
    """

    found: Found
    day: date
    new: bool
    replaced: Value | None


def record_values(
    turn: Turn,
    extraction: Extraction,
    message_id: str,
    asked: str | None,
    corrected: Expected | None = None,
) -> list[Recorded]:
    """Append the values of one of her messages; a second time, nothing is appended.

    `corrected` names a value that she was asked to correct, and the day it is of.
    """
    recorded = []
    for found in extraction.values:
        about = corrected is not None and corrected.measure == found.measure
        day = corrected.day if corrected is not None and about else turn.today
        correcting = extraction.correction or about
        recorded.append(record_value(turn, found, day, message_id, asked, correcting=correcting))
    return recorded


def record_value(
    turn: Turn, found: Found, day: date, message_id: str, asked: str | None, *, correcting: bool
) -> Recorded:
    """Append one value of a day, in the place of the one it supersedes."""
    earlier = [
        value
        for value in turn.store.values(turn.participant, since=day)
        if value.measure == found.measure and value.day == day
    ]
    last = earlier[-1] if earlier else None
    replaced = None
    if last is not None and supersedes(found.measure, last.at, turn.now, correcting=correcting):
        replaced = last
    start, end = found.start, found.end
    if message_id == turn.message_id:
        start, end = turn.in_record(start, end)
    value = ValueRecorded(
        measure=found.measure,
        value=found.value,
        day=day.isoformat(),
        message_id=message_id,
        start=start,
        end=end,
        extractor=found.rule,
        asked=asked,
        supersedes=None if replaced is None else replaced.id,
    )
    about = found.measure if day == turn.today else f"{found.measure}:{day}"
    if turn.record(value, about, message_id):
        return Recorded(found, day, True, replaced)
    return Recorded(found, day, not turn.heard_before, _replaced_then(turn, value))


def _replaced_then(turn: Turn, value: ValueRecorded) -> Value | None:
    """What this value took the place of when it was recorded."""
    on = date.fromisoformat(value.day)
    told = turn.store.values(turn.participant, since=on, superseded=True)
    same = [each for each in told if each.measure == value.measure and each.day == on]
    mine = next((each for each in same if each.message_id == value.message_id), None)
    return next((each for each in same if mine and each.id == mine.supersedes), None)
