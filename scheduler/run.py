"""The scheduler process: ticks until it is told to stop.

APScheduler only keeps the beat. It holds no job per participant: its job stores can't be shared
between processes, and its cron triggers skip or double days when the clocks change.
"""

from __future__ import annotations

import json
import logging
import signal
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, time, timezone
from functools import partial
from pathlib import Path

from apscheduler.schedulers.background import BackgroundScheduler

from records.store import RecordStore, StoreError
from scheduler.bot_client import Bot
from scheduler.choice import Chooser
from scheduler.chores import Chore, do_chores
from scheduler.escalation import Stopping
from scheduler.log import note
from scheduler.tick import Clock, tick

NIGHT = time(2)  # UTC
CHORES_SECONDS = 60
ESCALATION_SECONDS = 15


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


def run(
    store: RecordStore,
    bot: Bot,
    chooser: Chooser,
    *,
    heartbeat: Path,
    clock: Clock = utc_now,
    tick_seconds: float = 20,
    chores: Sequence[Chore] = (),
    escalations: Sequence[Callable[[Stopping], object]] = (),
) -> None:
    """Tick at once and then every `tick_seconds`, until SIGTERM or SIGINT.

    Chores and escalations are jobs beside it. What is being sent is finished first. Must be called
    in the main thread. `heartbeat` gets the time and the counts of the latest tick that went
    through; its age tells whether all is well.
    """
    for name in ("apscheduler", "httpx"):  # their lines say nothing that ours don't
        logging.getLogger(name).setLevel(logging.ERROR)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())

    every_day = (Chore("plan", NIGHT, lambda day: note_overlooked(store, clock())), *chores)

    def beat() -> None:
        counts = tick(store, bot, chooser, clock, stopping=stop.is_set)
        write_heartbeat(heartbeat, clock(), counts)

    def see_to_chores() -> None:
        do_chores(store, every_day, clock)

    # A background scheduler, and the main thread waiting here: stopping a blocking one from its own
    # signal handler can wait for ever for a lock that the interrupted loop holds.
    scheduler = BackgroundScheduler(timezone=timezone.utc)
    jobs: list[tuple[Callable[[], object], float]]
    jobs = [(beat, tick_seconds), (see_to_chores, CHORES_SECONDS)]
    jobs += [(partial(job, stop.is_set), ESCALATION_SECONDS) for job in escalations]
    for job, seconds in jobs:
        scheduler.add_job(
            _guarded(job, clock),
            "interval",
            seconds=seconds,
            next_run_time=utc_now(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    scheduler.start()
    stop.wait()
    scheduler.shutdown(wait=True)


def note_overlooked(store: RecordStore, now: datetime) -> None:
    """Have a check-in planned for whoever should have one ahead and has none."""
    found = store.plan_overlooked()
    if found:
        note(now, "overlooked", participants=found)


def _guarded(job: Callable[[], object], clock: Clock) -> Callable[[], None]:
    """The job, whose errors are noted: the next time tries again."""

    def guarded() -> None:
        try:
            job()
        except Exception as error:
            said = str(error) if isinstance(error, StoreError | OSError) else None
            note(clock(), "tick_failed", error=type(error).__name__, said=said)

    return guarded


def write_heartbeat(path: Path, at: datetime, counts: Counter[str]) -> None:
    """Replaces the file as a whole, so that a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    new.write_text(json.dumps({"at": at.isoformat(), "counts": counts}) + "\n", encoding="utf-8")
    new.replace(path)
