"""Reading an exported record back: everything is checked before anything is written.

A file is taken as hostile: it may be cut, changed, of another program, or of a later version. What
is wrong is said with its place.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from records.events import (
    BODIES,
    ChannelLinked,
    CheckinDecided,
    CheckinDelivered,
    CheckinStage,
    Event,
    Joined,
)
from records.events import from_json as body_from_json
from records.export_checkins import SETTLED
from records.misfit import is_instant, misfit
from records.sealing import FORMAT, VERSION, digest
from records.store import Checkin, RecordStore, RestoreRefused

LARGEST = 200_000_000  # bytes: ten years of a hundred messages a day come to less
ELSEWHERE = "decided in another record"


@dataclass(frozen=True)
class RecordFile:
    """A record that was exported, ready to be restored."""

    participant: str
    alias: str
    events: tuple[Event, ...]
    checkins: tuple[Checkin, ...]

    def restore(self, store: RecordStore) -> None:
        """Raises RestoreRefused."""
        store.restore(self.participant, self.events, self.checkins)


def read_record(data: bytes) -> RecordFile:
    """The record in a file's bytes. Raises RestoreRefused, which says what is wrong where."""
    record = _sealed(_json(data))
    try:
        return _record(record)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, RestoreRefused):
            raise
        raise RestoreRefused(f"The file lacks or misspells something ({error}).") from error


def _json(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise RestoreRefused(f"The file is larger than {LARGEST // 1_000_000} MB: no record is.")
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RestoreRefused(
            f"The file isn't UTF-8 (byte {error.start}): it was saved in another encoding."
        ) from error
    except json.JSONDecodeError as error:
        raise RestoreRefused(
            f"The file is cut or damaged: line {error.lineno}, column {error.colno}: {error.msg}."
        ) from error
    except (RecursionError, ValueError) as error:
        raise RestoreRefused("The file isn't a record: it is nested or numbered wildly.") from error
    if isinstance(found, dict) and found.get("resourceType") == "Bundle":
        raise RestoreRefused("This is a FHIR export, which leaves things out: export as json.")
    if not isinstance(found, dict) or "participant" not in found or "events" not in found:
        raise RestoreRefused("The file isn't a record that Backstay exported.")
    return found


def _sealed(record: dict[str, Any]) -> dict[str, Any]:
    """The record, of a version known here and as it was written."""
    if "withheld" in record:
        raise RestoreRefused("This is a copy without her words: only the whole can be imported.")
    if record.get("format") != FORMAT:
        raise RestoreRefused(
            "The file doesn't say that it is a record, as exports of early versions don't: export"
            " again with this version."
        )
    version = record.get("version")
    if version != VERSION:
        raise RestoreRefused(
            f"The file is of version {version!r}; this program reads {VERSION}. Update Backstay."
        )
    try:
        right = digest(record)
    except ValueError as error:
        raise RestoreRefused("The file holds text or numbers that no record can.") from error
    if record.get("digest") != right:
        raise RestoreRefused(
            "The file was changed or damaged after it was exported: its digest doesn't match."
        )
    return record


def _record(record: dict[str, Any]) -> RecordFile:
    participant = record["participant"]["id"]
    if not isinstance(participant, str) or not participant:
        raise RestoreRefused("The participant has no id.")
    events = tuple(_events(participant, record["events"]))
    _check_order(events)
    joined = events[0].body
    assert isinstance(joined, Joined)
    checkins = tuple(_checkins(participant, events, record["nudges"]))
    _check_single("nudge", (checkin.id for checkin in checkins))
    return RecordFile(participant, joined.alias, events, checkins)


def _events(participant: str, told: list[Any]) -> Iterator[Event]:
    for number, each in enumerate(told, 1):
        where = f"Entry {number} of the events"
        body = {k: v for k, v in each.items() if k not in ("id", "kind", "at", "cause")}
        kind = BODIES.get(each["kind"])
        if kind is None:
            raise RestoreRefused(
                f"{where} is of a kind unknown here ({each['kind']!r}). Update Backstay."
            )
        problem = misfit(kind, body)
        if problem is not None:
            raise RestoreRefused(f"{where} ({kind.kind}): {problem}.")
        if not all(isinstance(each[name], str) and each[name] for name in ("id", "cause")):
            raise RestoreRefused(f"{where}: its id or cause isn't a text.")
        at = _instant(each["at"], where)
        yield Event(
            each["id"], 0, participant, at, body_from_json(kind.kind, body), each["cause"], ""
        )


def _instant(text: Any, where: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except (ValueError, TypeError) as error:
        raise RestoreRefused(f"{where}: {text!r} isn't a time.") from error
    if not is_instant(at):
        raise RestoreRefused(f"{where}: its time has no time zone, or lies far off.")
    return at.astimezone(timezone.utc)


def _check_order(events: tuple[Event, ...]) -> None:
    begins = [number for number, event in enumerate(events) if isinstance(event.body, Joined)]
    if begins != [0]:
        raise RestoreRefused("The events must begin with her joining, once.")
    if not any(isinstance(event.body, ChannelLinked) for event in events):
        raise RestoreRefused("No address of hers is in the file.")
    _check_single("id of an event", (event.id for event in events))
    _check_single("cause", (event.cause for event in events))


def _check_single(what: str, names: Iterable[str]) -> None:
    for most, count in Counter(names).most_common(1):
        if count > 1:
            raise RestoreRefused(f"The {what} {most!r} is in the file more than once.")


def _checkins(
    participant: str, events: tuple[Event, ...], nudges: list[dict[str, Any]]
) -> Iterator[Checkin]:
    """Decision points as the queue keeps them: those decided on are history, the others ahead."""
    decided = {e.body.checkin: (e.at, e.body) for e in events if isinstance(e.body, CheckinDecided)}
    became = {
        e.body.checkin: (e.at, e.body) for e in events if isinstance(e.body, CheckinDelivered)
    }
    for number, nudge in enumerate(nudges, 1):
        key, where = nudge["id"], f"Entry {number} of the nudges"
        if not isinstance(key, str) or not isinstance(nudge["reason"], str | None):
            raise RestoreRefused(f"{where}: its id or reason isn't a text.")
        due_at = _instant(nudge["due_at"], where)
        if key not in decided:
            yield Checkin(key, participant, due_at, reason=nudge["reason"])
            continue
        at, decision = decided[key]
        at, delivered = became.get(key, (at, None))
        state, reason = SETTLED[decision.action], decision.reason
        if delivered is not None:
            state = "sent" if delivered.outcome == "sent" else "missed"
            reason = delivered.reason
        elif nudge["state"] == "due":  # on its way when it was exported: not sent from here
            state, reason = "missed", ELSEWHERE
        stage: CheckinStage = "decide" if decision.action != "send" else "deliver"
        yield Checkin(key, participant, due_at, None, state, stage, reason=reason, settled_at=at)
