"""What is particular to PostgreSQL: a server that goes away, its guards, its schema, its files."""

from __future__ import annotations

from pathlib import Path

import psycopg2
import pytest

from records.postgres_store import PostgresStore
from records.store import Checkin, StoreError
from tests.records import postgres_server
from tests.records.kinds_of_store import LEASE, NOW, alert, pain, said

pytestmark = pytest.mark.servers


@pytest.fixture
def url() -> str:
    return postgres_server.new_record()


def by_hand(url: str, statement: str) -> None:
    """What somebody with access to the database could do."""
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


# --- a server that can't be used ---


def test_a_server_that_cannot_be_reached() -> None:
    with pytest.raises(StoreError, match="can't be reached") as told:
        PostgresStore("postgresql://coach:secret@127.0.0.1:9/backstay")
    assert "secret" not in str(told.value)
    assert "coach:***@" in str(told.value)


@pytest.mark.parametrize(
    "url",
    ["backstay.db", "coach:secret@host", "sqlite:///x", "postgresql://coach:secret@host:port/x"],
)
def test_an_address_of_something_else(url: str) -> None:
    with pytest.raises(StoreError, match="should look like postgresql://") as told:
        PostgresStore(url)
    assert "secret" not in str(told.value)


def test_a_database_that_does_not_exist(url: str) -> None:
    with pytest.raises(StoreError, match='"missing" does not exist'):
        PostgresStore(url.replace("/postgres?", "/missing?"))


def test_somebody_who_may_not_make_tables(url: str) -> None:
    postgres_server.as_administrator("create role stranger login")
    with pytest.raises(StoreError, match="can't be brought up to date: no schema"):
        PostgresStore(url.replace("backstay@", "stranger@"))


def test_a_database_in_another_encoding() -> None:
    postgres_server.as_administrator(
        "create database latin encoding 'latin1' locale 'C' template template0"
    )
    with pytest.raises(StoreError, match="UTF8"):
        PostgresStore(postgres_server.address().replace("/postgres?", "/latin?"))


def test_connections_that_were_lost_are_made_again(url: str) -> None:
    store = PostgresStore(url)
    her = store.join("web", "a", NOW)
    for _ in range(2):
        postgres_server.as_administrator(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where backend_type = 'client backend' and pid != pg_backend_pid()"
        )
        assert store.append(her, said("still here"))
        assert store.find("web", "a") == her
    assert store.verify().rows == 4


def test_a_connection_lost_in_the_middle_leaves_nothing_behind(url: str) -> None:
    store = PostgresStore(url)
    her = store.join("web", "a", NOW)
    with pytest.raises(StoreError, match="can't be reached"), store._tables.writing():
        store._append([(her, said("half done"))])
        postgres_server.as_administrator(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where backend_type = 'client backend' and pid != pg_backend_pid()"
        )
        store._append([(her, said("never arrives"))])
    assert store.unanswered() == []
    assert store.append(her, said("again"))[0].seq == 3


def test_one_who_holds_the_record_for_too_long(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("records.postgres_store.SESSION", "-c lock_timeout=50ms")
    slow, quick = PostgresStore(url), PostgresStore(url)
    her = slow.join("web", "a", NOW)
    with slow._tables.writing(), pytest.raises(StoreError, match=r"busy .*lock timeout"):
        quick.append(her, said("can't wait"))
    assert quick.append(her, said("now"))[0].seq == 3


# --- claims ---


def test_claims_wait_for_nobody(url: str) -> None:
    store, other = PostgresStore(url), PostgresStore(url)
    her = store.join("web", "a", NOW)
    store.plan_anew(her, [], [Checkin(f"c{n}", her, NOW) for n in range(6)], 1)
    with store._tables.writing():  # which holds the lock of the log
        taken = store.claim_due(NOW, LEASE, 2)  # and these rows, until it ends
        others = other.claim_due(NOW, LEASE, 10)
    assert len(taken) == 2
    assert len(others) == 4
    assert not {row.id for row in taken} & {row.id for row in others}


# --- guards ---


STATEMENTS = {
    "update": "update log set at = '2020-01-01' where seq = 3",
    "delete": "delete from log where seq = 3",
    "delete all": "delete from log",
    "truncate": "truncate log",
    "upsert": "insert into log select * from log where seq = 3"
    " on conflict (clinic, seq) do update set body = 'x'",
    "as a replica": "set session_replication_role = replica; delete from log",
}


@pytest.fixture
def filled(url: str) -> str:
    store = PostgresStore(url)
    her = store.join("web", "a", NOW)
    store.append(her, said("my back hurts"), pain(6), alert())
    return url


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())
def test_the_log_cannot_be_changed_by_mistake(filled: str, statement: str) -> None:
    before = PostgresStore(filled).verify()
    with pytest.raises(psycopg2.errors.RaiseException, match="append-only"):
        by_hand(filled, statement)
    assert PostgresStore(filled).verify() == before


@pytest.mark.parametrize("column", ["id", "participant", "kind", "at", "body", "cause", "hash"])
def test_a_change_made_on_purpose_is_found(filled: str, column: str) -> None:
    by_hand(
        filled,
        "alter table log disable trigger all;"
        f"update log set {column} = {column} || 'x' where seq = 4;"
        "alter table log enable always trigger log_append_only",
    )
    assert PostgresStore(filled).verify().broken_at == 4


@pytest.mark.parametrize(
    "statement",
    ["drop trigger log_append_only on log", "alter table log disable trigger log_append_only"],
)
def test_a_record_without_its_guards_is_not_opened(filled: str, statement: str) -> None:
    by_hand(filled, statement)
    with pytest.raises(StoreError, match="append-only guards"):
        PostgresStore(filled)


# --- whose record it is ---


def test_a_record_holds_one_clinic(url: str) -> None:
    PostgresStore(url, "north").join("web", "a", NOW)
    with pytest.raises(StoreError, match="belongs to the clinic 'north'"):
        PostgresStore(url, "south")
    assert PostgresStore(url, "north").verify().rows == 2


def test_a_record_of_a_later_version_is_left_alone(filled: str) -> None:
    by_hand(filled, "insert into schema_version values (99)")
    with pytest.raises(StoreError, match="later version of Backstay"):
        PostgresStore(filled)


# --- forgetting ---


def test_the_files_of_the_server_no_longer_hold_her_key(url: str) -> None:
    store = PostgresStore(url)
    people = [store.join("web", str(n), NOW) for n in range(40)]
    keys = {
        row["participant"]: row["key"].encode()
        for row in store._tables.query("select * from participant_key")
    }
    store.forget(people[7])
    postgres_server.as_administrator("checkpoint")
    left = b"".join(path.read_bytes() for path in table_files())
    assert keys.pop(people[7]) not in left
    assert all(key in left for key in keys.values())


def table_files() -> list[Path]:
    return [
        path for path in (postgres_server.server() / "data" / "base").rglob("*") if path.is_file()
    ]
