"""Connections to the SQLite file: one a thread, long-lived, writes begun immediately.

Opening and closing a connection per write costs 20 to 100 times more (the last close checkpoints).
A deferred BEGIN fails at once with "database is locked" when two processes read and then write, and
ignores the busy time-out; BEGIN IMMEDIATE waits. Inner `db.atomic()` blocks become savepoints.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from records.store import StoreError

BUSY_TIMEOUT_SECONDS = 10


WHAT_TO_DO = (
    "If the file is damaged, stop all processes, move it aside and restore the latest backup; "
    "don't delete it."
)


def connect(path: Path) -> Database:
    """A connection of this thread's own. Raises StoreError when the file can't be used."""
    if path.is_dir():
        raise StoreError(f"The record can't be opened: {path} is a folder, not a file.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        conn = sqlite3.connect(path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
        # sqlite-utils plug-ins of third parties must not touch a connection that holds health data
        db = Database(conn, execute_plugins=False, strict=True)
        for pragma in ("foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
            conn.execute(f"PRAGMA {pragma}")
        conn.execute("select count(*) from sqlite_master").fetchone()
    except (sqlite3.DatabaseError, OSError) as error:
        raise StoreError(f"The record at {path} can't be opened ({error}). {WHAT_TO_DO}") from error
    return db


def enable_wal(db: Database) -> None:
    """Set write-ahead logging once; SQLite's own time-out does not cover this change."""
    give_up = time.monotonic() + BUSY_TIMEOUT_SECONDS
    while True:
        try:
            return db.enable_wal()
        except sqlite3.OperationalError:  # another process is setting it or uses the file
            if time.monotonic() > give_up:
                raise
            time.sleep(0.02)


@contextmanager
def telling_damage() -> Iterator[None]:
    """Turns SQLite's word for a damaged file into StoreError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if type(error) is sqlite3.DatabaseError:  # its subclasses mean something else
            raise StoreError(f"The record can't be read ({error}). {WHAT_TO_DO}") from error
        raise


@contextmanager
def unit_of_work(db: Database) -> Iterator[Database]:
    """One write transaction: committed whole or not at all."""
    with telling_damage():
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
            db.execute("COMMIT")
        except BaseException:
            if db.conn.in_transaction:
                db.execute("ROLLBACK")
            raise
