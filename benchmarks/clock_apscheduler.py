"""The peer of `benchmarks.clock`: APScheduler with one daily job for each mother, all of them due.

Its stores write one job at a time, so they are filled here by one statement, with the same rows.
"""

from __future__ import annotations

import logging
import multiprocessing
import pickle
import statistics
import threading
import time
from collections.abc import Callable, MutableSequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.util import datetime_to_utc_timestamp

from tests.records import postgres_server

LONGEST, STILL = 20.0, 3.0  # seconds: a run, and without a job until it is over
_processes = multiprocessing.get_context("spawn")
_ran: MutableSequence[int] = []


def measure(jobs: int, runs: int, folder: Path) -> dict[str, dict[str, object]]:
    """Jobs a second by one scheduler; and how many of those that ran, ran twice, with two."""
    stores: dict[str, Callable[[], str | None]] = {
        "in memory": lambda: None,
        "SQLite": lambda: f"sqlite:///{folder}/jobs-{time.monotonic_ns()}.db",
        "PostgreSQL": postgres_server.new_record,
    }
    a_second: dict[str, object] = {}
    twice: dict[str, object] = {}
    for name, new in stores.items():
        each = []
        for _ in range(runs):
            (ran,), seconds = run(new(), jobs, 1)
            each.append(sum(ran) / seconds)
        a_second[name] = statistics.median(each)
    for name in ("SQLite", "PostgreSQL"):
        (one, other), _ = run(stores[name](), jobs, 2)
        pairs = list(zip(one, other, strict=True))
        twice[name] = [sum(a + b > 0 for a, b in pairs), sum(a + b > 1 for a, b in pairs)]
    return {"a_second": a_second, "two_schedulers": twice}


def run(url: str | None, jobs: int, schedulers: int) -> tuple[list[list[int]], float]:
    """How often each job ran in each scheduler, and the seconds until the last one."""
    if url is not None:
        fill(url, jobs)
    ready = _processes.Barrier(schedulers + 1)
    counts = [_processes.Array("i", jobs, lock=False) for _ in range(schedulers)]
    processes = [
        _processes.Process(target=schedule, args=(url, count, ready), daemon=True)
        for count in counts
    ]
    for process in processes:
        process.start()
    ready.wait()
    started = latest = time.monotonic()
    ran = 0
    while ran < jobs * schedulers and (now := time.monotonic()) - started < LONGEST:
        total = sum(map(sum, counts))
        if total > ran:
            ran, latest = total, now
        elif ran and now - latest > STILL:
            break
        time.sleep(0.01)
    for process in processes:
        process.kill()
        process.join()
    return [list(count) for count in counts], latest - started


def schedule(url: str | None, ran: MutableSequence[int], ready: object) -> None:
    """A scheduler in a process of its own, until it is killed."""
    global _ran
    _ran = ran
    logging.disable()
    scheduler = BackgroundScheduler(timezone=timezone.utc)
    if url is not None:
        scheduler.add_jobstore(SQLAlchemyJobStore(url))
    scheduler.start(paused=True)
    if url is None:
        add_jobs(scheduler, len(ran))
    ready.wait()  # type: ignore[attr-defined]
    scheduler.resume()
    threading.Event().wait()


def fill(url: str, jobs: int) -> None:
    scheduler = BackgroundScheduler(timezone=timezone.utc)
    scheduler.start(paused=True)
    add_jobs(scheduler, jobs)
    store = SQLAlchemyJobStore(url)
    store.start(scheduler, "default")
    rows = [
        {
            "id": job.id,
            "next_run_time": datetime_to_utc_timestamp(job.next_run_time),
            "job_state": pickle.dumps(job.__getstate__(), store.pickle_protocol),
        }
        for job in scheduler.get_jobs()
    ]
    with store.engine.begin() as connection:
        connection.execute(store.jobs_t.insert(), rows)
    store.shutdown()
    scheduler.shutdown()


def add_jobs(scheduler: BackgroundScheduler, jobs: int) -> None:
    due = datetime.now(timezone.utc) - timedelta(seconds=1)
    for n in range(jobs):
        scheduler.add_job(
            remind,
            "interval",
            days=1,
            args=(n,),
            id=f"m{n}",
            next_run_time=due,
            misfire_grace_time=None,
        )


def remind(mother: int) -> None:
    """What a job does: it counts."""
    _ran[mother] += 1
