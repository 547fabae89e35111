"""Concepts that mean something when they stand near each other: "numb" near "between my legs"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policies.safety.reading.normalise import Word

WITHIN = 8  # words apart, unless a rule says otherwise


@dataclass(frozen=True)
class Hit:
    """Words that carry a meaning: the phrases found, each as (first, last) word, inclusive."""

    spans: tuple[tuple[int, int], ...]

    @property
    def first(self) -> int:
        return min(first for first, _ in self.spans)

    @property
    def last(self) -> int:
        return max(last for _, last in self.spans)

    def words(self) -> frozenset[int]:
        """The words of its phrases, without those between them."""
        return frozenset(at for first, last in self.spans for at in range(first, last + 1))


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
            found.append(Hit(tuple(span for hit in chosen for span in hit.spans)))
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
