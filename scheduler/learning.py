"""The night's work: what followed each decision point is written down, and the policy learns.

What was learnt is kept in a file, which holds sums and no words. The log is the source: where the
file is missing, damaged or behind, the log is read again and gives the same.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from policies.motivation import outcome, past, replay
from policies.motivation.past import Ledger
from policies.motivation.replay import Lessons
from records.events import CheckinDecided, CheckinOutcome, Draft, Event, PolicyLearned
from records.store import RecordStore, UnknownParticipant
from scheduler.log import note

LEARN_AT = clock_time(2, 30)  # UTC
OPEN = timedelta(days=3)  # points older than that were closed on another night
WAITING = timedelta(days=60)  # and learnt from, if at all, long before
LOOK_AGAIN = 300.0  # seconds until another process is asked about for what it learnt


class Kept:
    """What was learnt up to last night, for whoever decides; `()` gives the latest."""

    def __init__(self, store: RecordStore, path: Path) -> None:
        self._store, self._path = store, path
        self._lessons, self._looked = Lessons(), -LOOK_AGAIN

    def __call__(self) -> Lessons:
        if time.monotonic() - self._looked >= LOOK_AGAIN:
            self._look()
        return self._lessons

    def keep(self, lessons: Lessons) -> None:
        """Take these from now on, here and after a restart."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(lessons.to_json())
        fresh.replace(self._path)
        self._lessons = lessons

    def _look(self) -> None:
        nights = self._store.read(kinds=(PolicyLearned.kind,))
        latest = nights[-1].body if nights else None
        version = latest.version if isinstance(latest, PolicyLearned) else Lessons().version
        # a file that is gone was removed because somebody was forgotten
        if self._lessons.version != version or (latest and not self._path.exists()):
            found = self._read()
            if found is None or found.version != version:
                found = replay.relearn(self._store.read(kinds=replay.KINDS))
                if latest:
                    self.keep(found)
            self._lessons = found
        self._looked = time.monotonic()

    def _read(self) -> Lessons | None:
        try:
            return Lessons.from_json(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, TypeError):
            return None


def learn(store: RecordStore, kept: Kept, clock: Callable[[], datetime]) -> None:
    """Close the points whose time is over and learn from them; done twice it changes nothing."""
    now = clock()
    close_points(store, now)
    before, ledger = kept(), Ledger()
    events = store.read(kinds=past.KINDS, since=now - WAITING)
    for event in events:
        ledger.add(event)
    ledger.take(before.through)
    through = max((event.seq for event in events), default=0)
    rows = ledger.take(through)
    if not rows:
        return
    lessons = deepcopy(before)  # the other thread goes on deciding by what was known
    lessons.learn(rows, through)
    body = PolicyLearned(lessons.version, lessons.rows, through)
    store.append(None, Draft(body, now, f"policy:{lessons.version}"))
    kept.keep(lessons)
    note(now, "learnt", version=lessons.version, rows=lessons.rows)


def close_points(store: RecordStore, now: datetime) -> int:
    """Write down what followed the points whose time is over; returns how many."""
    by_person: dict[str, list[Event]] = defaultdict(list)
    for event in store.read(kinds=(*past.KINDS, *outcome.KINDS), since=now - OPEN):
        if event.participant is not None:
            by_person[event.participant].append(event)
    closed = 0
    for person, events in by_person.items():
        drafts = [Draft(body, now, f"{body.checkin}:outcome") for body in _outcomes(events, now)]
        try:
            closed += len(store.append(person, *drafts)) if drafts else 0
        except UnknownParticipant:  # forgotten while this went on
            continue
    return closed


def _outcomes(events: list[Event], now: datetime) -> list[CheckinOutcome]:
    known = {e.body.checkin for e in events if isinstance(e.body, CheckinOutcome)}
    known |= past.never_reached(events)
    points = [e for e in events if isinstance(e.body, CheckinDecided)]
    found = []
    for n, point in enumerate(points):
        assert isinstance(point.body, CheckinDecided)
        until = point.at + outcome.LONGEST
        if n + 1 < len(points):
            until = min(until, points[n + 1].at)
        chosen = point.body.action in ("send", "silent")
        if chosen and point.body.checkin not in known and until <= now:
            found.append(outcome.outcome(point.body.checkin, point.at, until, events))
    return found
