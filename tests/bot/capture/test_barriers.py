"""What kept her from exercising, found in her words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.capture.barrier import read_barriers


@pytest.mark.parametrize(
    ("said", "barriers"),
    [
        ("no time", ["time"]), ("I just don't have the time", ["time"]),
        ("havent got five minutes", ["time"]), ("too busy, can't fit them in", ["time"]),
        ("too tired", ["tired"]), ("I'm absolutely knackered", ["tired"]),
        ("it hurts when I do it", ["pain"]), ("that move makes my back worse", ["pain"]),
        ("I forgot", ["forgot"]), ("it slipped my mind", ["forgot"]),
        ("feeling low", ["mood"]), ("I couldn't face it", ["mood"]), ("unmotivated", ["mood"]),
        ("baby won't let me", ["baby"]),
        ("he won\N{RIGHT SINGLE QUOTATION MARK}t settle", ["baby"]),
        ("no one to hold her", ["baby"]), ("she cried when I put her down", ["baby"]),
        ("no time and then I forgot", ["time", "forgot"]),
        ("so tired, and it hurts", ["tired", "pain"]),
        ("did them without pain", []), ("no pain at all", []),
        ("pain is 3", []), ("nothing hurts", []),
        ("there's nowhere to lie down", []), ("I felt heavy down below", []),
        ("I love the bridges", []), ("", []),
    ],
)  # fmt: skip
def test_barriers(said: str, barriers: list[str]) -> None:
    assert [found.barrier for found in read_barriers(said)] == barriers


@given(st.text())
def test_a_barrier_is_a_span_of_what_she_wrote(text: str) -> None:
    text = f"{text} I forgot, too tired"
    for found in read_barriers(text):
        assert text[found.start : found.end].strip()
