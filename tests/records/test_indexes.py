"""What is asked at every tick is found by an index in SQLite, however long the record is."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from records import checkin_queue
from records.sqlite_store import SqliteStore
from records.store import Checkin
from tests.records.kinds_of_store import NOW, said


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return SqliteStore(tmp_path / "record.db")


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        (checkin_queue.CLAIM.format(unclaimed=""), "checkin_waiting (stage=? AND not_before<?)"),
        (checkin_queue.SETTLE, "sqlite_autoindex_checkin_1 (id=?)"),
        (checkin_queue.UNKNOWN, "sqlite_autoindex_participant_1 (id=?)"),
        (checkin_queue.TO_PLAN, "participant_to_plan"),
    ],
)
def test_the_queue(store: SqliteStore, sql: str, index: str) -> None:
    given = store._tables.given(*(each.name for each in fields(Checkin)))
    values = dict.fromkeys(("until", "stage", "now", "limit", "rows"), "")
    plan = store._tables.query(f"explain query plan {sql.format(given=given)}", **values)
    assert any(index in row["detail"] for row in plan), plan
    assert not any(row["detail"].startswith("SCAN checkin") for row in plan)


def test_the_last_weeks_of_everybody_s_values(store: SqliteStore) -> None:
    plan = store._tables.query(
        "explain query plan select * from value where participant in ('a', 'b') and day >= '2026'"
    )
    assert "value_participant (participant=? AND day>?)" in plan[0]["detail"]


def test_what_she_wrote_lately(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    her = store.join("web", "a", NOW)
    store.append(her, said("hello"))
    asked = []
    query = store._tables.query

    def explained(sql: str, /, **values: object) -> list[dict[str, object]]:
        if " from log " in sql:
            asked.append(query(f"explain query plan {sql}", **values)[0]["detail"])
        return query(sql, **values)

    monkeypatch.setattr(store._tables, "query", explained)
    store.read(her, kinds=("message_received",), since=NOW)
    store.read(her, kinds=("message_received", "message_sent"), since=NOW)
    store.read(her, kinds=("message_received", "message_sent"))
    by_kind_and_time = "log_kind (participant=? AND kind=? AND at>?)"
    assert by_kind_and_time in asked[0] and by_kind_and_time in asked[1]
    assert "(participant=?" in asked[2]
