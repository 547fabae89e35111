"""Misspelt words of the concept vocabulary: "numbess", "bleedin", "s*icidal".

Only words of five letters or more are corrected, only towards a word the concepts use, and never
when they are English words of their own ("number", "feeling").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 5
_DISGUISE = str.maketrans("013457@$!", "oieastasi")


def _allowed(length: int) -> int:
    return 1 if length < 9 else 2


class Speller:
    """The forms a typed word may stand for: itself, and the words it may be a slip for."""

    def __init__(self, vocabulary: Iterable[str], real_words: Path) -> None:
        self._vocabulary = frozenset(vocabulary)
        self._long = sorted(word for word in self._vocabulary if len(word) >= SHORTEST)
        self._real = frozenset(
            line
            for line in real_words.read_text(encoding="utf-8").splitlines()
            if not line.startswith("#")
        )
        # One word of a chat is one look-up; the cache makes the common ones free.
        self.forms = lru_cache(maxsize=20_000)(self._forms)

    def _forms(self, word: str) -> tuple[str, ...]:
        if word in self._vocabulary or not word[0].isalpha():
            return (word,)
        if not word.isalpha():
            return (word, *self._undisguise(word))
        if len(word) < SHORTEST or word in self._real:
            return (word,)
        allowed = _allowed(len(word))
        near = process.extract(word, self._long, scorer=OSA.distance, score_cutoff=allowed, limit=8)
        # A different first letter is more often a different word (leaving, weaving).
        alike = [(distance, other) for other, distance, _ in near if other[0] == word[0]]
        nearest = min(alike, default=(0, ""))[0]
        return (word, *sorted(other for distance, other in alike if distance == nearest))

    def _undisguise(self, word: str) -> tuple[str, ...]:
        if "*" in word:
            hidden = re.compile(re.escape(word).replace(r"\*", "[a-z]"))
            return tuple(w for w in self._long if hidden.fullmatch(w))[:3]
        plain = word.translate(_DISGUISE)
        return (plain,) if len(plain) >= 4 and plain in self._vocabulary else ()
