"""What is suppressed can't be worked out, not even by a reader who knows the total and the rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.service.disclosure import SMALL, Cell, share, suppressed


def people(*numbers: int) -> list[Cell]:
    return [Cell(number, number) for number in numbers]


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ((20, 30, 0), [20, 30, 0]),
        ((), []),
        ((3, 20, 30, 0), ["few", 20, "hidden", 0]),
        ((30, 20, 2, 1), [30, "hidden", "few", "few"]),
        ((1, 20, 5), None),  # together six: it can only be one and five
        ((3, 20), None),  # either would tell the other
        ((3, 2, 30), None),
        ((3, 0, 0), None),
    ],
)
def test_the_rule(numbers: Sequence[int], shown: object) -> None:
    assert suppressed(people(*numbers)) == shown


def test_what_few_people_did_often_is_suppressed_too() -> None:
    cells = [Cell(90, 3), Cell(40, 20), Cell(60, 25), Cell(80, 30)]
    assert suppressed(cells) == ["few", 40, 60, "hidden"]


def tables(total: int, cells: int) -> Iterator[tuple[int, ...]]:
    """Every table with this total."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for others in tables(total - first, cells - 1):
            yield (first, *others)


@settings(deadline=None)  # it looks at every table there is
@given(st.lists(st.integers(0, 9), min_size=2, max_size=4))
def test_no_suppressed_number_can_be_worked_out(numbers: list[int]) -> None:
    """Among all tables that look the same and have the same total, it differs."""
    shown = suppressed(people(*numbers))
    alike = [
        table for table in tables(sum(numbers), len(numbers)) if suppressed(people(*table)) == shown
    ]
    assert tuple(numbers) in alike
    for n, number in enumerate(numbers):
        if shown is None or isinstance(shown[n], str):
            assert {table[n] for table in alike} != {number}


events = st.integers(0, 12).flatmap(
    lambda people: st.builds(Cell, st.integers(people, 3 * people), st.just(people))
)


@given(st.lists(events, min_size=2, max_size=5))
def test_nor_how_often_few_people_did_something(cells: list[Cell]) -> None:
    """What one did once more and another once less looks the same."""
    shown = suppressed(cells)
    if shown is None:
        return
    assert [n for n, cell in enumerate(cells) if 0 < cell.people < SMALL] == [
        n for n, one in enumerate(shown) if one == "few"
    ]
    unseen = [n for n, one in enumerate(shown) if isinstance(one, str)]
    assert len(unseen) != 1
    for cell, one in zip(cells, shown, strict=True):
        assert isinstance(one, str) or one == cell.number


@given(st.integers(0, 20), st.integers(0, 20))
def test_a_share_tells_no_few_people_apart(part: int, rest: int) -> None:
    found = share(part, part + rest, (part, rest))
    if 0 < part < SMALL or 0 < rest < SMALL:
        assert found is None
