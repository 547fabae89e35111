"""How often one sender may write."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.rate_limit import RateLimit


def test_a_burst_is_let_through_up_to_the_limit_and_then_has_to_wait() -> None:
    limit = RateLimit(3, seconds=10)
    assert [limit.wait("her", now) for now in (0.0, 1.0, 2.0, 4.0)] == [0, 0, 0, 6.0]
    assert limit.wait("her", 10.0) == 0


def test_senders_do_not_share_a_limit() -> None:
    limit = RateLimit(1, seconds=10)
    assert limit.wait("one", 0.0) == 0
    assert limit.wait("two", 0.0) == 0
    assert limit.wait("one", 1.0) > 0


@given(st.lists(st.floats(0, 3), max_size=60))
def test_no_window_ever_holds_more_than_allowed(pauses: list[float]) -> None:
    limit, now, taken = RateLimit(4, seconds=5), 0.0, []
    for pause in pauses:
        now += pause
        wait = limit.wait("her", now)
        assert 0 <= wait <= 5
        if wait == 0:
            taken.append(now)
        assert sum(1 for at in taken if at > now - 5) <= 4


@given(st.integers(0, 20))
def test_waiting_as_long_as_told_is_enough(early: int) -> None:
    limit = RateLimit(2, seconds=8)
    limit.wait("her", 100.0)
    limit.wait("her", 100.0)
    now = 100.0 + early / 4
    wait = limit.wait("her", now)
    assert limit.wait("her", now + wait) == 0
