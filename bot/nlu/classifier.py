"""Name the intent of a message: the decision alone, without Rasa and without the sentence encoder.

A linear support vector machine on the sentence vector, which knows paraphrases, beside TF-IDF of
words and letters, which knows exact wording, dialect and typing errors. Two safeguards: a gate
refuses a message that is like no example of a known intent, and one temperature turns margins into
an honest confidence (Guo et al. 2017, "On Calibration of Modern Neural Networks").

Saved as numbers and JSON only, so loading a model runs no code from it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

OUT_OF_SCOPE = "out_of_scope"

INVERSE_REGULARISATION = 2.0
GATE = 0.40
"""Least cosine to an example of a known intent: the highest that costs dev.yml nothing."""

NUMBERS, WORDS = "intents.npz", "intents.json"

Vectors = NDArray[np.floating[Any]]
Ranking = list[tuple[str, float]]


@dataclass(frozen=True)
class IntentHead:
    """A trained classifier. Make one with `fit` or `load`; it never changes afterwards."""

    labels: list[str]
    wording: list[TfidfVectorizer]
    weights: Vectors  # (labels, vector + n-grams)
    bias: Vectors  # (labels,)
    temperature: float
    examples: Vectors  # (examples of known intents, vector): what the gate compares with

    @classmethod
    def fit(cls, vectors: Vectors, texts: Sequence[str], labels: Sequence[str]) -> IntentHead:
        """Learn from examples: unit `vectors` of shape (n, d), their `texts` and intent `labels`.

        The temperature is set on a quarter of the examples, by a model that has not seen them.
        Without examples of out of scope the gate refuses nothing. Raises ValueError when the three
        differ in length or an intent has fewer than four examples.
        """
        _check(vectors, texts, labels)
        vectors = np.asarray(vectors, dtype=np.float32)
        seen, unseen = train_test_split(
            np.arange(len(labels)), test_size=0.25, stratify=labels, random_state=0
        )
        trial = cls._fit(vectors[seen], [texts[i] for i in seen], [labels[i] for i in seen], 1.0)
        logits = trial._logits(vectors[unseen], [texts[i] for i in unseen])
        truth = [trial.labels.index(labels[i]) for i in unseen]
        return cls._fit(vectors, texts, labels, _temperature(logits, truth))

    @classmethod
    def _fit(
        cls, vectors: Vectors, texts: Sequence[str], labels: Sequence[str], temperature: float
    ) -> IntentHead:
        wording = [vectorizer.fit(texts) for vectorizer in _wording()]
        model = LinearSVC(C=INVERSE_REGULARISATION, random_state=0)
        model.fit(_features(vectors, texts, wording), labels)
        known = np.array([label != OUT_OF_SCOPE for label in labels])
        return cls(
            labels=[str(label) for label in model.classes_],
            wording=wording,
            weights=model.coef_.astype(np.float32),
            bias=model.intercept_.astype(np.float32),
            temperature=temperature,
            examples=vectors[known],
        )

    def predict(self, vectors: Vectors, texts: Sequence[str]) -> tuple[list[str], Vectors, Vectors]:
        """The intent of each message, how sure, and the gate: its largest cosine to an example."""
        probabilities, gate = self._probabilities(vectors, texts)
        best = probabilities.argmax(axis=1)
        labels = [self.labels[i] for i in best]
        return labels, probabilities[np.arange(len(best)), best], gate

    def rank(self, vectors: Vectors, texts: Sequence[str]) -> list[Ranking]:
        """All intents of each message with their probabilities, which sum to one, best first."""
        probabilities, _ = self._probabilities(vectors, texts)
        return [
            [(self.labels[i], float(row[i])) for i in np.argsort(-row, kind="stable")]
            for row in probabilities
        ]

    def _probabilities(self, vectors: Vectors, texts: Sequence[str]) -> tuple[Vectors, Vectors]:
        vectors = np.asarray(vectors, dtype=np.float32)
        probabilities = softmax(self._logits(vectors, texts) / self.temperature, axis=1)
        gate = (vectors @ self.examples.T).max(axis=1)
        # Half way to certainty: out of scope comes first, however sure the margins were.
        if OUT_OF_SCOPE in self.labels:
            refused = gate < GATE
            probabilities[refused] /= 2
            probabilities[refused, self.labels.index(OUT_OF_SCOPE)] += 0.5
        return probabilities, gate

    def _logits(self, vectors: Vectors, texts: Sequence[str]) -> Vectors:
        features = _features(vectors, texts, self.wording)
        return np.asarray(features @ self.weights.T + self.bias, dtype=np.float64)

    def save(self, folder: Path) -> None:
        """Write the head into an existing `folder`, as two files."""
        np.savez_compressed(
            folder / NUMBERS,
            weights=self.weights,
            bias=self.bias,
            examples=self.examples,
            **{f"idf_{i}": block.idf_ for i, block in enumerate(self.wording)},
        )
        words = {
            "labels": self.labels,
            "temperature": self.temperature,
            "ngrams": [block.get_feature_names_out().tolist() for block in self.wording],
        }
        (folder / WORDS).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentHead:
        """The head that `save` wrote. Raises OSError when it is missing."""
        words = json.loads((folder / WORDS).read_text(encoding="utf-8"))
        with np.load(folder / NUMBERS, allow_pickle=False) as numbers:
            wording = _wording()
            for i, (block, ngrams) in enumerate(zip(wording, words["ngrams"], strict=True)):
                block.set_params(vocabulary=ngrams)
                block.idf_ = numbers[f"idf_{i}"]
            return cls(
                labels=words["labels"],
                wording=wording,
                weights=numbers["weights"],
                bias=numbers["bias"],
                temperature=words["temperature"],
                examples=numbers["examples"],
            )


def _check(vectors: Vectors, texts: Sequence[str], labels: Sequence[str]) -> None:
    if not len(vectors) == len(texts) == len(labels):
        raise ValueError(f"{len(vectors)} vectors, {len(texts)} texts, {len(labels)} labels")
    few = sorted(label for label in set(labels) if list(labels).count(label) < 4)
    if few:
        raise ValueError(f"fewer than four examples of {', '.join(few)}")


def _wording() -> list[TfidfVectorizer]:
    """Untrained TF-IDF of words and word pairs, and of 2 to 4 letters within a word."""
    common = {"preprocessor": _plain, "sublinear_tf": True}
    # Words of one character count too: "6" is an answer.
    words = re.compile(r"\w+").findall
    return [
        TfidfVectorizer(tokenizer=words, token_pattern=None, ngram_range=(1, 2), **common),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), **common),
    ]


def _plain(text: str) -> str:
    """Lower case and no apostrophes: on a phone, "I'm" and "im" are one word."""
    return text.lower().replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")


def _features(
    vectors: Vectors, texts: Sequence[str], wording: list[TfidfVectorizer]
) -> sparse.csr_matrix:
    blocks = [block.transform(texts) for block in wording]
    return sparse.hstack([sparse.csr_matrix(vectors), *blocks], format="csr")


def _temperature(logits: Vectors, truth: list[int]) -> float:
    """What to divide the logits by, so that their likelihood on unseen messages is greatest."""

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(logits / np.exp(log_temperature), axis=1)
        return -float(scaled[np.arange(len(truth)), truth].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-4.0, 2.0), method="bounded").x))
