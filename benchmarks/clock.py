"""Claiming due check-ins and handing them on, a million mothers registered, beside APScheduler.

    python -m benchmarks.clock [--mothers 1000000] [--due 100000] [--jobs 20000] [--quick] [--json]

By one process and by two on the same record, a thousand check-ins at a time:

- `claimed`: taken under a lease, each by one process;
- `handed on`: claimed, and moved on to the next stage in one transaction a batch;
- `decided`: claimed, and moved on with the decision in the encrypted, hash-chained log and her next
  check-in, one transaction a batch. How to decide (what is known of her, the policy) isn't in it.

Then one of two processes is killed at work: what each handed on is compared with the log. Both
databases wait for the disk. APScheduler has one daily job for each mother, all due, and nobody else
registered; its jobs do nothing. Medians of three runs.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import signal
import sqlite3
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from multiprocessing.process import BaseProcess
from pathlib import Path

from cryptography.fernet import Fernet
from rich.console import Console
from rich.table import Table

from benchmarks import clock_apscheduler
from records import checkin_queue
from records.events import CheckinDecided
from records.identity import new_id
from records.log_store import LogStore
from records.postgres_store import PostgresStore
from records.sqlite_store import SqliteStore
from records.store import Checkin, Decided
from tests.records import postgres_server

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=timezone.utc)
DAY = timedelta(days=1)
LEASE = timedelta(minutes=2)
BATCH = 1000
RUNS = 3
QUICK = (20_000, 10_000, 2_000)  # mothers, due, jobs
_processes = multiprocessing.get_context("spawn")  # a connection must not be shared by a fork


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--mothers", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=100_000)
    parser.add_argument("--jobs", type=int, default=20_000)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.mothers, chosen.due, chosen.jobs = QUICK
    say = Console(stderr=True).print
    postgres_server.SETTINGS.remove("fsync=off")
    found: dict[str, dict[str, list[float]]] = {}
    killed = {}
    with tempfile.TemporaryDirectory() as folder:
        homes = {
            "SQLite": str(Path(folder) / "record.db"),
            "PostgreSQL": postgres_server.new_record(),
        }
        for name, address in homes.items():
            say(f"{name}: registering {chosen.mothers:,} mothers ...")
            fill(open_store(address), chosen.mothers, chosen.due)
            say(f"{name}: {chosen.due:,} of them are due ...")
            place = Path(folder) / name
            place.mkdir()
            found[name], after = rates(address, chosen.due, place)
            killed[name] = kill(address, chosen.due, place, after)
        say(f"APScheduler: {chosen.jobs:,} jobs ...")
        peer = clock_apscheduler.measure(chosen.jobs, RUNS, Path(folder))
    results = {
        "machine": machine(),
        "mothers": chosen.mothers,
        "due": chosen.due,
        "a_second": found,  # by one process, by two
        "killed": killed,
        "apscheduler": {"jobs": chosen.jobs, **peer},
    }
    if chosen.json:
        print(json.dumps(results))
    else:
        show(results)


# --- the record, and what is done with it ---


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


# --- how fast ---


def rates(address: str, due: int, place: Path) -> tuple[dict[str, list[float]], datetime]:
    """Check-ins a second in each step, by one process and by two; and when the next are due.

    A run is a day: what was claimed is claimed again when its lease has run out, and to decide
    plans the next day's.
    """
    found, today = defaultdict(list), NOW
    for workers in (1, 2):
        runs = defaultdict(list)
        for _ in range(RUNS):
            for n, (name, step) in enumerate(STEPS.items()):
                started, processes = start(address, step, today + n * LEASE, workers, place)
                for process in processes:
                    process.join()
                count = sum(len(noted(file)) for file in _files(place, workers))
                assert count == due, f"{count} instead of {due} were {name}"
                ended = max(file.stat().st_mtime for file in _files(place, workers))
                runs[name].append(due / (ended - started))
                if step is handed_on:
                    take_back(open_store(address), today)
            today += DAY
        for name, each in runs.items():
            found[name].append(statistics.median(each))
    return dict(found), today


def start(
    address: str, step: Step, now: datetime, workers: int, place: Path
) -> tuple[float, list[BaseProcess]]:
    """Set processes to work; when they began, by the clock of files."""
    ready = _processes.Barrier(workers + 1)
    processes = []
    for file in _files(place, workers):
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


def _files(place: Path, workers: int) -> list[Path]:
    return [place / f"noted-{n}" for n in range(workers)]


def take_back(store: LogStore, due: datetime) -> None:
    """Those that were handed on are due again."""
    with store._tables.writing():
        store._tables.run(
            "update checkin set stage = 'decide', state = 'due', not_before = due_at, nudge = null"
            " where stage = 'render' and due_at = :due",
            due=due.isoformat(),
        )


# --- each once, whatever happens ---


def kill(address: str, due: int, place: Path, now: datetime) -> dict[str, int]:
    """Of two processes that decide, one is killed; when its lease has run out, another takes over.

    `left`: what the killed one held. `once` and `twice`: by how many processes each was handed on.
    `unsaid`: in the log, but the process died before it could note so. `lost`: neither.
    """
    tables = open_store(address)._tables
    (end,) = tables.query("select max(seq) as seq from log")
    _, processes = start(address, decided, now, 2, place)
    mine, other = _files(place, 2)
    while len(noted(mine)) < due // 5:
        time.sleep(0.005)
    os.kill(processes[0].pid or 0, signal.SIGKILL)
    for process in processes:
        process.join()
    (left,) = tables.query("select count(*) as n from checkin where state = 'claimed'")
    told = noted(mine) + noted(other)
    _, (third,) = start(address, decided, now + LEASE, 1, place)
    third.join()
    times = Counter(told + noted(mine))
    causes = tables.query("select cause from log where seq > :seq", seq=end["seq"])
    logged = Counter(row["cause"].removesuffix(":decided") for row in causes)
    once = sum(times[each] == 1 and logged[each] == 1 for each in logged)
    unsaid = sum(times[each] == 0 for each in logged)
    twice = sum(max(times[each], logged[each]) > 1 for each in times | logged)
    lost = due - len(logged)
    return {"left": left["n"], "once": once, "unsaid": unsaid, "twice": twice, "lost": lost}


# --- what was found ---


def machine() -> str:
    (server,) = open_store(postgres_server.new_record())._tables.query("show server_version")
    return (
        f"{os.cpu_count()} cores of {platform.machine()}, load {os.getloadavg()[2]:.1f},"
        f" Python {platform.python_version()}, SQLite {sqlite3.sqlite_version},"
        f" PostgreSQL {server['server_version'].split()[0]}, APScheduler {version('apscheduler')}"
    )


def show(results: dict) -> None:
    console = Console()
    title = f"{results['due']:,} due check-ins of {results['mothers']:,} mothers, a second"
    table = Table("", "one process", "two", title=title)
    for name, steps in results["a_second"].items():
        for step, pair in steps.items():
            table.add_row(f"{name}: {step}", *(f"{rate:,.0f}" for rate in pair))
    peer = results["apscheduler"]
    for name, rate in peer["a_second"].items():
        table.add_row(f"APScheduler, {name}", f"{rate:,.0f}", "")
    console.print(table)
    table = Table("", *next(iter(results["killed"].values())), title="one of two killed at work")
    for name, counts in results["killed"].items():
        table.add_row(name, *(f"{count:,}" for count in counts.values()))
    console.print(table)
    for name, (ran, twice) in peer["two_schedulers"].items():
        console.print(f"APScheduler, {name}, two schedulers: {twice:,} of {ran:,} jobs ran twice")
    console.print(results["machine"])


if __name__ == "__main__":
    main()
