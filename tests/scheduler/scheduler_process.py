"""A whole scheduler process, on a clock that starts where a test says."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from functools import partial
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from policies.monitoring.escalation_steps import load_steps
from records.sqlite_store import SqliteStore
from scheduler.bot_client import HttpBot
from scheduler.choice import FixedSchedule
from scheduler.escalation import escalate
from scheduler.mail import Mail, MailServer
from scheduler.run import run
from tests.scheduler.bot_standin import TOKEN

_context = get_context("forkserver")
_context.set_forkserver_preload(["scheduler.run", "records.sqlite_store"])  # start fast


def start(
    record: Path, url: str, heartbeat: Path, now: datetime, mail_port: int | None = None
) -> ForkServerProcess:
    """`mail_port`: of a mail server on this computer, by which people are told of alerts."""
    told = (record, url, heartbeat, now, mail_port)
    process = _context.Process(target=_main, args=told, daemon=True)
    process.start()
    return process


def _main(record: Path, url: str, heartbeat: Path, now: datetime, mail_port: int | None) -> None:
    started = time.monotonic()
    store = SqliteStore(record)

    def clock() -> datetime:
        return now + timedelta(seconds=time.monotonic() - started)

    escalations = []
    if mail_port is not None:
        server = MailServer("127.0.0.1", mail_port, "none")
        mail = Mail(server, "backstay@clinic.example", ("team@clinic.example",))
        steps = load_steps()
        escalations.append(partial(escalate, store, steps, mail, "https://clinic.example", clock))
    run(
        store,
        HttpBot(url, TOKEN),
        FixedSchedule(),
        heartbeat=heartbeat,
        clock=clock,
        tick_seconds=0.2,
        escalations=escalations,
    )
