"""The record for `benchmarks.panel`: simulated participants with two months of diary each."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from records.events import (
    AlertRaised,
    ConsentGiven,
    Draft,
    MessageReceived,
    MessageSent,
    Onboarded,
    ProfileChanged,
    ValueRecorded,
)
from records.log_store import LogStore

DAYS = 60
ZONES = ("Europe/London", "America/New_York", "Africa/Lagos", "Asia/Kolkata", "Australia/Sydney")
TIERS = ("emergency", "urgent", "review")
BATCH = 25  # participants in one transaction


def fill(store: LogStore, participants: int, now: datetime, say: Callable[[int], None]) -> None:
    """They joined 60 days before `now`; `say` is told now and then how many there are."""
    wobble = random.Random(8)
    for first in range(0, participants, BATCH):
        batch = range(first, min(first + BATCH, participants))
        joined = now - timedelta(days=DAYS)
        ids = [store.join("simulated", f"simulated {n}", joined) for n in batch]
        with store._tables.writing():
            store._append([(her, draft) for her in ids for draft in _hers(wobble, now)])
            store._tables.run("delete from inbox")  # nobody is to be answered here
        if first % 500 == 0:
            say(first)
    store._tables.run("analyze")


def _hers(wobble: random.Random, now: datetime) -> Iterator[Draft]:
    joined = now - timedelta(days=DAYS)
    born = (joined - timedelta(days=wobble.randrange(7, 300))).date().isoformat()
    zone = wobble.choice(ZONES)
    yield Draft(ConsentGiven("2026-1", "m"), joined)
    yield Draft(ProfileChanged("m", born, wobble.choice(("vaginal", "caesarean")), zone), joined)
    yield Draft(Onboarded("m"), joined)
    pain, diligence = wobble.uniform(1, 8), wobble.uniform(0.3, 1)
    left = wobble.random() < 0.2 and wobble.randrange(3, DAYS)  # one in five goes silent
    for back in range(DAYS, -1, -1):
        at = now - timedelta(days=back, minutes=wobble.randrange(1, 900))
        pain = min(max(pain + wobble.uniform(-1, 1), 0), 10)
        if back < (left or 0) or wobble.random() > diligence:
            continue
        yield Draft(MessageSent("simulated", "How is your back, 0 to 10? And your sleep?"), at)
        yield Draft(MessageReceived("simulated", f"pain {pain:.0f}, mood 6, slept 5 hours"), at)
        for measure, number in (
            ("pain_now", round(pain)),
            ("mood", wobble.randrange(3, 9)),
            ("sleep_hours", wobble.randrange(3, 9)),
        ):
            day = at.date().isoformat()
            yield Draft(ValueRecorded(measure, number, day, "m", 5, 6, "simulated"), at)
    if wobble.random() < 0.03:
        raised = now - timedelta(minutes=wobble.randrange(1, 9000))
        yield Draft(AlertRaised(wobble.choice(TIERS), ("clot",), "m"), raised)
