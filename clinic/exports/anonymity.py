"""So that nobody stands out in the participants' table: groups of five at least, and pseudonyms.

Weeks since the birth and kind of birth could be known to somebody who looks for her. Each
combination is shown only when five or more share it (k-anonymity, k = 5: El Emam and Dankar 2008,
doi 10.1197/jamia.M2716). Otherwise the kind of birth is suppressed, then the weeks as well.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Sequence

K = 5
SUPPRESSED = "suppressed"
BANDS = ((0, "0-5"), (6, "6-12"), (13, "13-25"), (26, "26-51"), (52, "52+"))
"""Weeks since the birth at joining: before the check-up at six weeks, then by quarters."""

Quasi = tuple[str, str]  # band of weeks, kind of birth


def band(weeks: int | None) -> str:
    if weeks is None:
        return "not known"
    return [name for start, name in BANDS if weeks >= start][-1]


def generalised(people: Sequence[Quasi]) -> list[Quasi]:
    """The same people, in groups of K or more. Raises ValueError when there are fewer than K."""
    if len(people) < K:
        raise ValueError(f"{len(people)} people can't be in groups of {K}")
    held = list(people)
    for coarser in (lambda each: (each[0], SUPPRESSED), lambda _: (SUPPRESSED, SUPPRESSED)):
        sizes = Counter(held)
        held = [each if sizes[each] >= K else coarser(each) for each in held]
    nothing = (SUPPRESSED, SUPPRESSED)
    while 0 < Counter(held)[nothing] < K:  # the few that are left need company
        sizes = Counter(each for each in held if each != nothing)
        smallest = min(sizes, key=lambda each: (sizes[each], each))
        held = [nothing if each == smallest else each for each in held]
    return held


def pseudonym(key: str, participant: str) -> str:
    """A keyed hash of her id: joins exports made with the same key, tells nothing without it."""
    told = hmac.new(key.encode(), participant.encode(), hashlib.sha256).hexdigest()
    return f"p-{told[:16]}"
