"""The record for `benchmarks.clock`: registered mothers, and processes that hand on what is due."""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from multiprocessing.process import BaseProcess
from pathlib import Path

from cryptography.fernet import Fernet

from records import checkin_queue
from records.events import CheckinDecided
from records.identity import new_id
from records.log_store import LogStore
from records.postgres_store import PostgresStore
from records.sqlite_store import SqliteStore
from records.store import Checkin, Decided

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=timezone.utc)
DAY = timedelta(days=1)
LEASE = timedelta(minutes=2)
BATCH = 1000
_processes = multiprocessing.get_context("spawn")  # a connection must not be shared by a fork


def open_store(address: str) -> LogStore:
    if address.startswith("postgresql:"):
        return PostgresStore(address)
    return SqliteStore(Path(address))


def fill(store: LogStore, mothers: int, due: int) -> None:
    """The rows of registered mothers, their keys and a check-in ahead of each, `due` of them due.

    What the log says of their registration is left out: it plays no part here.
    """
    tables, at = store._tables, NOW.isoformat()
    later = (NOW + 365 * DAY).isoformat()
    is_due = {n * mothers // due for n in range(due)}  # spread over all
    for start in range(0, mothers, 20_000):
        numbers = range(start, min(start + 20_000, mothers))
        ids = [new_id(NOW - DAY + timedelta(milliseconds=n)) for n in numbers]
        when = [at if n in is_due else later for n in numbers]
        keys = ({"participant": her, "key": Fernet.generate_key().decode()} for her in ids)
        known = {"joined_at": at, "consent": "given", "onboarded_at": at, "planned": 1}
        hers = {"zone": "Europe/London", "checkin_time": "09:00", "windows": '["09:00"]'}
        ahead = {"state": "due", "stage": "decide"}
        with tables.writing():
            tables.insert("participant_key", *keys)
            tables.insert("participant", *({"id": i, "alias": i, **known, **hers} for i in ids))
            tables.insert(
                "checkin",
                *(
                    {"id": _name(i, NOW), "participant": i, "due_at": t, "not_before": t, **ahead}
                    for i, t in zip(ids, when, strict=True)
                ),
            )
    tables.run("analyze")


def claimed(store: LogStore, now: datetime) -> list[Checkin]:
    return store.claim_due(now, LEASE, BATCH)


def handed_on(store: LogStore, now: datetime) -> list[Checkin]:
    batch = claimed(store, now)
    with store._tables.writing():
        held = checkin_queue.decide(store._tables, map(decision, batch), now)
    return [checkin for checkin, ours in zip(batch, held, strict=True) if ours]


def decided(store: LogStore, now: datetime) -> list[Checkin]:
    batch = claimed(store, now)
    held = store.decide_checkins([decision(checkin) for checkin in batch], now)
    return [checkin for checkin, ours in zip(batch, held, strict=True) if ours]


Step = Callable[[LogStore, datetime], list[Checkin]]
STEPS: dict[str, Step] = {"claimed": claimed, "handed on": handed_on, "decided": decided}


def decision(checkin: Checkin) -> Decided:
    """As large as one of the learnt policy: a message, and her next check-in tomorrow."""
    body = CheckinDecided(
        checkin.id,
        checkin.due_at.isoformat(),
        "send",
        "you answered 5 of 6 messages after the noon feed",
        arm="learned",
        policy="12",
        probability=0.6180339887,
        draw=0.3141592653,
        features=tuple((f"feature-{n}", n / 7) for n in range(8)),
        dose=(0.25, 0.75),
        family="rest",
        message="rest-3",
        eligible=tuple((f"rest-{n}", 0.125) for n in range(8)),
        why=("you answered 5 of 6 messages after the noon feed", "nothing came yesterday"),
    )
    tomorrow = checkin.due_at + DAY
    following = Checkin(_name(checkin.participant, tomorrow), checkin.participant, tomorrow)
    return Decided(checkin, body, json.dumps({"kind": "message", "text": "x" * 160}), following)


def _name(participant: str, at: datetime) -> str:
    return f"{participant}:{at:%Y-%m-%d}:daily"


def start(
    address: str, step: Step, now: datetime, workers: int, place: Path
) -> tuple[float, list[BaseProcess]]:
    """Set processes to work; when they began, by the clock of files."""
    ready = _processes.Barrier(workers + 1)
    processes = []
    for file in files(place, workers):
        file.unlink(missing_ok=True)
        process = _processes.Process(target=work, args=(address, step, now, file, ready))
        process.start()
        processes.append(process)
    ready.wait()
    return time.time(), processes


def work(address: str, step: Step, now: datetime, file: Path, ready: object) -> None:
    """Until nothing is due; after each batch, notes whose turn it was."""
    store = open_store(address)
    step(store, NOW - DAY)  # nothing is due then, but the connection is open
    with file.open("ab", buffering=0) as notes:
        ready.wait()  # type: ignore[attr-defined]
        while batch := step(store, now):
            notes.write("".join(f"{checkin.id}\n" for checkin in batch).encode())


def noted(file: Path) -> list[str]:
    return file.read_text().splitlines()


def files(place: Path, workers: int) -> list[Path]:
    return [place / f"noted-{n}" for n in range(workers)]


def take_back(store: LogStore, due: datetime) -> None:
    """Those that were handed on are due again."""
    with store._tables.writing():
        store._tables.run(
            "update checkin set stage = 'decide', state = 'due', not_before = due_at, nudge = null"
            " where stage = 'render' and due_at = :due",
            due=due.isoformat(),
        )
