"""Concepts that mean something when they stand near each other: "numb" near "between my legs"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policies.safety.normalise import Word

WITHIN = 8  # words apart, unless a rule says otherwise


@dataclass(frozen=True)
class Hit:
    """Words ``first`` to ``last`` (inclusive) carry a meaning; ``parts`` begin its phrases."""

    first: int
    last: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Together:
    """Concepts that mean something when they stand near each other."""

    needs: tuple[tuple[str, ...], ...]
    within: int = WITHIN
    in_order: bool = False


def needs(written: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """``["a", "b|c"]`` -> (("a",), ("b", "c"))."""
    return tuple(tuple(part.strip() for part in entry.split("|")) for entry in written)


def combine(
    together: Together, hits: Mapping[str, list[Hit]], message: Sequence[Word]
) -> list[Hit]:
    """Hits of the first need, each with the nearest hits of the others within the distance."""
    found: list[Hit] = []
    lists = [
        sorted((hit for name in names for hit in hits.get(name, ())), key=lambda hit: hit.first)
        for names in together.needs
    ]
    if not all(lists):
        return found
    starts = [[message[hit.first].place for hit in listed] for listed in lists]
    for anchor in lists[0]:
        chosen = [anchor]
        for listed, begins in zip(lists[1:], starts[1:], strict=True):
            previous = chosen[-1] if together.in_order else anchor
            near = _nearest(previous, listed, begins, together, message)
            if near is None:
                break
            chosen.append(near)
        else:
            parts = tuple(part for hit in chosen for part in hit.parts)
            found.append(Hit(min(h.first for h in chosen), max(h.last for h in chosen), parts))
    return found


def _nearest(
    anchor: Hit,
    listed: list[Hit],
    starts: list[int],
    together: Together,
    message: Sequence[Word],
) -> Hit | None:
    begin, end = message[anchor.first].place, message[anchor.last].place
    low = begin - together.within - 12  # a phrase may begin earlier and end within reach
    best: tuple[int, Hit] | None = None
    for hit in listed[bisect_left(starts, low) :]:
        first, last = message[hit.first].place, message[hit.last].place
        if first - end > together.within:
            break
        if together.in_order and hit.first <= anchor.last:
            continue
        distance = max(first - end, begin - last, 0)
        if distance <= together.within and (best is None or distance < best[0]):
            best = (distance, hit)
        if best is not None and first > end:
            break
    return best[1] if best else None
