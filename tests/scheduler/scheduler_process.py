"""A whole scheduler process, on a clock that starts where a test says."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from records.sqlite_store import SqliteStore
from scheduler.bot_client import HttpBot
from scheduler.choice import FixedSchedule
from scheduler.run import run
from tests.scheduler.bot_standin import TOKEN

_context = get_context("forkserver")
_context.set_forkserver_preload(["scheduler.run", "records.sqlite_store"])  # start fast


def start(record: Path, url: str, heartbeat: Path, now: datetime) -> ForkServerProcess:
    process = _context.Process(target=_main, args=(record, url, heartbeat, now), daemon=True)
    process.start()
    return process


def _main(record: Path, url: str, heartbeat: Path, now: datetime) -> None:
    started = time.monotonic()
    run(
        SqliteStore(record),
        HttpBot(url, TOKEN),
        FixedSchedule(),
        heartbeat=heartbeat,
        clock=lambda: now + timedelta(seconds=time.monotonic() - started),
        tick_seconds=0.2,
    )
