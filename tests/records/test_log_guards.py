"""The log can't be changed by mistake, and a change made on purpose is found."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlite_utils
from sqlite_utils import Database

from records.events import Draft, Fault
from records.migrations import APPEND_ONLY_TRIGGERS, guard_log
from records.sqlite_store import SqliteStore
from records.store import StoreError
from tests.records.kinds_of_store import NOW, pain, said


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A record with a few rows of two participants and one of none."""
    path = tmp_path / "record.db"
    store = SqliteStore(path)
    her, other = store.join("web", "a", NOW), store.join("web", "b", NOW)
    store.append(her, said("my back hurts"), pain(6))
    store.append(None, Draft(Fault("ValueError 1"), NOW))
    store.append(other, said("hello"))
    assert store.verify().rows == 8
    return path


STATEMENTS = {
    "update": "update log set at = '2020-01-01' where seq = 3",
    "delete": "delete from log where seq = 3",
    "delete all": "delete from log",
    "replace by seq": "insert or replace into log select clinic, seq, 'x', participant, kind, at,"
    " body, 'x', prev, hash from log where seq = 3",
    "replace by id": "insert or replace into log select clinic, 99, id, participant, kind, at,"
    " body, 'x', prev, hash from log where seq = 3",
    "replace by cause": "replace into log select clinic, 99, 'x', participant, kind, at,"
    " body, cause, prev, hash from log where seq = 3",
    "upsert": "insert into log select * from log where seq = 3"
    " on conflict (clinic, seq) do update set body = 'x'",
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())
def test_raw_connections_are_stopped(path: Path, statement: str) -> None:
    raw = sqlite3.connect(path)
    before = raw.execute("select * from log").fetchall()
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(statement)
    raw.rollback()
    assert raw.execute("select * from log").fetchall() == before
    assert SqliteStore(path).verify().intact


def test_sqlite_utils_is_stopped(path: Path) -> None:
    db = sqlite_utils.Database(path)
    log = db.table("log")
    row = next(iter(log.rows))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        log.update((row["clinic"], row["seq"]), {"body": "x"})
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        log.delete((row["clinic"], row["seq"]))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        log.delete_where("seq > ?", [0])
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        log.insert({**row, "body": "x"}, replace=True, pk=("clinic", "seq"))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        log.upsert({**row, "body": "x"}, pk=("clinic", "seq"))
    assert SqliteStore(path).verify().intact


def test_a_record_without_its_guards_is_not_opened(path: Path) -> None:
    Database(path).table("log").transform(types={"seq": int})  # which drops triggers
    with pytest.raises(StoreError, match="append-only guards"):
        SqliteStore(path)


def tamper(path: Path, statement: str) -> None:
    """Change the log as somebody with the file and time could: guards off, and on again."""
    raw = Database(sqlite3.connect(path, isolation_level=None))
    for name in APPEND_ONLY_TRIGGERS:
        raw.execute(f"drop trigger {name}")
    raw.execute(statement)
    guard_log(raw)


@pytest.mark.parametrize("seq", range(1, 9))
@pytest.mark.parametrize("column", ["id", "participant", "kind", "at", "body", "cause", "hash"])
def test_every_column_of_every_row_is_guarded(path: Path, seq: int, column: str) -> None:
    tamper(path, f"update log set {column} = coalesce({column}, '') || 'x' where seq = {seq}")
    assert SqliteStore(path).verify().broken_at == seq


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("delete from log where seq = 3", 4),
        ("delete from log where seq = 1", 2),
        ("update log set seq = 99 where seq = 5", 6),
        ("update log set prev = 'b1:' || hex(zeroblob(32)) where seq = 4", 4),
        (
            "update log set body = (select body from log where seq = 7) where seq = 4",
            4,
        ),
        (
            "insert into log select clinic, 9, 'x', participant, kind, at, body, 'x', hash, hash"
            " from log where seq = 8",
            9,
        ),
    ],
)
def test_rows_removed_moved_or_added(path: Path, statement: str, broken_at: int) -> None:
    tamper(path, statement)
    assert SqliteStore(path).verify().broken_at == broken_at


def test_a_log_that_was_cut_off_has_another_head(path: Path) -> None:
    head = SqliteStore(path).verify().head
    tamper(path, "delete from log where seq > 6")
    cut = SqliteStore(path).verify()
    assert cut.intact  # a chain alone can't show this, so the head is kept elsewhere
    assert cut.head != head


def test_an_altered_entry_is_named_when_it_is_read(path: Path) -> None:
    tamper(path, "update log set body = substr(body, 1, 60) || 'x' where seq = 5")
    with pytest.raises(StoreError, match=r"Entry 5 .* altered"):
        SqliteStore(path).read()
