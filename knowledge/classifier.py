"""Which label a short message has, learnt from examples: its intent, or the topic it asks about.

Two views are added up, label by label. A linear support vector machine on the sentence vector,
which knows paraphrases, beside TF-IDF of words and letters, which knows exact wording, dialect and
typing errors. And the nearest examples: how like the closest few of that label the message is.
How much wording and nearest examples count suits the number of examples, ten a label or five
hundred: `fit` finds it on examples it holds out. Two safeguards: a gate refuses a message that is
like no example of a known label, and one temperature turns scores into an honest confidence
(Guo et al. 2017, "On Calibration of Modern Neural Networks").

Saved as numbers and JSON only, so loading a model runs no code from it.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

OUT_OF_SCOPE = "out_of_scope"
"""The label of what is like nothing that is to be told apart."""

INVERSE_REGULARISATION = (1.0, 3.0)
WORDING = (0.3, 0.5, 1.0)
"""What `fit` chooses from: the machine's C, and the weight of TF-IDF beside the vector."""
NEAREST = (1, 3, 5)
"""How many of an label's closest examples are looked at."""
SAY = (0.0, 1.0, 2.0)
"""Weights of their cosine. Beyond 2 the nearest would outweigh the margins."""
FOLDS, MANY = 4, 3000
"""Each quarter of the examples is held out in turn; of more than MANY, one quarter tells enough."""
GATE = 0.40
"""Least cosine to an example of a known label: the highest that costs no intent of dev.yml."""

NUMBERS, WORDS = "classifier.npz", "classifier.json"

Vectors = NDArray[np.floating[Any]]
Numbers = NDArray[np.integer[Any]]
Ranking = list[tuple[str, float]]


@dataclass(frozen=True)
class Settings:
    """What is chosen on held-out examples."""

    c: float
    wording: float
    nearest: int
    say: float
    temperature: float


@dataclass(frozen=True)
class Classifier:
    """A trained classifier. Make one with `fit` or `load`; it never changes afterwards."""

    labels: list[str]
    settings: Settings
    wording: list[TfidfVectorizer]
    weights: Vectors  # (vector + n-grams, labels)
    bias: Vectors  # (labels,)
    examples: Vectors  # (examples, vector), in the order of the labels
    counts: list[int]  # of examples, label by label

    @classmethod
    def fit(cls, vectors: Vectors, texts: Sequence[str], labels: Sequence[str]) -> Classifier:
        """Learn from examples: unit `vectors` of shape (n, d), their `texts` and `labels`.

        Settings are those under which held-out examples are likeliest. Without examples of out of
        scope the gate refuses nothing. Raises ValueError when the three differ in length or an
        label has fewer than four examples.
        """
        _check(vectors, texts, labels)
        order = np.argsort(labels, kind="stable")
        vectors = np.asarray(vectors, dtype=np.float32)[order]
        texts = [texts[i] for i in order]
        names, truth, counts = np.unique(
            np.asarray(labels)[order], return_inverse=True, return_counts=True
        )
        settings = _settings(vectors, texts, truth)
        wording = [vectorizer.fit(texts) for vectorizer in _wording()]
        features = _features(vectors, texts, wording, settings.wording)
        weights, bias = _learn(features, truth, settings.c)
        return cls(
            labels=[str(name) for name in names],
            settings=settings,
            wording=wording,
            weights=weights,
            bias=bias,
            examples=vectors,
            counts=counts.tolist(),
        )

    def predict(self, vectors: Vectors, texts: Sequence[str]) -> tuple[list[str], Vectors, Vectors]:
        """The label of each message, how sure, and the gate: its largest cosine to an example."""
        probabilities, gate = self._probabilities(vectors, texts)
        best = probabilities.argmax(axis=1)
        labels = [self.labels[i] for i in best]
        return labels, probabilities[np.arange(len(best)), best], gate

    def rank(self, vectors: Vectors, texts: Sequence[str]) -> list[Ranking]:
        """All labels of each message with their probabilities, which sum to one, best first."""
        probabilities, _ = self._probabilities(vectors, texts)
        return [
            [(self.labels[i], float(row[i])) for i in np.argsort(-row, kind="stable")]
            for row in probabilities
        ]

    def chances(self, vectors: Vectors, texts: Sequence[str]) -> Vectors:
        """The probability of each label (columns, as `labels`) for each message (rows)."""
        return self._probabilities(vectors, texts)[0]

    def scores(self, vectors: Vectors, texts: Sequence[str]) -> Vectors:
        """Margin and nearness of each message (rows) to each label, summed; not probabilities."""
        return self._scores(np.asarray(vectors, dtype=np.float32) @ self.examples.T, vectors, texts)

    def _scores(self, cosine: Vectors, vectors: Vectors, texts: Sequence[str]) -> Vectors:
        features = _features(vectors, texts, self.wording, self.settings.wording)
        # As narrow as the weights, or all of them would be widened for each message.
        margins = features.astype(np.float32) @ self.weights + self.bias
        near = _nearness(cosine, self.counts, self.settings.nearest)
        return np.asarray(margins + self.settings.say * near, dtype=np.float64)

    def _probabilities(self, vectors: Vectors, texts: Sequence[str]) -> tuple[Vectors, Vectors]:
        cosine = np.asarray(vectors, dtype=np.float32) @ self.examples.T
        scores = self._scores(cosine, vectors, texts)
        probabilities = softmax(scores / self.settings.temperature, axis=1)
        known = [label != OUT_OF_SCOPE for label in self.labels]
        gate = _nearness(cosine, self.counts, 1)[:, known].max(axis=1)
        # Half way to certainty: out of scope comes first, however sure the scores were.
        if OUT_OF_SCOPE in self.labels:
            refused = gate < GATE
            probabilities[refused] /= 2
            probabilities[refused, self.labels.index(OUT_OF_SCOPE)] += 0.5
        return probabilities, gate

    def save(self, folder: Path) -> None:
        """Write it into an existing `folder`, as two files."""
        np.savez_compressed(
            folder / NUMBERS,
            weights=self.weights,
            bias=self.bias,
            examples=self.examples,
            **{f"idf_{i}": block.idf_ for i, block in enumerate(self.wording)},
        )
        words = {
            "labels": self.labels,
            "settings": asdict(self.settings),
            "counts": self.counts,
            "ngrams": [block.get_feature_names_out().tolist() for block in self.wording],
        }
        (folder / WORDS).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """What `save` wrote. Raises OSError when it is missing."""
        words = json.loads((folder / WORDS).read_text(encoding="utf-8"))
        with np.load(folder / NUMBERS, allow_pickle=False) as numbers:
            wording = _wording()
            for i, (block, ngrams) in enumerate(zip(wording, words["ngrams"], strict=True)):
                block.set_params(vocabulary=ngrams)
                block.idf_ = numbers[f"idf_{i}"]
            return cls(
                labels=words["labels"],
                settings=Settings(**words["settings"]),
                wording=wording,
                weights=numbers["weights"],
                bias=numbers["bias"],
                examples=numbers["examples"],
                counts=words["counts"],
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
    vectors: Vectors, texts: Sequence[str], wording: list[TfidfVectorizer], weight: float
) -> sparse.csr_matrix:
    return _joined(vectors, [block.transform(texts) for block in wording], weight)


