"""Erasing one participant from everything that this installation keeps."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Literal, Protocol

from backstay.settings import Settings
from records.erasing import erase
from records.store import RecordStore

Wish = Literal["herself", "operator", "retention"]


class Forget(Protocol):
    def __call__(self, participant: str, wanted_by: Wish) -> bool: ...


def forgetting(chosen: Settings, store: RecordStore) -> Forget:
    """What erases a participant; False when there is nobody to erase.

    The record goes after the dialogue's own memory, so that a failure leaves her known and it can
    be tried again; what was learnt goes last, for the record gives it back without her.
    """

    def forget(participant: str, wanted_by: Wish) -> bool:
        forget_conversation(chosen.tracker, participant)
        erased = erase(store, participant, wanted_by, chosen.clock())
        chosen.motivation.unlink(missing_ok=True)
        return erased

    return forget


def forget_conversation(tracker: Path, participant: str) -> None:
    """Remove her events from Rasa's tracker store, from the file's free pages too."""
    if not tracker.exists():
        return
    with closing(sqlite3.connect(tracker, timeout=10)) as rows, rows:
        rows.execute("PRAGMA secure_delete=ON")
        if rows.execute("select name from sqlite_master where name = 'events'").fetchone():
            rows.execute("delete from events where sender_id = ?", [participant])
