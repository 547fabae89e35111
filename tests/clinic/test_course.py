"""The running median of a measure and its interval."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from math import log
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.participant.course import EITHER_SIDE, course, estimate
from tests.clinic.test_charts import FIRST, LAST

SERIES = st.dictionaries(st.dates(FIRST, LAST), st.floats(0, 10), max_size=30)


def test_the_interval_is_that_of_the_order_statistics() -> None:
    """With seven values the 2nd and 6th: 1 - 2 (1 + 7) / 128 = 87.5%, the next pair has 55%."""
    assert estimate([1, 2, 3, 4, 5, 6, 7]).low == 2  # type: ignore[union-attr]
    assert estimate([1, 2, 3, 4, 5, 6, 7]).high == 6  # type: ignore[union-attr]
    four = estimate([5, 1, 3, 2])
    assert four is not None and (four.low, four.middle, four.high) == (1, 2.5, 5)
    assert estimate([1, 2, 3]) is None and estimate([]) is None


@given(st.lists(st.floats(0, 10), max_size=9))
def test_the_interval_contains_the_median_and_stays_among_the_numbers(
    numbers: list[float],
) -> None:
    found = estimate(numbers)
    assert (found is None) == (len(numbers) < 4)
    if found is not None:
        assert found.low <= found.middle == median(numbers) <= found.high
        assert {found.low, found.high} <= set(numbers)


@given(SERIES)
def test_gaps_stay_gaps(series: dict[date, float]) -> None:
    found = course(series)
    assert set(found) <= set(series)
    for day in series:
        near = [one for one in series if abs((one - day).days) <= EITHER_SIDE]
        assert (day in found) == (len(near) >= 4)


@pytest.mark.parametrize("days", [4, 5, 6, 7])
@pytest.mark.parametrize(
    ("draw", "middle"),
    [(lambda dice: dice.gauss(5, 2), 5.0), (lambda dice: dice.expovariate(1), log(2))],
)
def test_the_interval_holds_the_true_median_as_often_as_it_says(
    days: int, draw: Callable[[random.Random], float], middle: float
) -> None:
    """Exactly 1 - 2 P(X <= cut), X binomial of `days` and a half: whatever the numbers' shape."""
    dice, tries = random.Random(7), 4000
    found = [estimate([draw(dice) for _ in range(days)]) for _ in range(tries)]
    share = sum(one is not None and one.low <= middle <= one.high for one in found) / tries
    assert share == pytest.approx({4: 0.875, 5: 0.9375, 6: 0.96875, 7: 0.875}[days], abs=0.02)
