"""Clinicians' notes about a participant: what may be written, and those that were."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from clinic.said import Said, said
from records.events import Event, NoteWritten

MAX_NOTE = 4000  # characters


@dataclass(frozen=True)
class Note:
    """A note; `clinician` is the sign-in name of who wrote it."""

    at: datetime
    clinician: str
    text: Said


def notes(events: Iterable[Event]) -> tuple[Note, ...]:
    """Newest first, from events of kind `note_written`."""
    found = [
        Note(event.at, event.body.clinician, said(event.body.text, limit=None))
        for event in events
        if isinstance(event.body, NoteWritten)
    ]
    return tuple(reversed(found))


def note_problem(text: str) -> str | None:
    """What is wrong with a note, or None."""
    if not text:
        return "Please write something first. Nothing was saved."
    if len(text) > MAX_NOTE:
        return (
            f"The note has {len(text):,} characters; please keep it to {MAX_NOTE:,}, or split it "
            "into two notes. It isn't saved yet: all of it is below."
        )
    return None
