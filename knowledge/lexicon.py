"""How well each passage holds some words: BM25 over word stems.

`bm25s` works out what each word adds to each passage, so a search is a sum of a few columns of a
sparse matrix; over 100,000 passages 0.2 ms, where FTS5 took 50 to 90 (docs/evaluation.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray
from scipy import sparse

FOLDER = "words"


class Lexicon:
    """The words of the passages, by number. Safe to share between threads."""

    def __init__(self, model: bm25s.BM25) -> None:
        self._model = model
        adds = model.scores
        shape = (int(adds["num_docs"]), len(adds["indptr"]) - 1)
        # Summed by SciPy: bm25s adds one by one, 30 times as slow without a compiler.
        self._adds = sparse.csc_matrix((adds["data"], adds["indices"], adds["indptr"]), shape)

    @classmethod
    def of(cls, texts: Sequence[str]) -> Lexicon:
        """The lexicon of these texts."""
        model = bm25s.BM25()
        words = [re.findall(r"[^\W_]+", text.lower()) for text in texts]
        model.index([stems(some) for some in words], show_progress=False)
        return cls(model)

    @classmethod
    def load(cls, folder: Path) -> Lexicon:
        """What `save` wrote; raises OSError or ValueError when it is damaged."""
        return cls(bm25s.BM25.load(folder / FOLDER))

    def save(self, folder: Path) -> None:
        self._model.save(folder / FOLDER)

    def scores(self, words: Iterable[str]) -> NDArray[np.float32]:
        """BM25 of each text for these words; 0 for a text with none of them."""
        place = self._model.vocab_dict  # it has an entry for "", which is no word
        columns = [place[stem] for stem in dict.fromkeys(stems(words)) if stem and stem in place]
        return np.asarray(self._adds[:, columns].sum(axis=1), dtype=np.float32).ravel()


def stems(words: Iterable[str]) -> list[str]:
    """The stem of each word, so that "lifted" finds "lifting". One stemmer a call: it is not
    safe to share between threads, and takes no time to make."""
    return list(Stemmer.Stemmer("english").stemWords(list(words)))
