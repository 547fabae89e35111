"""From a value back to the words it came from: the rows of the table of values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from clinic.participant.period import Period
from clinic.said import PRIVATE, Said, said
from clinic.words import measure, quantity
from records.corrections import Correction, by_clinician
from records.events import ClinicianView, MessageReceived, ValueSkipped
from records.store import ALERT_STATES, RecordStore, Value


@dataclass(frozen=True)
class Line:
    """One row of the table of values: a value, a correction or an answer she skipped.

    `replaced_by` and `replaces` are the other value of a correction, as shown; `corrected` and
    `made_by` are a clinician's correction, of this value and by which it came about.
    """

    id: str | None
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
    corrected: Correction | None = None
    made_by: Correction | None = None


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
            {each.message_id for each in store.alerts(participant, states=ALERT_STATES)}
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


@dataclass(frozen=True)
class Lines:
    """The newest lines of a period, and how many older ones were left out."""

    shown: tuple[Line, ...]
    more: int


def lines(
    values: Sequence[Value],
    skips: Iterable[tuple[datetime, ValueSkipped]],
    shown: Period,
    words: Words,
    made: Mapping[str, Correction],
    most: int,
) -> Lines:
    """Values and skipped answers of the period, newest first; `made` are the corrections."""
    row = _Rows(values, words, made)
    found = [(value.day, value.at, partial(row.of_value, value)) for value in values]
    found += [
        (date.fromisoformat(skip.day), at, partial(row.of_skip, at, skip)) for at, skip in skips
    ]
    inside = [one for one in found if one[0] in shown]
    inside.sort(key=lambda one: one[:2], reverse=True)
    return Lines(tuple(make() for *_, make in inside[:most]), max(len(inside) - most, 0))


class _Rows:
    """Makes a line of a value or of a skipped answer; her words are read only for those shown."""

    def __init__(
        self, values: Sequence[Value], words: Words, made: Mapping[str, Correction]
    ) -> None:
        self._words, self._made = words, made
        self._by_id = {value.id: value for value in values}
        self._successors = {value.supersedes: value for value in values if value.supersedes}
        self._by_clinicians = {correction.id: correction for correction in made.values()}

    def of_value(self, value: Value) -> Line:
        successor = self._successors.get(value.id)
        before = self._by_id.get(value.supersedes or "")
        return Line(
            value.id,
            value.day,
            value.at,
            measure(value.measure),
            quantity(value.measure, value.shown),
            value.status,
            self._words.said(value.message_id, [(value.start, value.end)]),
            None if value.asked is None else measure(value.asked),
            value.extractor,
            value.message_id,
            replaced_by=quantity(successor.measure, successor.shown) if successor else None,
            replaces=quantity(before.measure, before.shown) if before else None,
            corrected=by_clinician(value, successor.id if successor else None, self._made),
            made_by=self._by_clinicians.get(value.id),
        )

    def of_skip(self, at: datetime, skip: ValueSkipped) -> Line:
        return Line(
            None,
            date.fromisoformat(skip.day),
            at,
            measure(skip.measure),
            "not given",
            "skipped",
            self._words.said(skip.message_id, ()),
            measure(skip.measure),
            None,
            skip.message_id,
        )
