"""A record made by an earlier version goes on with nothing lost."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

from sqlite_utils import Database

from records.migrations import migrations
from records.sqlite_store import SqliteStore
from tests.records.kinds_of_store import LEASE, NOW, decision


def earlier_record(path: Path) -> None:
    """As it was before windows and stages: one with a time, one without, three check-ins."""
    db = Database(sqlite3.connect(path))
    migrations.apply(db, stop_before="m004_windows")
    db.execute(
        "insert into participant (id, alias, joined_at, zone, checkin_time) values"
        " ('a', 'amber-heron-042', :now, 'UTC', '09:30'), ('b', 'ash-ibis-007', :now, null, null)",
        {"now": NOW.isoformat()},
    )
    soon = (NOW + timedelta(minutes=1)).isoformat()
    for name, state, lease in (
        ("sent", "sent", None),
        ("due", "due", None),
        ("held", "claimed", soon),
    ):
        db.execute(
            "insert into checkin (id, participant, due_at, not_before, state, lease_until)"
            " values (?, 'a', ?, ?, ?, ?)",
            [name, NOW.isoformat(), NOW.isoformat(), state, lease],
        )
    db.conn.commit()
    db.close()


def test_windows_and_checkins_come_along(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    earlier_record(path)
    store = SqliteStore(path)
    assert store.participant("a").windows == ("09:30",)
    assert store.participant("b").windows == ()
    rows = {row.id: (row.state, row.stage) for row in store.checkins("a")}
    assert rows == {
        "sent": ("sent", "decide"),
        "due": ("due", "decide"),
        "held": ("claimed", "decide"),
    }
    assert [row.id for row in store.claim_due(NOW, LEASE, 10)] == ["due"]
    assert [row.id for row in store.claim_due(NOW + timedelta(minutes=1), LEASE, 10)] == ["held"]
    assert {who for who, _ in store.to_plan(10)} == {"a", "b"}


def test_whoever_held_one_when_it_was_upgraded_can_settle_it(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    earlier_record(path)
    store = SqliteStore(path)
    (held,) = [row for row in store.checkins("a") if row.id == "held"]
    db = store._tables.db  # type: ignore[attr-defined]
    db.execute("insert into participant_key values ('a', ?)", ["b" * 43 + "="])
    assert store.decide_checkins([decision(held, "silent")], NOW) == [True]
