"""Her words: cut, marked and made visible, never changed otherwise."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from clinic.said import Piece, said, visible

spans = st.lists(st.tuples(st.integers(-5, 900), st.integers(-5, 900)), max_size=5)
anything = st.text(st.characters(codec=None), max_size=800)


def marked(text: str, *where: tuple[int, int], limit: int | None = None) -> list[str]:
    return [piece.text for piece in said(text, where, limit).pieces if piece.marked]


def test_the_span_is_marked_to_the_letter() -> None:
    assert said("pain is 8 today", [(8, 9)]).pieces == (
        Piece("pain is ", False), Piece("8", True), Piece(" today", False),
    )  # fmt: skip


def test_overlapping_and_impossible_spans() -> None:
    assert marked("abcdef", (1, 3), (2, 5)) == ["bcde"]
    assert marked("abcdef", (4, 99), (-3, 1)) == ["a", "ef"]
    assert marked("abcdef", (3, 3), (5, 2), (10, 12)) == []


def test_hidden_and_turning_characters_are_seen() -> None:
    assert visible("a\u202eb\u200bc\x00d\u2066") == "a[U+202E]b[U+200B]c[U+0000]d[U+2066]"
    assert visible("two\tlines\nhere \u00e9 \U0001f469\u200d\U0001f37c") == (
        "two lines\nhere \u00e9 \U0001f469\u200d\U0001f37c"
    )


def test_spans_count_stored_characters_even_behind_hidden_ones() -> None:
    assert marked("\u202e\u202epain 7", (7, 8)) == ["7"]


def test_a_long_message_is_cut_round_the_evidence() -> None:
    text = "x" * 5000 + "numb" + "y" * 5000
    shown = said(text, [(5000, 5004)], 400)
    assert marked(text, (5000, 5004), limit=400) == ["numb"]
    assert shown.left_out == len(text) - 400
    assert shown.pieces[0].text == "… " and shown.pieces[-1].text == " …"
    assert said(text, [(5000, 5004)], None).left_out == 0


@given(anything, spans)
def test_nothing_is_lost_and_nothing_hidden_is_left(
    text: str, where: list[tuple[int, int]]
) -> None:
    shown = "".join(piece.text for piece in said(text, where, None).pieces)
    assert shown == visible(text)
    left = {unicodedata.category(c) for c in shown if c not in "\n\u200c\u200d"}
    assert not left & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(anything, spans, st.integers(1, 300))
def test_an_excerpt_keeps_its_length_and_counts_what_it_left_out(
    text: str, where: list[tuple[int, int]], limit: int
) -> None:
    shown = said(text, where, limit)
    assert shown.left_out == max(len(text) - limit, 0)
