"""The clinic's own SQLite file: accounts, sessions, broken glass and the audit log.

Passwords, session tokens and invitation codes are stored only as hashes. The secret of a second
factor can't be, because it is needed to compute the code; the file is readable by its owner alone
(0600), and a key to encrypt it with would have to lie beside it on the same disk.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from clinic.entry.migrations import migrate
from records.connection import connect, unit_of_work
from records.store import StoreError


class AccountsFile:
    """Each thread gets a connection of its own, kept open.

    Raises StoreError when the file can't be opened or brought up to date.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            migrate(self.db)
        except (sqlite3.DatabaseError, OSError) as error:
            raise StoreError(f"The accounts at {path} can't be opened: {error}") from error

    @property
    def db(self) -> Database:
        if not hasattr(self._local, "db"):
            self._local.db = connect(self.path)
        db: Database = self._local.db
        return db

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
        return list(self.db.query(sql, params))

    def writing(self) -> AbstractContextManager[Database]:
        """One write transaction."""
        return unit_of_work(self.db)


def digest(secret: str) -> str:
    # tokens and codes are random and long, so a fast hash is enough for them
    return hashlib.sha256(secret.encode()).hexdigest()


def utc(at: datetime) -> str:
    # whole microseconds always written, so that the texts sort as the times do
    return at.astimezone(timezone.utc).isoformat(timespec="microseconds")
