"""The conversation around one message: what was said, noted, and seen by the screen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from starlette.responses import Response

from clinic.flags import flag
from clinic.participant.provenance import Words
from clinic.said import PRIVATE, Said, said
from clinic.visit import Clinic, Missing, Visit, render
from clinic.words import TIERS, clock_time, measure, quantity, zone_name, zone_of
from records.events import (
    Body,
    Event,
    Fault,
    MessageReceived,
    MessageSent,
    SafetyAnswered,
    Screened,
    ValueCorrected,
    ValueRecorded,
)
from records.store import Participant, RecordStore

AROUND = 12  # messages shown on each side
SAFE, NOT_SAFE = "she is safe or somebody is with her", "not safe, alone, or unsure"
NEIGHBOUR = 1000  # characters of the messages beside the one asked for
KINDS = {
    "message_received", "message_sent", "screened", "safety_answered", "value_recorded",
    "value_corrected", "fault",
}  # fmt: skip


@dataclass(frozen=True)
class Corrected:
    """A clinician's correction of a value that was read from a message; `to` "": taken out."""

    at: datetime
    clinician: str
    to: str
    reason: str


@dataclass(frozen=True)
class Turn:
    """One message with what came of it; `checkin` tells that a due check-in sent it."""

    id: str
    hers: bool
    at: datetime
    said: Said
    buttons: tuple[str, ...]
    checkin: bool
    asked_for: bool
    notes: tuple[str, ...]
    corrected: tuple[Corrected, ...]


@dataclass(frozen=True)
class View:
    """The turns around the one asked for; `earlier` and `later` are messages to go on from."""

    person: Participant
    zone: str
    local: Callable[[datetime], str]
    turns: tuple[Turn, ...]
    earlier: str | None
    later: str | None


def view(store: RecordStore, participant: str, message_id: str) -> View:
    """Raises Missing when the message isn't one of this participant's conversation."""
    focus = store.event(message_id)
    if focus is None or focus.participant != participant or not _is_message(focus):
        raise Missing
    events = store.read(participant, kinds=KINDS)
    messages = [event for event in events if _is_message(event)]
    place = next(i for i, event in enumerate(messages) if event.id == message_id)
    first, last = max(place - AROUND, 0), place + AROUND + 1
    about: dict[str, list[Body]] = defaultdict(list)
    for event in events:
        source = getattr(event.body, "message_id", None)
        if source is not None:
            about[source].append(event.body)
    corrected = _corrected(events)
    person, words = store.participant(participant), Words(store, participant)
    return View(
        person,
        zone_name(person.zone),
        partial(clock_time, zone=zone_of(person.zone)),
        tuple(
            _turn(e, about[e.id], e.id == message_id, words, corrected.get(e.id, ()))
            for e in messages[first:last]
        ),
        messages[first - 1].id if first else None,
        messages[last].id if last < len(messages) else None,
    )


def _is_message(event: Event) -> bool:
    return isinstance(event.body, MessageReceived | MessageSent)


def _corrected(events: Sequence[Event]) -> dict[str, list[Corrected]]:
    """By message; a value that a clinician put in place has its source from the one before."""
    sources: dict[str, tuple[str, str]] = {}  # message and measure of each value
    found: dict[str, list[Corrected]] = defaultdict(list)
    for event in events:
        body = event.body
        if isinstance(body, ValueRecorded):
            sources[event.id] = body.message_id, body.measure
        elif isinstance(body, ValueCorrected) and body.supersedes in sources:
            message, about = sources[event.id] = sources[body.supersedes]
            to = "" if body.value is None else f"{measure(about)} {quantity(about, body.value)}"
            found[message].append(Corrected(event.at, body.clinician, to, body.reason))
    return found


def _turn(
    event: Event,
    about: Sequence[Body],
    asked_for: bool,
    words: Words,
    corrected: Sequence[Corrected],
) -> Turn:
    """What the coach says may quote her, or tell what she asked: it is as private as her words."""
    body = event.body
    assert isinstance(body, MessageReceived | MessageSent)
    spans = [(note.start, note.end) for note in about if isinstance(note, ValueRecorded)]
    for note in about:
        if isinstance(note, Screened):
            spans += [(start, end) for _, start, end, _ in note.evidence]
    sent = isinstance(body, MessageSent)
    shown = words.shows(body.reply_to if isinstance(body, MessageSent) else event.id)
    return Turn(
        event.id,
        not sent,
        event.at,
        said(body.text, spans, None if asked_for else NEIGHBOUR) if shown else PRIVATE,
        body.buttons if isinstance(body, MessageSent) and shown else (),
        isinstance(body, MessageSent) and body.checkin is not None,
        asked_for,
        tuple(words for words in map(_note, about) if words),
        tuple(corrected),
    )


def _note(body: Body) -> str:
    """What came of a message, in a line; "" for what needs no telling."""
    if isinstance(body, ValueRecorded):
        return f"Noted: {measure(body.measure)} {quantity(body.measure, body.value)}"
    if isinstance(body, Screened) and body.tier != "none":
        flags = ", ".join(flag(name).short for name in body.flags)
        rules = ", ".join(sorted({rule for *_, rule in body.evidence}))
        return f"Safety screen: {TIERS.get(body.tier, body.tier)}: {flags} (rule {rules})"
    if isinstance(body, SafetyAnswered):
        return "Her answer to the warning: " + (SAFE if body.safe else NOT_SAFE)
    if isinstance(body, Fault):
        return f"The coach failed while answering this ({body.error})"
    return ""


def conversation(clinic: Clinic, visit: Visit) -> Response:
    her = view(clinic.store, visit.path["participant"], visit.path["message"])
    return render(clinic, visit, "conversation.html", her=her, names=clinic.names())
