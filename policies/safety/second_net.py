"""The second net: how a message reads as a whole, where the rules know its words.

Two views of equal weight. A copy of the encoder, fine-tuned on the corpus, turns a message into a
vector, and a linear head says how likely each label is (a flag with its tier, or a reason to be
harmless); the wording view says the same from words and letters. The closest message of the corpus
says what a message resembles, so that no alarm is unexplained. The encoder is given, and nothing is
loaded here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax, softmax

from policies.safety.combine import Reading, Thresholds
from policies.safety.evidence import Evidence
from policies.safety.rules import Tier
from policies.safety.wording import Wording

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]

WINDOW, STEP, MOST = 80, 60, 40
"""A longer message is read in windows of so many words, begun every STEP words, at most MOST."""
SOURCE = "policies/safety/corpus"
SHORTEST = 4  # words of a clause that can be shown as evidence
_JOINT = re.compile(r"[.!?;,\n]+\s*|\s+(?:and|but|also|then|because)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Head:
    """What was learnt on top of the encoder: `weights` (labels, d), `bias` (labels,)."""

    labels: tuple[str, ...]
    weights: Vectors
    bias: Vectors

    def log_chances(self, vectors: Vectors) -> Vectors:
        """The log of each label's probability (columns) for each vector (rows)."""
        return np.asarray(log_softmax(vectors @ self.weights.T + self.bias, axis=1))


class Examples:
    """Messages of the corpus by flag, to be shown as what a message resembles."""

    def __init__(self, texts: Sequence[str], flags: Sequence[str], vectors: Vectors) -> None:
        """`vectors` (messages, d) are unit vectors, in the order of `texts` and their `flags`."""
        rows: dict[str, list[int]] = {}
        for row, flag in enumerate(flags):
            rows.setdefault(flag, []).append(row)
        self._of = {
            flag: ([texts[row] for row in among], vectors[among]) for flag, among in rows.items()
        }

    def closest(self, vector: Vectors, flag: str) -> str:
        """The message of this flag that is most like a vector; "" when there is none."""
        if flag not in self._of:
            return ""
        texts, vectors = self._of[flag]
        return texts[int(np.argmax(vectors @ vector))]


@dataclass(frozen=True)
class Found:
    """How a message reads, with the window that reads most alarming: its vector and its place."""

    reading: Reading
    vector: Vectors
    start: int
    end: int


class SecondNet:
    """Call it with a message that has words."""

    def __init__(
        self,
        encode: Encode,
        head: Head,
        wording: Wording,
        examples: Examples,
        thresholds: Thresholds,
    ) -> None:
        """Raises ValueError when head and wording were learnt from different labels."""
        if head.labels != wording.labels:
            raise ValueError("the fine-tuned copy and the wording know different labels")
        self._encode = encode
        self._head = head
        self._wording = wording
        self._examples = examples
        self.thresholds = thresholds

    def __call__(self, text: str) -> Found:
        """How the message reads; of a long one, the window with the greatest chance of an alarm."""
        spans = windows(text)
        texts = [text[start:end] for start, end in spans]
        vectors = self._encode(texts)
        both = self._head.log_chances(vectors) + self._wording.log_chances(texts)
        readings = [
            Reading(dict(zip(self._head.labels, map(float, row), strict=True)))
            for row in softmax(both / 2, axis=1)
        ]
        worst = max(range(len(spans)), key=lambda i: readings[i].of_tier("urgent", "emergency"))
        return Found(readings[worst], vectors[worst], *spans[worst])

    def evidence(self, text: str, found: Found, flag: str, tier: Tier) -> Evidence:
        """A sign that the message resembles: the clause that says it, and the closest example."""
        spans = clauses(text, found.start, found.end)
        labels = [i for i, label in enumerate(self._head.labels) if label.startswith(f"{flag}/")]
        chances = self._wording.log_chances([text[start:end] for start, end in spans])
        start, end = spans[int(chances[:, labels].max(axis=1).argmax())]
        like = self._examples.closest(found.vector, flag)
        return Evidence(flag, tier, start, end, text[start:end], "resembles", SOURCE, like)


def clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the clauses between two places of a text, none of them a word or two."""
    spans: list[tuple[int, int]] = []
    at = start
    for joint in [*_JOINT.finditer(text, start, end), None]:
        stop = end if joint is None else joint.start()
        if joint is not None and len(text[at:stop].split()) < SHORTEST:
            continue  # goes with what follows
        if spans and len(text[at:stop].split()) < SHORTEST:
            spans[-1] = (spans[-1][0], stop)
        else:
            spans.append((at, stop))
        at = stop if joint is None else joint.end()
    return spans


def windows(text: str) -> list[tuple[int, int]]:
    """Spans of the text to be read: all of it, or overlapping stretches of a long one."""
    words = [(found.start(), found.end()) for found in re.finditer(r"\S+", text)]
    if len(words) <= WINDOW:
        return [(words[0][0], words[-1][1])] if words else [(0, len(text))]
    starts = range(0, len(words) - (WINDOW - STEP), STEP)
    return [
        (words[first][0], words[min(first + WINDOW, len(words)) - 1][1]) for first in starts[:MOST]
    ]
