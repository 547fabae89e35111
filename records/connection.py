"""Connections to the SQLite file: one a thread, long-lived, writes begun immediately.

Opening and closing a connection per write costs 20 to 100 times more (the last close checkpoints).
A deferred BEGIN fails at once with "database is locked" when two processes read and then write, and
ignores the busy time-out; BEGIN IMMEDIATE waits. Inner `db.atomic()` blocks become savepoints.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

BUSY_TIMEOUT_SECONDS = 10


class StoreError(Exception):
    """The record can't be opened or is damaged; the message says what to do."""


def connect(path: Path) -> Database:
    """A connection of this thread's own. Raises StoreError when the file can't be used."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        conn = sqlite3.connect(path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
        # sqlite-utils plug-ins of third parties must not touch a connection that holds health data
        db = Database(conn, execute_plugins=False, strict=True)
        for pragma in ("foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
            conn.execute(f"PRAGMA {pragma}")
        conn.execute("select count(*) from sqlite_master").fetchone()
    except (sqlite3.DatabaseError, OSError) as error:
        raise StoreError(
            f"The record at {path} can't be opened ({error}). If the file is damaged, stop all "
            "processes, move it aside and restore the latest backup; don't delete it."
        ) from error
    return db


@contextmanager
def unit_of_work(db: Database) -> Iterator[Database]:
    """One write transaction: committed whole or not at all."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
        db.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:
            db.execute("ROLLBACK")
        raise
