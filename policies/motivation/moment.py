"""When within the time she chose to write to her: windows of her day, and the moment in one.

She chooses a time ("10:30") or a span ("10:30-12:00"), up to three a day. A time is kept to the
minute. In a span the moment is the half-hour in which she herself has written on most days lately:
then she has a hand free. Support needs a moment at which it can be received (Nahum-Shani et al.
2018, doi 10.1007/s12160-016-9830-8).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

MOST_WINDOWS = 3
LATELY = timedelta(days=28)
"""How far back her own messages tell when she has time; a baby's days change within weeks."""
BLOCK = 30  # minutes
HEAD_START = 2
"""Days that the beginning of a span is ahead, so that one or two chats elsewhere move nothing."""
JITTER = 10
"""Minutes over which mothers of one span are spread, so that not all are written to at once."""

_WRITTEN = re.compile(r"\d\d:\d\d(?:-\d\d:\d\d)?")


@dataclass(frozen=True, order=True)
class Window:
    """Minutes after midnight on her wall clock; a single time begins and ends in one minute."""

    start: int
    end: int

    @classmethod
    def read(cls, text: str) -> Window:
        """From "HH:MM" or "HH:MM-HH:MM" within one day. Raises ValueError."""
        if not _WRITTEN.fullmatch(text):
            raise ValueError(f"not a time or a span: {text}")
        times = [time.fromisoformat(part) for part in text.split("-")]
        window = cls(*(at.hour * 60 + at.minute for at in (times[0], times[-1])))
        if window.start > window.end:
            raise ValueError(f"not within one day: {text}")
        return window

    def __str__(self) -> str:
        return "-".join(map(clock, sorted({self.start, self.end})))

    def holds(self, at: time) -> bool:
        """Whether a time on her wall clock lies within."""
        return self.start <= at.hour * 60 + at.minute <= self.end


@dataclass(frozen=True)
class Moment:
    """Minutes after midnight on her wall clock, and why then, in words to her."""

    minute: int
    reason: str


def moment(window: Window, wrote: Iterable[datetime], person: str) -> Moment:
    """The moment in a window; `wrote`: when she wrote in the time LATELY, on her wall clock.

    Deterministic: the same messages and the same id give the same moment.
    """
    if window.start == window.end:
        return Moment(window.start, "the time you chose")
    days = {(at.date(), _block(window, at)) for at in wrote if window.holds(at.time())}
    written = Counter(block for _, block in days)
    starts = range(window.start, window.end, BLOCK)
    best = max(starts, key=lambda at: written[at] + HEAD_START * (at == window.start))
    minute = min(best + _jitter(person), window.end)
    until = min(best + BLOCK, window.end)
    if written[best] > HEAD_START:
        reason = f"you have often written between {clock(best)} and {clock(until)}"
    else:
        reason = "the beginning of the time you chose"
    return Moment(minute, reason)


def clock(minute: int) -> str:
    """Minutes after midnight as HH:MM."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _block(window: Window, at: datetime) -> int:
    """The start of the half-hour of the span that a time is in; its very end is in the last one."""
    minute = min(at.hour * 60 + at.minute, window.end - 1)
    return minute - (minute - window.start) % BLOCK


def _jitter(person: str) -> int:
    return hashlib.sha256(person.encode()).digest()[0] % (JITTER + 1)
