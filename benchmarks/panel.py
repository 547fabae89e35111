"""The clinic's panel over HTTP with ten thousand simulated participants: times per page.

    python -m benchmarks.panel [--participants 10000] [--requests 200] [--record FILE] [--json]

Each has two months of diary in the encrypted log. The clinic runs in a process of its own, one
clinician is signed in, and each kind of page is asked for in turn: so the times hold whatever a
request costs, the audit log's row too. `after a value`: before each request a value of somebody
arrives in the record, written by this process. Beside it, the same page made the straightforward
way: everybody read anew for each request, in few statements. `--record` keeps the record, to be
used again on the same day: writing ten thousand takes minutes.
"""

from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import platform
import socket
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from importlib.metadata import version
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.panel_record import fill
from clinic.entry.accounts import Accounts
from clinic.entry.guard import cookie_name
from clinic.panel.standings import Standings
from clinic.panel.triage import Place
from records.events import Draft, MessageReceived, ValueRecorded
from records.sqlite_store import SqliteStore

PAGES = {
    "first page": "/",
    "filter": "/?level=silent&owner=nobody",
    "search": "/?search=heron",
    "sort by pain": "/?sort=pain",
    "page 100": "/?page=100",
}
PEER_REQUESTS = 5  # each takes seconds
_processes = multiprocessing.get_context("spawn")

Times = dict[str, float | int]


class ReadAnew(Standings):
    """The straightforward way: nothing is remembered from one request to the next."""

    def ranked(self, now: datetime) -> Sequence[Place]:
        return Standings(self._store).ranked(now)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--participants", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--record", type=Path)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        record = chosen.record or Path(folder) / "record.db"
        written = write(record, chosen.participants)
        accounts = Path(folder) / "accounts.db"
        results = {"machine": machine(), **written, **measure(record, accounts, chosen.requests)}
    if chosen.json:
        print(json.dumps(results))
    else:
        show(results)


def write(record: Path, participants: int) -> dict[str, int]:
    """Fill the record, unless it is filled; how much is in it."""
    store = SqliteStore(record)
    if not store.everybody():
        say = Console(stderr=True).print
        fill(store, participants, _now(), lambda n: say(f"{n:,} of {participants:,} written ..."))
    count = "select (select count(*) from value) as numbers, (select count(*) from log) as events"
    (size,) = store._tables.query(count)
    return {"participants": len(store.everybody()), **size}


def measure(record: Path, accounts: Path, requests: int) -> dict[str, object]:
    people = Accounts(accounts)
    people.add_clinician("amara", "Amara", "four unrelated words here")
    token = people.sessions.open("amara", "benchmark", _now())
    store = SqliteStore(record)
    arriving = arrivals(store)
    with clinic(record, accounts, token, Standings) as (client, loaded, process):
        times = {name: timed(client, path, requests) for name, path in PAGES.items()}
        times["after a value"] = timed(client, "/", requests, lambda: next(arriving))
        memory = resident(process)
    with clinic(record, accounts, token, ReadAnew) as (client, _, _):
        peer = {"first page": timed(client, "/", PEER_REQUESTS, lambda: next(arriving))}
    return {
        "first load, s": round(loaded, 1),
        "memory, MB": memory,
        "ms": times,
        "ms, read anew": peer,
    }


def timed(
    client: httpx.Client, path: str, requests: int, before: Callable[[], object] = lambda: None
) -> Times:
    """Milliseconds of a page, after one that doesn't count."""
    found = []
    for _ in range(requests + 1):
        before()
        started = time.perf_counter()
        page = client.get(path)
        found.append((time.perf_counter() - started) * 1000)
        assert page.status_code == 200 and "Who needs you now" in page.text, page.status_code
    found = sorted(found[1:])
    return {
        "p50": round(statistics.median(found), 1),
        "p95": round(found[min(int(len(found) * 0.95), len(found) - 1)], 1),
        "max": round(found[-1], 1),
        "requests": len(found),
    }


def arrivals(store: SqliteStore) -> Iterator[None]:
    """Each time, somebody writes and a value is noted."""
    for number, her in enumerate(itertools.cycle(sorted(store.everybody()))):
        at = _now()
        said = Draft(MessageReceived("simulated", "pain 5"), at)
        pain = ValueRecorded("pain_now", number % 11, at.date().isoformat(), "m", 5, 6, "simulated")
        store.append(her, said, Draft(pain, at))
        yield


@contextmanager
def clinic(
    record: Path, accounts: Path, token: str, standings: type[Standings]
) -> Iterator[tuple[httpx.Client, float, int]]:
    """The clinic in a process of its own: a browser that is signed in, seconds to load, its id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ours, theirs = _processes.Pipe()
    process = _processes.Process(target=serve, args=(record, accounts, port, standings, theirs))
    process.start()
    try:
        seconds = ours.recv()
        base = f"http://127.0.0.1:{port}"
        cookies = {cookie_name(secure=False): token}
        with httpx.Client(base_url=base, cookies=cookies, timeout=120, trust_env=False) as client:
            _wait(client)
            yield client, seconds, process.pid or 0
    finally:
        process.terminate()
        process.join()


def serve(
    record: Path, accounts: Path, port: int, standings: type[Standings], tell: Connection
) -> None:
    from clinic import app as clinic_app
    from clinic.server import serve as run

    clinic_app.Standings = standings  # type: ignore[misc]
    started = time.perf_counter()
    app = clinic_app.create_app(
        SqliteStore(record), Accounts(accounts), clock=_now, secure_cookies=False
    )
    tell.send(time.perf_counter() - started)
    run(app, "127.0.0.1", port)


def _wait(client: httpx.Client) -> None:
    for _ in range(200):
        try:
            client.get("/health")
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise SystemExit("the clinic doesn't answer")


def resident(pid: int) -> int:
    """Memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    return 0


def _now() -> datetime:
    return datetime.now(timezone.utc)


def machine() -> str:
    return (
        f"{platform.machine()}, Python {platform.python_version()}, SQLite"
        f" {sqlite3.sqlite_version}, Starlette {version('starlette')}, uvicorn {version('uvicorn')}"
    )


def show(results: dict[str, object]) -> None:
    facts = ("participants", "numbers", "events", "first load, s", "memory, MB")
    title = "; ".join(f"{name} {results[name]:,}" for name in facts)
    table = Table("page", "p50, ms", "p95, ms", "max, ms", "requests", title=title)
    for kind, label in (("ms", ""), ("ms, read anew", ", everybody read anew")):
        for name, times in results[kind].items():  # type: ignore[attr-defined]
            table.add_row(f"{name}{label}", *(f"{figure:,}" for figure in times.values()))
    Console().print(table)
    Console().print(results["machine"])


if __name__ == "__main__":
    main()
