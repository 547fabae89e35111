"""Find the passages that answer her question, or say that none does.

Her profile rules passages out before anything is ranked. What she asks about is judged twice. A
classifier that has learnt the topics from thousands of questions in mothers' words says how likely
each topic is, and that none is. And the passages themselves are ranked by meaning and by words: the
cosine of sentence vectors and BM25, each scaled to 0..1 and added. Scaled scores beat reciprocal
rank fusion on 27 of 29 BEIR sets (castorini/anserini, docs/experiments-beir-fusion.md). A topic
gives its best passage.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from knowledge.audience import Profile
from knowledge.encoder import Encoder
from knowledge.index import UNCITED, Index, StoredPassage
from knowledge.words import expand, words

__all__ = ["Answer", "Passage", "Profile", "search"]

Scores = NDArray[np.float32]
Places = frozenset[tuple[str, str]]
"""Passages by article and heading."""
MEANING, WORDS = 0.7, 0.3
HYBRID = 0.2
"""Weight of a topic's best passage beside its chance: it decides between likely topics only."""
SURE = 0.7
"""Least chance that the articles answer her. Both are set on whole writers held out in turn
(docs/evaluation.md)."""
CLOSE = 0.42
_WORD = re.compile(r"[^\W\d_]{2}")
OUT = np.float32(-np.inf)
LONGEST = 2_000
"""Characters of a message that are read: the encoder reads no more than 256 word pieces anyway."""


@dataclass(frozen=True)
class Passage:
    """A passage with its sources, (citation, link) each, in the order of the text.

    `source` names them all and `url` is the first one's. `score` is comparable within one answer.
    """

    article: str
    topic: str
    title: str
    heading: str
    text: str
    source: str
    url: str
    sources: tuple[tuple[str, str], ...]
    last_reviewed: str
    reviewed_by: str
    score: float


@dataclass(frozen=True)
class Answer:
    """Passages, best first, at most one a topic; none when nothing fits. `reason` says why.

    `confidence` (0..1) is the chance that the articles answer the question at all, `like` the
    known question that it is closest to ("" for none).
    """

    question: str
    answered: bool
    passages: tuple[Passage, ...]
    confidence: float
    like: str
    reason: str


@dataclass(frozen=True)
class Ranking:
    """The best passage of each topic that suits her, (number, score), best first.

    `confidence` is the chance that one of these topics answers the question, `like` the closest
    known question: of the best topic when that is likely, else of all.
    """

    passages: tuple[tuple[int, float], ...]
    confidence: float
    like: str


def search(
    index: Index,
    encoder: Encoder,
    question: str,
    profile: Profile | None = None,
    top: int = 5,
    without: Places = frozenset(),
) -> Answer:
    """Up to `top` passages that answer `question` and suit `profile`, or a refusal.

    Takes any text, up to its first 2,000 characters. `without` are passages she has been shown.
    """
    question = question[:LONGEST]
    ranking = rank(index, encoder, question, profile, top, without)
    answered = ranking.confidence >= SURE and bool(ranking.passages)
    reason = "nothing to look for, or nothing that suits her"
    if ranking.passages:
        reason = f"{ranking.confidence:.2f} sure that the articles answer it"
        reason += f', closest to "{ranking.like}"' if ranking.like else ""
    found = tuple(passage_of(index.passages[i], score) for i, score in ranking.passages)
    return Answer(
        question, answered, found if answered else (), ranking.confidence, ranking.like, reason
    )


def rank(
    index: Index,
    encoder: Encoder,
    question: str,
    profile: Profile | None = None,
    top: int = 5,
    without: Places = frozenset(),
) -> Ranking:
    """The best passages that suit her, whether or not they answer the question."""
    suits = index.audiences.suiting(profile or Profile())
    if without:
        suits &= np.array([(p.article, p.heading) not in without for p in index.passages])
    if not _WORD.search(question) or not suits.any():
        return Ranking((), 0.0, "")
    vector = encoder.encode([question])[0]
    cosine = index.passage_vectors @ vector
    lexical = index.lexicon.scores(chain.from_iterable(expand(question, words(question))))
    fits = MEANING * _scaled(cosine, suits) + WORDS * _scaled(lexical, suits)
    score = np.maximum.reduceat(fits, index.starts)  # of each topic
    suited = score > OUT
    chances = index.chances(question, vector)
    if chances is None:
        # Nothing was learnt: what is as close as CLOSE counts as just sure enough.
        confidence = min(float(cosine[suits].max()) / CLOSE * SURE, 1.0)
    else:
        score = np.where(suited, (chances + HYBRID * score) / (1 + HYBRID), OUT)
        confidence = float(chances[suited].sum())
    best = [t for t in _highest(score, top) if suited[t]]
    among = index.question_topic == best[0] if confidence >= SURE else slice(None)
    return Ranking(
        tuple((_best_passage(index, fits, t), float(score[t])) for t in best),
        confidence,
        _closest(index, vector, among),
    )


def _scaled(scores: Scores, suits: NDArray[np.bool_]) -> Scores:
    """Scores of what suits her on 0..1, lowest to highest (all 0 when equal); OUT for the rest."""
    low, high = scores[suits].min(), scores[suits].max()
    span = np.float32(high - low)
    scaled = (scores - low) / span if span > 0 else np.zeros_like(scores)
    return np.where(suits, scaled, OUT)


def _highest(scores: Scores, count: int) -> list[int]:
    """The places of the highest scores, best first, of equal ones the earlier."""
    if len(scores) > count:
        candidates = np.sort(np.argpartition(-scores, count - 1)[:count])
    else:
        candidates = np.arange(len(scores))
    return [int(i) for i in candidates[np.argsort(-scores[candidates], kind="stable")]]


def _best_passage(index: Index, fits: Scores, topic: int) -> int:
    first = int(index.starts[topic])
    after = int(index.starts[topic + 1]) if topic + 1 < len(index.starts) else len(fits)
    return first + int(fits[first:after].argmax())


def _closest(index: Index, vector: Scores, among: NDArray[np.bool_] | slice) -> str:
    """The known question, of some of them, that is most like a vector; "" when there is none."""
    numbers = np.arange(len(index.questions))[among]
    if not len(numbers):
        return ""
    closest = int((index.question_vectors[numbers] @ vector).argmax())
    return index.questions[int(numbers[closest])].text


def passage_of(stored: StoredPassage, score: float = 0.0) -> Passage:
    """A stored passage as it is given out."""
    return Passage(
        article=stored.article,
        topic=stored.topic,
        title=stored.title,
        heading=stored.heading,
        text=stored.text,
        source="; ".join(citation for citation, _ in stored.sources) or UNCITED,
        url=stored.sources[0][1] if stored.sources else "",
        sources=stored.sources,
        last_reviewed=stored.last_reviewed,
        reviewed_by=stored.reviewed_by,
        score=round(score, 4),
    )
