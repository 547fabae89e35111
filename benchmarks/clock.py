"""Handing out due check-ins with a million mothers registered, beside APScheduler with a job each.

    python -m benchmarks.clock [--mothers 1000000] [--due 200000] [--json]

`claimed`: taken from the queue under a lease, a thousand at a time, each by one claimer: that is
what several schedulers share. `decided`: claimed, and the decision written to the encrypted,
hash-chained log with the next check-in, one transaction a batch. APScheduler keeps its jobs in
memory or in a database, and runs a function that does nothing.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import platform
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from rich.console import Console
from rich.table import Table

from records.events import CheckinDecided
from records.log_store import LogStore
from records.postgres_store import PostgresStore
from records.sqlite_store import SqliteStore
from records.store import Checkin, Decided
from tests.records import postgres_server

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=timezone.utc)
LEASE = timedelta(minutes=2)
BATCH = 1000
DECIDED = 4000
JOBS = 5000
RUNS = 3
_ran = threading.Semaphore(0)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--mothers", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=200_000)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    console = Console(stderr=True)
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.db"
        homes: dict[str, Callable[[], LogStore]] = {"SQLite": lambda: SqliteStore(path)}
        address = postgres_server.new_record()
        homes["PostgreSQL"] = lambda: PostgresStore(address)
        for name, open_store in homes.items():
            console.print(f"{name}: registering {chosen.mothers} mothers ...")
            fill(open_store(), chosen.mothers, chosen.due)
            for workers in (1, 2):
                rates = [claims(open_store, chosen.due, workers) for _ in range(RUNS)]
                found[f"{name}: claimed by {workers}"] = statistics.median(rates)
            found[f"{name}: decided"] = decisions(open_store())
        stores = {
            "APScheduler, in memory": MemoryJobStore,
            "APScheduler, SQLite": lambda: SQLAlchemyJobStore(f"sqlite:///{folder}/jobs.db"),
            "APScheduler, PostgreSQL": lambda: SQLAlchemyJobStore(postgres_server.address()),
        }
        for name, job_store in stores.items():
            console.print(f"{name}: {JOBS} jobs ...")
            found[name] = jobs(job_store())
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    if chosen.json:
        print(json.dumps({"machine": machine, "mothers": chosen.mothers, "a_second": found}))
        return
    table = Table(title=f"due check-ins a second, {chosen.mothers:,} mothers ({machine})")
    table.add_column("")
    table.add_column("a second", justify="right")
    for name, rate in found.items():
        table.add_row(name, f"{rate:,.0f}")
    Console().print(table)


def fill(store: LogStore, mothers: int, due: int) -> None:
    """The rows that registering them leaves, with one check-in each; `due` of them are due."""
    tables, at = store._tables, NOW.isoformat()
    later = (NOW + timedelta(hours=5)).isoformat()
    for start in range(0, mothers, 20_000):
        numbers = range(start, min(start + 20_000, mothers))
        with tables.writing():
            tables.run_each(
                "insert into participant (id, alias, joined_at, consent, onboarded_at, zone,"
                " checkin_time) values (:id, :id, :at, 'given', :at, 'Europe/London', '09:00')",
                [{"id": f"m{n}", "at": at} for n in numbers],
            )
            tables.run_each(
                "insert into checkin (id, participant, due_at, not_before, state, stage)"
                " values (:id, :mother, :due, :due, 'due', 'decide')",
                [
                    {"id": f"m{n}:d", "mother": f"m{n}", "due": at if n < due else later}
                    for n in numbers
                ],
            )


def claims(open_store: Callable[[], LogStore], due: int, workers: int) -> float:
    """Claims a second until nothing is due; afterwards all of it is due again."""
    context = multiprocessing.get_context("fork")
    ready, taken = context.Barrier(workers + 1), context.Queue()

    def work() -> None:
        store, count = open_store(), 0
        store.claim_due(NOW - timedelta(days=9), LEASE, 1)  # the connection is open
        ready.wait()
        while batch := store.claim_due(NOW, LEASE, BATCH):
            count += len(batch)
        taken.put(count)

    processes = [context.Process(target=work) for _ in range(workers)]
    for process in processes:
        process.start()
    ready.wait()
    started = time.perf_counter()
    total = sum(taken.get() for _ in processes)
    took = time.perf_counter() - started
    for process in processes:
        process.join()
    assert total == due, "each check-in is claimed once"
    tables = open_store()._tables
    with tables.writing():
        tables.run("update checkin set state = 'due', not_before = due_at where state = 'claimed'")
    return total / took


def decisions(store: LogStore) -> float:
    """Decisions a second, claimed and written down, for mothers with keys of their own."""
    early = NOW - timedelta(hours=1)
    for n in range(DECIDED):
        her = store.join("rest", f"a{n}", early)
        store.plan_checkin(Checkin(f"{her}:2026-06-01:daily", her, early))
    started, done = time.perf_counter(), 0
    while batch := store.claim_due(early, LEASE, 200):
        decided = [
            Decided(
                checkin,
                CheckinDecided(checkin.id, early.isoformat(), "send", "due", arm="fixed"),
                None,
                Checkin(f"{checkin.participant}:2026-06-02:daily", checkin.participant, NOW),
            )
            for checkin in batch
        ]
        done += sum(store.decide_checkins(decided, early))
    return done / (time.perf_counter() - started)


def jobs(store: MemoryJobStore | SQLAlchemyJobStore) -> float:
    """Jobs a second that APScheduler runs once they are due."""
    scheduler = BackgroundScheduler(
        jobstores={"default": store},
        timezone=timezone.utc,
        job_defaults={"misfire_grace_time": None},
    )
    scheduler.start(paused=True)
    at = datetime.now(timezone.utc)
    for n in range(JOBS):
        scheduler.add_job(ran, "date", run_date=at, id=f"m{n}")
    started = time.perf_counter()
    scheduler.resume()
    for _ in range(JOBS):
        _ran.acquire()
    took = time.perf_counter() - started
    scheduler.shutdown()
    return JOBS / took


def ran() -> None:
    """What a job does."""
    _ran.release()


if __name__ == "__main__":
    main()
