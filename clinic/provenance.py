"""From a value back to the words it came from: the rows of the table of values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from clinic.said import PRIVATE, Said, said
from clinic.words import measure, quantity
from records.events import ClinicianView, MessageReceived, ValueSkipped
from records.store import AlertState, RecordStore, Value

EVERY_STATE: tuple[AlertState, ...] = ("open", "acknowledged", "closed")


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
    """Her messages by id, each read once; None for one that isn't hers or was erased.

    When she keeps her words private, only those of messages that raised an alert are shown.
    """

    def __init__(self, store: RecordStore, participant: str) -> None:
        self._store = store
        self._participant = participant
        self._texts: dict[str, str | None] = {}
        self.private = not _shows_words(store, participant)
        self._alarming = (
            {each.message_id for each in store.alerts(participant, states=EVERY_STATE)}
            if self.private
            else set()
        )

    def shows(self, message_id: str | None) -> bool:
        """Whether what she wrote in this message, and what was said to it, may be seen."""
        return not self.private or message_id in self._alarming

    def quoted(self, message_id: str, text: str) -> Said:
        """Words of hers that come from this message."""
        return said(text) if self.shows(message_id) else PRIVATE

    def text(self, message_id: str) -> str | None:
        if message_id not in self._texts:
            event = self._store.event(message_id)
            hers = event is not None and event.participant == self._participant
            body = event.body if event is not None and hers else None
            self._texts[message_id] = body.text if isinstance(body, MessageReceived) else None
        return self._texts[message_id]

    def said(self, message_id: str, spans: Iterable[tuple[int, int]]) -> Said | None:
        text = self.text(message_id)
        if text is None:
            return None
        return said(text, spans) if self.shows(message_id) else PRIVATE


def _shows_words(store: RecordStore, participant: str) -> bool:
    chosen = [e.body for e in store.read(participant, kinds=(ClinicianView.kind,))]
    return all(body.words for body in chosen[-1:] if isinstance(body, ClinicianView))


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
