"""From a value back to the words it came from: the rows of the table of values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from clinic.said import Said, said
from clinic.words import measure, quantity
from records.events import MessageReceived, ValueSkipped
from records.store import RecordStore, Value


@dataclass(frozen=True)
class Line:
    """One row of the table of values: a value, a correction or an answer she skipped.

    `replaced_by` and `replaces` are the other value of a correction, as shown.
    """

    day: date
    at: datetime
    measure: str
    shown: str
    status: str
    said: Said | None
    asked: str | None
    extractor: str | None
    message_id: str
    replaced_by: str | None = None
    replaces: str | None = None


class Words:
    """Her messages by id, each read once; None for one that isn't hers or was erased."""

    def __init__(self, store: RecordStore, participant: str) -> None:
        self._store = store
        self._participant = participant
        self._texts: dict[str, str | None] = {}

    def text(self, message_id: str) -> str | None:
        if message_id not in self._texts:
            event = self._store.event(message_id)
            hers = event is not None and event.participant == self._participant
            body = event.body if event is not None and hers else None
            self._texts[message_id] = body.text if isinstance(body, MessageReceived) else None
        return self._texts[message_id]

    def said(self, message_id: str, spans: Iterable[tuple[int, int]]) -> Said | None:
        text = self.text(message_id)
        return None if text is None else said(text, spans)


def lines(
    values: Sequence[Value],
    skips: Iterable[tuple[datetime, ValueSkipped]],
    first: date,
    words: Words,
) -> tuple[Line, ...]:
    """Values and skipped answers since `first`, newest first."""
    shown = {value.id: quantity(value.measure, value.shown) for value in values}
    replaced = {value.supersedes: shown[value.id] for value in values if value.supersedes}
    found = [
        Line(
            value.day,
            value.at,
            measure(value.measure),
            shown[value.id],
            value.status,
            words.said(value.message_id, [(value.start, value.end)]),
            None if value.asked is None else measure(value.asked),
            value.extractor,
            value.message_id,
            replaced_by=replaced.get(value.id),
            replaces=shown.get(value.supersedes or ""),
        )
        for value in values
        if value.day >= first
    ]
    found += [
        Line(
            date.fromisoformat(skip.day),
            at,
            measure(skip.measure),
            "not given",
            "skipped",
            words.said(skip.message_id, ()),
            measure(skip.measure),
            None,
            skip.message_id,
        )
        for at, skip in skips
        if skip.day >= first.isoformat()
    ]
    return tuple(sorted(found, key=lambda line: (line.day, line.at), reverse=True))
