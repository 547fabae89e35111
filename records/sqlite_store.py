"""The default store: one SQLite file through sqlite-utils, for several processes and threads."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from records.connection import connect, telling_damage, unit_of_work
from records.log_store import LogStore
from records.migrations import migrate
from records.rows import Row
from records.store import StoreError


class SqliteTables:
    """`Tables` in a SQLite file. Each thread gets a connection of its own, kept open."""

    unclaimed = ""  # writers wait for one another, so nobody else is claiming

    def __init__(self, path: Path) -> None:
        self.place = str(path)
        self._path = path
        self._local = threading.local()

    def given(self, *columns: str) -> str:
        picked = ", ".join(f"json_extract(value, '$.{each}') as {each}" for each in columns)
        return f"select {picked} from json_each(:rows)"

    @property
    def db(self) -> Database:
        """This thread's connection."""
        if not hasattr(self._local, "db"):
            self._local.db = connect(self._path)
        db: Database = self._local.db
        return db

    @contextmanager
    def writing(self) -> Iterator[None]:
        with unit_of_work(self.db):
            yield

    def query(self, sql: str, /, **values: object) -> list[Row]:
        with telling_damage():
            return list(self.db.query(sql, values))

    def stream(self, sql: str, /, **values: object) -> Iterator[Row]:
        with telling_damage():
            yield from self.db.query(sql, values)

    def run(self, sql: str, /, **values: object) -> int:
        with telling_damage():
            return self.db.execute(sql, values).rowcount

    def run_each(self, sql: str, rows: Collection[Row]) -> int:
        with telling_damage():
            return self.db.conn.executemany(sql, rows).rowcount if rows else 0

    def insert(self, table: str, *rows: Row) -> None:
        if rows:
            columns = ", ".join(f'"{column}"' for column in rows[0])
            marks = ", ".join(f":{column}" for column in rows[0])
            self.run_each(f"insert into {table} ({columns}) values ({marks})", rows)

    def defer_references(self) -> None:
        self.db.execute("PRAGMA defer_foreign_keys=ON")

    def purge(self) -> None:
        # the write-ahead log still holds pages with the key; this empties it, unless somebody is
        # reading, in which case the next checkpoint does
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class SqliteStore(LogStore):
    """`RecordStore` on SQLite. A file holds the record of one clinic.

    Raises StoreError when the file can't be opened or brought up to date, or holds another clinic.
    """

    def __init__(self, path: Path, clinic: str = "default") -> None:
        self.path = path
        tables = SqliteTables(path)
        try:
            migrate(tables.db)
        except (sqlite3.DatabaseError, RuntimeError) as error:
            raise StoreError(
                f"The record at {path} can't be brought up to date: {error}"
            ) from error
        super().__init__(tables, clinic)
