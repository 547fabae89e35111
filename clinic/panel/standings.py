"""Everybody's standing, kept in memory and up to date with the log.

Ten thousand participants can't be read anew for every look at the panel. Each look asks the record
who has an event since the last one and reads those; who has been forgotten is gone at once, as the
list of participants is read each time. Every process keeps its own, and needs to tell no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Lock

from clinic.panel.standing import HISTORY_DAYS, Standing, standing
from clinic.panel.triage import Place, place
from records.events import AlertEscalated
from records.store import Recent, RecordStore


class Standings:
    """`ranked` may be called from several threads; the first call reads everybody."""

    def __init__(self, store: RecordStore) -> None:
        self._store = store
        self._lock = Lock()
        self._through = 0
        self._places: dict[str, Place] = {}
        self._ranked: list[Place] = []

    def ranked(self, now: datetime) -> Sequence[Place]:
        """All participants who are there now, worst first."""
        with self._lock:
            changes = self._read_on(now) + self._wait_on(now)
            if changes:
                self._ranked = sorted(self._places.values(), key=lambda her: her.key)
            return self._ranked

    def _read_on(self, now: datetime) -> int:
        changed = self._store.changed(self._through)
        since = (now - timedelta(days=HISTORY_DAYS)).date()
        for recent in self._store.recent(changed.participants, since):
            self._places[recent.participant.id] = place(self._standing(recent), now)
        gone = self._places.keys() - self._store.everybody()
        for her in gone:
            del self._places[her]
        self._through = changed.through
        return len(changed.participants) + len(gone)

    def _wait_on(self, now: datetime) -> int:
        """Time alone moves people: silence grows, and a week's window moves on."""
        over = [her for her in self._places.values() if her.until <= now]
        for her in over:
            self._places[her.standing.participant.id] = place(her.standing, now)
        return len(over)

    def _standing(self, recent: Recent) -> Standing:
        escalated: list[str] = []
        if recent.alerts:  # few have any, so that asking for each is cheap
            told = self._store.read(recent.participant.id, kinds=(AlertEscalated.kind,))
            escalated = [e.body.alert for e in told if isinstance(e.body, AlertEscalated)]
        return standing(recent, escalated)
