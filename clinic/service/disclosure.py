"""Small numbers that could point to a person are not shown, nor can they be worked out. Pure.

Rule: a cell that is about fewer than five people, but not about nobody, is shown as "<5" (primary
suppression); so that the total doesn't give it away, the last of the larger cells is hidden as well
(complementary suppression). Where only one cell would be left, or where what isn't shown adds up to
the least that it can, the breakdown isn't shown at all. The reader is taken to know the total and
this rule; that is why the cell is chosen by its place: a choice by size would say something of it.

The threshold: in tables whose disclosure would do much harm, cells of 1 to 4 are unsafe (Office for
National Statistics, Review of the Dissemination of Health Statistics: Confidentiality Guidance,
2006). What can't be prevented here is comparing pages of different days, or of different periods.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

SMALL = 5  # people

Shown = int | Literal["few", "hidden"]


@dataclass(frozen=True)
class Cell:
    """`number` of people or of what they did, and how many `people` that is about."""

    number: int
    people: int


def suppressed(cells: Sequence[Cell]) -> list[Shown] | None:
    """The cells of one breakdown as they may be shown beside its total; None: not at all.

    The cells are either all numbers of people, none of them in two cells, or all of something else.
    """
    few = [n for n, cell in enumerate(cells) if is_few(cell.people)]
    if not few:
        return [cell.number for cell in cells]
    large = [n for n, cell in enumerate(cells) if cell.people >= SMALL]
    if len(large) < 2:
        return None
    unseen = [*few, large[-1]]
    if sum(cells[n].number for n in unseen) == len(few) + SMALL:  # all are the least they can be
        return None
    return [
        "few" if n in few else "hidden" if n in unseen else cell.number
        for n, cell in enumerate(cells)
    ]


def is_few(people: int) -> bool:
    return 0 < people < SMALL


def share(part: int, whole: int, groups: Iterable[int]) -> float | None:
    """The part of the whole, or None when one of the groups of people it tells apart is small."""
    return None if not whole or any(map(is_few, groups)) else part / whole
