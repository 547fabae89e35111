"""Several processes on one record, and processes that are killed."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from records.migrations import APPEND_ONLY_TRIGGERS
from records.sqlite_store import SqliteStore
from records.store import Checkin
from tests.records.kinds_of_store import NOW
from tests.records.record_process import (
    append_and_acknowledge,
    append_many,
    claim_everything,
    context,
    open_record,
)

pytestmark = pytest.mark.servers

PATIENCE = 30.0


def run_all(target: Callable[..., None], *arguments: tuple[object, ...]) -> None:
    processes = [context.Process(target=target, args=args) for args in arguments]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE)
        assert process.exitcode == 0


def test_four_processes_append_and_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    run_all(append_many, *((path, f"p{n}", 25) for n in range(4)))
    store = SqliteStore(path)
    (her,) = store.participants()  # all four met the same address at the same moment
    causes = [event.cause for event in store.read(her.id)[2:]]
    assert len(causes) == len(set(causes)) == 4 * 25 * 2 + 25
    for name in ("p0", "p1", "p2", "p3"):
        mine = [c for c in causes if c.startswith(f"{name}:") and not c.endswith("pain")]
        assert mine == [f"{name}:{n}" for n in range(25)]
    assert [event.seq for event in store.read()] == list(range(1, 228))
    assert len(store.values(her.id)) == 100
    assert store.verify().intact


def test_migrated_by_four_processes_at_once(tmp_path: Path) -> None:
    for n in range(3):
        path = tmp_path / f"record{n}.db"
        run_all(open_record, *((path,) for _ in range(4)))
        store = SqliteStore(path)
        assert set(store._db.triggers_dict) >= APPEND_ONLY_TRIGGERS
        assert store._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert store.verify().rows == 0


def test_a_due_checkin_goes_to_one_of_four(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    store = SqliteStore(path)
    her = store.join("web", "a", NOW)
    ids = {f"c{n}" for n in range(80)}
    for name in ids:
        store.plan_checkin(Checkin(name, her, NOW - timedelta(minutes=1)))
    run_all(claim_everything, *((path, tmp_path / f"taken{n}") for n in range(4)))
    taken = [
        line
        for file in tmp_path.glob("taken*")
        for line in file.read_text(encoding="ascii").splitlines()
    ]
    assert sorted(taken) == sorted(ids)
    assert {c.state for c in store.checkins(her)} == {"sent"}
    assert len(store.read(kinds=("checkin_decided",))) == 80


def test_kill_9_loses_no_acknowledged_event(tmp_path: Path) -> None:
    path, acknowledged = tmp_path / "record.db", tmp_path / "acknowledged"
    acknowledged.touch()
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")
    rng = random.Random(seed)
    for _ in range(7):
        before = acknowledged.stat().st_size
        process = context.Process(target=append_and_acknowledge, args=(path, acknowledged))
        process.start()
        end = time.monotonic() + PATIENCE
        while acknowledged.stat().st_size == before:
            assert time.monotonic() < end, "it never began"
            time.sleep(0.005)
        time.sleep(rng.random() * 0.1)
        process.kill()
        process.join(PATIENCE)
        assert process.exitcode == -signal.SIGKILL
        store = SqliteStore(path)
        assert store.verify().intact
        kept = {event.id for event in store.read(kinds=("message_received",))}
        promised = set(acknowledged.read_text(encoding="ascii").split("\n")[:-1])
        assert promised <= kept
        assert {event.id for event in store.unanswered()} == kept
    assert len(promised) >= 7
