"""One tick of the clock: plan, decide what is due, have it rendered, have it delivered.

Each of these is tried again on its own: rendering and delivering with back-off, deciding only until
it is written down. Any number of processes may tick on one record. One that dies loses nothing: its
claims come back when their lease ends, and the bot says nothing twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from records.events import CheckinStage
from records.store import RecordStore
from scheduler.bot_client import Bot
from scheduler.choice import Chooser
from scheduler.deciding import decide_due
from scheduler.handing_on import hand_on
from scheduler.plan import plan

Clock = Callable[[], datetime]  # aware
STAGES: tuple[CheckinStage, ...] = ("deliver", "render")
LONGEST = timedelta(minutes=1)  # then the heart beats, and the next tick goes on


def tick(
    store: RecordStore,
    bot: Bot,
    chooser: Chooser,
    clock: Clock,
    *,
    stopping: Callable[[], bool] = lambda: False,
) -> Counter[str]:
    """Deal with what is due; returns how many were planned, sent, silent, refused, missed ...

    `stopping` is asked before each question to the bot; what is left waits for the next tick.
    """
    began = clock()
    counts: Counter[str] = Counter()
    working = True
    while working and clock() - began < LONGEST:
        planned = plan(store, clock())
        decided = decide_due(store, chooser, clock())
        counts += planned + decided
        working = bool(planned or decided)
        for stage in STAGES:
            if stopping():
                return counts
            word = hand_on(store, bot, clock, stage)
            if word is not None:
                counts[word] += 1
                working = True
    return counts
