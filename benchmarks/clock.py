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
import os
import platform
import random
import sqlite3
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import clock_apscheduler
from benchmarks.clock_record import (
    DAY,
    LEASE,
    NOW,
    STEPS,
    decided,
    files,
    fill,
    handed_on,
    noted,
    open_store,
    start,
    take_back,
)
from tests.records import postgres_server

RUNS = 3
QUICK = (20_000, 10_000, 2_000)  # mothers, due, jobs


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
                count = sum(len(noted(file)) for file in files(place, workers))
                assert count == due, f"{count} instead of {due} were {name}"
                ended = max(file.stat().st_mtime for file in files(place, workers))
                runs[name].append(due / (ended - started))
                if step is handed_on:
                    take_back(open_store(address), today)
            today += DAY
        for name, each in runs.items():
            found[name].append(statistics.median(each))
    return dict(found), today


def kill(address: str, due: int, place: Path, now: datetime) -> dict[str, int]:
    """Of two processes that decide, one is killed; when its lease has run out, another takes over.

    `left`: what the killed one held. `once` and `twice`: by how many processes each was handed on.
    `unsaid`: in the log, but the process died before it could note so. `lost`: neither.
    """
    tables = open_store(address)._tables
    (end,) = tables.query("select max(seq) as seq from log")
    _, processes = start(address, decided, now, 2, place)
    mine, other = files(place, 2)
    while len(noted(mine)) < due // 5 and processes[0].is_alive():
        time.sleep(0.005)
    time.sleep(random.uniform(0, 0.2))  # somewhere in the next batch
    processes[0].kill()  # by SIGKILL: it can't tidy up
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