def _joined(
    vectors: Vectors, blocks: Sequence[sparse.csr_matrix], weight: float
) -> sparse.csr_matrix:
    weighted = (weight * block for block in blocks)
    return sparse.hstack([sparse.csr_matrix(vectors), *weighted], format="csr")


def _learn(features: sparse.csr_matrix, truth: Numbers, c: float) -> tuple[Vectors, Vectors]:
    """Weights (features, labels) and bias (labels,) of the support vector machine.

    All labels in one machine (Crammer and Singer 2001): beside the nearest examples about as
    accurate here as one against the rest, in half the time.
    """
    model = LinearSVC(C=c, multi_class="crammer_singer", tol=0.1, random_state=0)
    with warnings.catch_warnings():
        # Scikit-learn 1.1 compares a count of rounds that this method never sets.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(features, truth)
    # In rows by feature: a message has a few hundred of eighty thousand.
    weights = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
    return weights, model.intercept_.astype(np.float32)


def _nearness(cosine: Vectors, counts: Sequence[int], nearest: int) -> Vectors:
    """Mean cosine of each message (rows) to the `nearest` closest examples of each label."""
    of_label = np.split(cosine, np.cumsum(counts)[:-1], axis=1)

    def mean(of_one: Vectors) -> Vectors:
        few = min(nearest, of_one.shape[1])
        return np.asarray(np.partition(of_one, -few, axis=1)[:, -few:].mean(axis=1))

    return np.stack([mean(of_one) for of_one in of_label], axis=1)


def _settings(vectors: Vectors, texts: Sequence[str], truth: Numbers) -> Settings:
    """Those that give held-out examples, in label order as all are, the greatest likelihood."""
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(texts, truth))
    if len(texts) > MANY:
        folds = folds[:1]
    trials: dict[tuple[float, float, int, float], list[Vectors]] = {}
    for seen, unseen in folds:
        wording = [block.fit([texts[i] for i in seen]) for block in _wording()]
        blocks = [block.transform(texts) for block in wording]
        cosine = vectors[unseen] @ vectors[seen].T
        near = {k: _nearness(cosine, np.bincount(truth[seen]).tolist(), k) for k in NEAREST}
        for weight in WORDING:
            features = _joined(vectors, blocks, weight)
            for c in INVERSE_REGULARISATION:
                weights, bias = _learn(features[seen], truth[seen], c)
                margins = features[unseen] @ weights + bias
                for nearest, say in product(NEAREST, SAY):
                    scores = margins + say * near[nearest]
                    trials.setdefault((c, weight, nearest, say), []).append(scores)
    asked = truth[np.concatenate([unseen for _, unseen in folds])]
    fitted = {tried: _temperature(np.vstack(scores), asked) for tried, scores in trials.items()}
    best = min(fitted, key=lambda tried: fitted[tried][0])
    return Settings(*best, temperature=fitted[best][1])


def _temperature(scores: Vectors, truth: Numbers) -> tuple[float, float]:
    """The least mean negative log-likelihood, and what to divide the scores by to reach it."""

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(scores / np.exp(log_temperature), axis=1)
        return -float(scaled[np.arange(len(truth)), truth].mean())

    found = minimize_scalar(loss, bounds=(-4.0, 2.0), method="bounded")
    return float(found.fun), float(np.exp(found.x))
