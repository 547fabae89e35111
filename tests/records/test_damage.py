"""Files that can't be used: the message says what is wrong and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from records.sqlite_store import SqliteStore
from records.store import StoreError
from tests.records.kinds_of_store import NOW, said


def test_not_a_record_at_all(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    path.write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(StoreError, match=r"record\.db can't be .*restore the latest backup"):
        SqliteStore(path)
    assert path.read_bytes().startswith(b"Dear diary")


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        SqliteStore(tmp_path)


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(StoreError, match="can't be opened"):
        SqliteStore(tmp_path / "data" / "record.db")


def test_folders_are_made(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "a" / "b" / "record.db")
    assert (tmp_path / "a" / "b" / "record.db").exists()


def test_torn_anywhere(tmp_path: Path) -> None:
    """Wherever the damage is: every verb works or says that the file is damaged."""
    path = tmp_path / "record.db"
    store = SqliteStore(path)
    her = store.join("web", "a", NOW)
    for n in range(100):
        store.append(her, said(f"message {n}"))
    store._tables.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    told = 0
    for start in range(0, len(whole), 16_384):
        torn = tmp_path / f"{start}" / "record.db"
        torn.parent.mkdir()
        end = start + 12_000
        torn.write_bytes(whole[:start] + b"\xff" * len(whole[start:end]) + whole[end:])
        try:
            store = SqliteStore(torn)
            store.verify()
            store.read()
            store.participants()
            store.append(her, said("more"))
            store.rebuild()
        except StoreError as error:
            assert "restore the latest backup" in str(error) or "altered" in str(error)
            told += 1
    assert told > 3


def test_a_file_holds_one_clinic(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    SqliteStore(path, "north").join("web", "a", NOW)
    with pytest.raises(StoreError, match="belongs to the clinic 'north'"):
        SqliteStore(path, "south")
    assert SqliteStore(path, "north").verify().rows == 2
