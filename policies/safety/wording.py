"""The wording view of the second net: which words and letters the labelled messages are made of.

TF-IDF of words, word pairs and letters under multinomial logistic regression. It knows slang,
typing slips and exact turns of phrase that a sentence vector blurs; the vector knows paraphrases.
Saved as numbers and JSON only, so loading runs no code from the files.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import log_softmax
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

NUMBERS, WORDS = "wording.npz", "wording.json"
RARELY = 3  # words and letters of fewer messages tell more of the writer than of the sign
C, ROUNDS = 10.0, 40  # more rounds took three times as long and gave the same on validation


@dataclass(frozen=True)
class Wording:
    """Make one with `fit` or `load`; it never changes afterwards."""

    labels: tuple[str, ...]
    views: tuple[TfidfVectorizer, ...]
    weights: tuple[NDArray[np.float32], ...]  # of each view: (words or letters, labels)
    bias: NDArray[np.float32]  # (labels,)

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str]) -> Wording:
        """Learn from labelled texts. Deterministic."""
        views = tuple(view.fit(texts) for view in _views())
        model = LogisticRegression(C=C, multi_class="multinomial", max_iter=ROUNDS)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(sparse.hstack([v.transform(texts) for v in views], format="csr"), [*labels])
        ends = np.cumsum([len(view.vocabulary_) for view in views])[:-1]
        blocks = np.split(model.coef_.T.astype(np.float32), ends)
        weights = tuple(map(np.ascontiguousarray, blocks))
        return cls(tuple(model.classes_), views, weights, model.intercept_.astype(np.float32))

    def log_chances(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The log of each label's probability (columns) for each text (rows)."""
        scores = sum(
            view.transform(texts) @ weights
            for view, weights in zip(self.views, self.weights, strict=True)
        )
        return np.asarray(log_softmax(scores + self.bias, axis=1), dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write it into an existing folder, as two files."""
        np.savez_compressed(
            folder / NUMBERS,
            bias=self.bias,
            **{f"weights_{i}": w.astype(np.float16) for i, w in enumerate(self.weights)},
            **{f"idf_{i}": view.idf_ for i, view in enumerate(self.views)},
        )
        words = {
            "labels": self.labels,
            "ngrams": [view.get_feature_names_out().tolist() for view in self.views],
        }
        (folder / WORDS).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Wording:
        """What `save` wrote. Raises OSError when it is missing."""
        words = json.loads((folder / WORDS).read_text(encoding="utf-8"))
        views = _views()
        with np.load(folder / NUMBERS, allow_pickle=False) as numbers:
            for i, (view, ngrams) in enumerate(zip(views, words["ngrams"], strict=True)):
                view.set_params(vocabulary=ngrams)
                view.idf_ = numbers[f"idf_{i}"]
            weights = tuple(numbers[f"weights_{i}"].astype(np.float32) for i in range(len(views)))
            return cls(tuple(words["labels"]), views, weights, numbers["bias"])


def _views() -> tuple[TfidfVectorizer, ...]:
    """Untrained TF-IDF of words and word pairs, and of 2 to 4 letters within a word."""
    common = {
        "preprocessor": _plain, "sublinear_tf": True, "min_df": RARELY, "dtype": np.float32,
    }  # fmt: skip
    words = re.compile(r"\w+").findall
    return (
        TfidfVectorizer(tokenizer=words, token_pattern=None, ngram_range=(1, 2), **common),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), **common),
    )


def _plain(text: str) -> str:
    """Lower case and no apostrophes: on a phone, "I'm" and "im" are one word."""
    return text.lower().replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
