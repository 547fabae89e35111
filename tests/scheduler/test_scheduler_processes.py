"""Whole scheduler processes: started, stopped, killed, and several on one record."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from records.sqlite_store import SqliteStore
from scheduler.plan import plan
from tests.scheduler import scheduler_process
from tests.scheduler.bot_standin import RENDERED, BotStandIn
from tests.scheduler.simulated import FakeClock, Onboard

pytestmark = pytest.mark.servers

PATIENCE = 30.0


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def many_due(store: SqliteStore, clock: FakeClock, onboard: Onboard, number: int) -> set[str]:
    """Ids of check-ins that are due when the clock has moved on by an hour."""
    for n in range(number):
        onboard(str(n))
    assert plan(store, clock())["planned"] == number
    ids = {checkin.id for checkin in store.checkins()}
    clock.advance(hours=1)
    return ids


def outcomes(store: SqliteStore, ids: set[str]) -> dict[str, str]:
    return {checkin.id: checkin.state for checkin in store.checkins() if checkin.id in ids}


def all_sent(store: SqliteStore, ids: set[str]) -> bool:
    return set(outcomes(store, ids).values()) == {"sent"}


def decisions(store: SqliteStore) -> int:
    return len(store.read(kinds=("checkin_decided",)))


def test_first_tick_at_once_heartbeat_and_clean_stop(
    store: SqliteStore, standin: BotStandIn, clock: FakeClock, onboard: Onboard, tmp_path: Path
) -> None:
    ids = many_due(store, clock, onboard, 3)
    heartbeat = tmp_path / "state" / "heartbeat.json"
    process = scheduler_process.start(store.path, standin.url, heartbeat, clock())
    wait_for(heartbeat.exists)
    beat = json.loads(heartbeat.read_text())
    assert beat["at"].startswith("2026-06-01T09:00")
    assert beat["counts"]["sent"] == 3
    assert all_sent(store, ids)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGTERM)
    process.join(PATIENCE)
    assert process.exitcode == 0
    assert list(heartbeat.parent.iterdir()) == [heartbeat]


def test_stopping_finishes_the_checkin_being_sent_and_starts_no_other(
    store: SqliteStore, standin: BotStandIn, clock: FakeClock, onboard: Onboard, tmp_path: Path
) -> None:
    ids = many_due(store, clock, onboard, 5)
    asked, go_on = threading.Event(), threading.Event()

    def hold(checkin: str) -> None:
        asked.set()
        assert go_on.wait(PATIENCE)

    standin.on_ask = hold
    process = scheduler_process.start(store.path, standin.url, tmp_path / "beat", clock())
    assert asked.wait(PATIENCE)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGINT)
    process.join(0.3)
    assert process.is_alive()  # it waits for the answer
    go_on.set()
    process.join(PATIENCE)
    assert process.exitcode == 0
    assert standin.asked.total() == standin.rendered.total() == 1
    stages = sorted(row.stage for row in store.checkins(states=("due",)) if row.id in ids)
    assert stages == ["deliver"] + ["render"] * 4


def test_two_schedulers_on_one_record_deliver_each_checkin_once(
    store: SqliteStore, standin: BotStandIn, clock: FakeClock, onboard: Onboard, tmp_path: Path
) -> None:
    ids = many_due(store, clock, onboard, 150)  # more than one claim takes
    standin.delay = 0.005
    processes = [
        scheduler_process.start(store.path, standin.url, tmp_path / f"beat{n}", clock())
        for n in range(2)
    ]
    wait_for(lambda: all_sent(store, ids))
    for process in processes:
        process.terminate()
        process.join(PATIENCE)
        assert process.exitcode == 0
    assert standin.delivered == dict.fromkeys(ids, 1)
    assert standin.asked == standin.asked_to_deliver == dict.fromkeys(ids, 1)
    assert decisions(store) == 150
    assert len(store.read(kinds=("checkin_delivered",))) == 150
    assert store.verify().intact


def test_kill_9_again_and_again_loses_none_and_sends_none_twice(
    store: SqliteStore, standin: BotStandIn, clock: FakeClock, onboard: Onboard, tmp_path: Path
) -> None:
    ids = many_due(store, clock, onboard, 60)
    standin.delay = 0.005
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")
    rng = random.Random(seed)
    kills = 0
    for _ in range(6):
        before, wanted = standin.asked.total(), rng.randrange(1, 9)
        process = scheduler_process.start(store.path, standin.url, tmp_path / "beat", clock())
        wait_for(lambda: standin.asked.total() >= before + wanted or all_sent(store, ids))  # noqa: B023
        time.sleep(rng.random() * 0.04)
        process.kill()
        process.join(PATIENCE)
        kills += process.exitcode == -signal.SIGKILL
        clock.advance(minutes=3)  # the leases it held run out
        assert store.verify().intact
    assert kills == 6
    assert not all_sent(store, ids), "the test is to kill in the middle of the work"
    process = scheduler_process.start(store.path, standin.url, tmp_path / "beat", clock())
    wait_for(lambda: all_sent(store, ids))
    process.terminate()
    process.join(PATIENCE)
    assert standin.delivered == dict.fromkeys(ids, 1)
    assert decisions(store) == 60
    assert standin.asked.total() >= 60


def test_a_bot_that_comes_up_later(
    store: SqliteStore, standin: BotStandIn, clock: FakeClock, onboard: Onboard, tmp_path: Path
) -> None:
    ids = many_due(store, clock, onboard, 2)
    url = standin.url
    standin.answer = lambda checkin, n: (503, {})
    process = scheduler_process.start(store.path, url, tmp_path / "beat", clock())
    wait_for(lambda: standin.asked.total() == 2)
    wait_for(lambda: set(outcomes(store, ids).values()) == {"due"})
    process.kill()
    process.join(PATIENCE)
    standin.answer = lambda checkin, n: RENDERED
    clock.advance(seconds=40)
    process = scheduler_process.start(store.path, url, tmp_path / "beat", clock())
    wait_for(lambda: all_sent(store, ids))
    process.terminate()
    process.join(PATIENCE)
    assert standin.delivered == dict.fromkeys(ids, 1)


def test_a_damaged_record_is_reported_and_the_heart_does_not_beat(
    store: SqliteStore, standin: BotStandIn, clock: FakeClock, onboard: Onboard, tmp_path: Path
) -> None:
    onboard()
    heartbeat = tmp_path / "beat"
    process = scheduler_process.start(store.path, standin.url, heartbeat, clock())
    wait_for(heartbeat.exists)
    with sqlite3.connect(store.path) as raw:
        raw.execute("drop table checkin")
    wait_for(lambda: time.time() - heartbeat.stat().st_mtime > 1)  # five ticks
    assert process.is_alive()
    process.terminate()
    process.join(PATIENCE)
    assert process.exitcode == 0


def test_the_scheduler_needs_no_dialogue_libraries() -> None:
    code = (
        "import sys, scheduler.run;"
        "heavy = {'rasa', 'tensorflow', 'torch', 'transformers', 'sklearn', 'bot', 'clinic'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
