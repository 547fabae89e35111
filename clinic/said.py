"""Her words as the pages show them: hostile until proven harmless, and never changed in meaning.

Templates escape the text; this module deals with what escaping leaves: length, and invisible or
direction-changing characters, which could make a sentence read differently from what was stored.
Spans count code points of the stored text: it is cut into pieces first, made visible afterwards.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

EXCERPT = 400  # characters of a message shown in tables; the message's own page has the rest
JOINERS = "\u200c\u200d"  # spell family emoji and several scripts; they hide and reorder nothing
HIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True)
class Piece:
    """A stretch of text, marked when it is evidence."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Said:
    """Text ready for a template: its pieces, and how many characters were left out."""

    pieces: tuple[Piece, ...]
    left_out: int


PRIVATE = Said((Piece("she keeps her words private", False),), 0)


def visible(text: str) -> str:
    """Tabs become spaces; control (but line breaks), bidi and unassigned characters a label."""
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character in "\n\r\t":
        return "\n" if character == "\n" else " "
    if unicodedata.category(character) in HIDDEN_CATEGORIES and character not in JOINERS:
        return f"[U+{ord(character):04X}]"
    return character


def said(text: str, spans: Iterable[tuple[int, int]] = (), limit: int | None = EXCERPT) -> Said:
    """The text in pieces with `spans` marked, cut to about `limit` characters round the first span.

    Spans outside the text are clipped, overlapping ones merged; None shows all of it.
    """
    marks = _merged(spans, len(text))
    first, last = _window(len(text), marks, limit)
    pieces = [Piece("… ", False)] if first else []
    at = first
    for start, end in marks:
        start, end = max(start, at), min(end, last)
        if start < end:
            pieces += [Piece(text[at:start], False), Piece(text[start:end], True)]
            at = end
    pieces.append(Piece(text[at:last], False))
    if last < len(text):
        pieces.append(Piece(" …", False))
    shown = tuple(Piece(visible(p.text), p.marked) for p in pieces if p.text)
    return Said(shown, len(text) - (last - first))


def _merged(spans: Iterable[tuple[int, int]], length: int) -> Sequence[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(s, 0), min(e, length)) for s, e in spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def _window(length: int, marks: Sequence[tuple[int, int]], limit: int | None) -> tuple[int, int]:
    if limit is None or length <= limit:
        return 0, length
    # a third of the room before the evidence: the words that lead to it matter more than the rest
    first = max(0, min(marks[0][0] - limit // 3, length - limit)) if marks else 0
    return first, first + limit
