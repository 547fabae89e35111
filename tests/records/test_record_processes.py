"""Several processes on one record, and processes that are killed."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from records.store import Checkin, RecordStore
from tests.records.kinds_of_store import LEASE, NOW, decision
from tests.records.record_process import (
    BATCH,
    append_and_acknowledge,
    append_many,
    claim_everything,
    context,
    open_record,
)

pytestmark = pytest.mark.servers

PATIENCE = 30.0


def start(target: Callable[..., None], *arguments: object) -> BaseProcess:
    process = context.Process(target=target, args=arguments)
    process.start()
    return process


def finish(*processes: BaseProcess) -> None:
    for process in processes:
        process.join(PATIENCE)
        assert process.exitcode == 0


def wait_until_it_writes(file: Path, more_than: int = 0) -> None:
    end = time.monotonic() + PATIENCE
    while not file.exists() or file.stat().st_size <= more_than:
        assert time.monotonic() < end, "it never began"
        time.sleep(0.005)


def kill(process: BaseProcess) -> None:
    process.kill()
    process.join(PATIENCE)
    assert process.exitcode == -signal.SIGKILL


def lines(*files: Path) -> list[str]:
    return [line for file in files for line in file.read_text(encoding="ascii").splitlines()]


def test_four_processes_append_and_lose_nothing(
    kind: str, folder: Path, open_store: Callable[[], RecordStore]
) -> None:
    finish(*(start(append_many, kind, folder, f"p{n}", 25) for n in range(4)))
    store = open_store()
    (her,) = store.participants()  # all four met the same address at the same moment
    causes = [event.cause for event in store.read(her.id)[2:]]
    assert len(causes) == len(set(causes)) == 4 * 25 * 2 + 25
    for name in ("p0", "p1", "p2", "p3"):
        mine = [c for c in causes if c.startswith(f"{name}:") and not c.endswith("pain")]
        assert mine == [f"{name}:{n}" for n in range(25)]
    assert [event.seq for event in store.read()] == list(range(1, 228))
    assert len(store.values(her.id)) == 100
    assert store.verify().intact


def test_made_by_four_processes_at_once(
    kind: str, folder: Path, open_store: Callable[[], RecordStore]
) -> None:
    finish(*(start(open_record, kind, folder) for _ in range(4)))
    assert open_store().verify().rows == 0


def test_a_due_checkin_goes_to_one_of_four(
    kind: str, folder: Path, store: RecordStore, her: str
) -> None:
    ids = {f"c{n}" for n in range(80)}
    for name in ids:
        store.plan_checkin(Checkin(name, her, NOW - timedelta(minutes=1)))
    files = [folder / f"taken{n}" for n in range(4)]
    finish(*(start(claim_everything, kind, folder, file) for file in files))
    assert sorted(lines(*files)) == sorted(ids)
    assert {c.state for c in store.checkins(her)} == {"silent"}
    assert len(store.read(kinds=("checkin_decided",))) == 80


def test_a_claimer_is_killed_and_each_checkin_is_decided_once(
    kind: str, folder: Path, store: RecordStore, her: str
) -> None:
    ids = {f"c{n}" for n in range(2000)}
    store.plan_anew(her, [], [Checkin(name, her, NOW) for name in ids], 1)
    dead, alive = folder / "dead", folder / "alive"
    victim = start(claim_everything, kind, folder, dead)
    wait_until_it_writes(dead)
    survivor = start(claim_everything, kind, folder, alive)
    time.sleep(0.05)
    kill(victim)
    finish(survivor)
    left = {checkin.id for checkin in store.checkins(states=("due", "claimed"))}
    assert len(left) <= BATCH  # what it held when it was killed
    assert ids - left >= set(lines(dead, alive))
    assert len(lines(dead, alive)) == len(set(lines(dead, alive)))
    again = store.claim_due(NOW + LEASE, LEASE, 2000)
    assert {checkin.id for checkin in again} == left
    assert all(store.decide_checkins([decision(checkin, "silent") for checkin in again], NOW))
    decided = [event.body.checkin for event in store.read(kinds=("checkin_decided",))]  # type: ignore[attr-defined]
    assert sorted(decided) == sorted(ids)
    assert store.verify().intact


def test_kill_9_loses_no_acknowledged_event(
    kind: str, folder: Path, open_store: Callable[[], RecordStore]
) -> None:
    acknowledged = folder / "acknowledged"
    acknowledged.touch()
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")
    rng = random.Random(seed)
    for _ in range(7):
        before = acknowledged.stat().st_size
        process = start(append_and_acknowledge, kind, folder, acknowledged)
        wait_until_it_writes(acknowledged, more_than=before)
        time.sleep(rng.random() * 0.1)
        kill(process)
        store = open_store()
        assert store.verify().intact
        kept = {event.id for event in store.read(kinds=("message_received",))}
        promised = set(acknowledged.read_text(encoding="ascii").split("\n")[:-1])
        assert promised <= kept
        assert {event.id for event in store.unanswered()} == kept
    assert len(promised) >= 7
