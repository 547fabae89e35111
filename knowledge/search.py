"""Find the passages that answer her question, or say that none does.

Her profile rules passages out before anything is ranked. What is left is ranked by meaning and by
words: the cosine of sentence vectors and BM25, each scaled to 0..1 over the candidates and added.
Scaled scores beat reciprocal rank fusion on 27 of 29 BEIR sets (castorini/anserini,
docs/experiments-beir-fusion.md). An article's meaning is that of its closest passage and its
closest question together; it gives one passage.

Cosine alone cannot tell a near miss from an answer: "how do I get my baby to sleep" is close to
articles on her own sleep. So questions that no article answers are embedded too (elsewhere.yaml,
and the topics without an article), and a message that is closer to one of those is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.audience import Profile
from knowledge.encoder import Encoder
from knowledge.index import Index
from knowledge.words import expand, with_meanings, words

__all__ = ["Answer", "Passage", "Profile", "Ranked", "rank", "search"]

MEANING, WORDS = 0.7, 0.3
CLOSER, OTHER = 0.75, 0.25
"""Of an article's closest passage and closest question: the weight of the closer and the other."""
# Set on benchmarks/data/questions_dev.jsonl: the cosine that is close enough, or the fair one with
# enough of her words in the article, and by how much it must beat what no article answers.
CLOSE, FAIR, SUPPORT, MARGIN = 0.42, 0.35, 0.25, 0.02
LONGEST = 2_000
"""Characters of a message that are read: the encoder reads no more than 256 word pieces anyway."""


@dataclass(frozen=True)
class Passage:
    """A passage with its source. `score` is 0..1, comparable within one answer only."""

    article: str
    topic: str
    title: str
    heading: str
    text: str
    source: str
    url: str
    score: float


@dataclass(frozen=True)
class Answer:
    """Passages, best first, at most one an article; none when nothing fits. `reason` says why."""

    answered: bool
    passages: tuple[Passage, ...]
    reason: str


@dataclass(frozen=True)
class Ranked:
    """A ranking with what a refusal rests on.

    `cosine` is that of the closest text of any article that suits her, `support` the share of her
    words (rarer ones count more) that the best article holds, `elsewhere` the cosine of the
    closest question that no article answers, and `about` what that one is about.
    """

    passages: tuple[Passage, ...]
    cosine: float = 0.0
    support: float = 0.0
    elsewhere: float = 0.0
    about: str = ""


def search(
    index: Index, encoder: Encoder, question: str, profile: Profile | None = None, top: int = 5
) -> Answer:
    """Up to `top` passages that answer `question` and suit `profile`, or a refusal.

    Takes any text, up to its first 2,000 characters.
    """
    ranked = rank(index, encoder, question, profile, top)
    level = f"meaning {ranked.cosine:.2f}, words {ranked.support:.2f}"
    if not ranked.passages:
        return Answer(False, (), "nothing to look for, or nothing that suits her")
    if ranked.elsewhere > ranked.cosine - MARGIN:
        closer = f"{ranked.about} ({ranked.elsewhere:.2f})"
        return Answer(False, (), f"closer to what no article answers, {closer}: {level}")
    if ranked.cosine >= CLOSE or (ranked.cosine >= FAIR and ranked.support >= SUPPORT):
        return Answer(True, ranked.passages, f"found: {level}")
    return Answer(False, (), f"nothing close enough: {level}")


def rank(
    index: Index, encoder: Encoder, question: str, profile: Profile | None = None, top: int = 5
) -> Ranked:
    """The best passages that suit `profile`, whether or not they answer the question."""
    question = question[:LONGEST]
    terms = words(question)
    suits = np.array([p.audience.suits(profile or Profile()) for p in index.passages], dtype=bool)
    if not terms or not suits.any():
        return Ranked(())
    groups = expand(question, terms)
    vector = encoder.encode([with_meanings(question, groups)])[0]
    lexical = index.bm25([term for group in groups for term in group])
    cosine = (index.passage_vectors @ vector).astype(np.float64)

    by_article = index.passage_article
    passage = _best(cosine[suits], by_article[suits], index.articles)
    present = np.isfinite(passage)
    asked = _best(index.ask_vectors @ vector, index.ask_article, index.articles)
    asked = np.where(np.isfinite(asked), asked, passage)
    closer, other = np.maximum(passage, asked)[present], np.minimum(passage, asked)[present]
    in_words = _best(lexical[suits], by_article[suits], index.articles)[present]
    score = np.full(index.articles, -np.inf)
    score[present] = MEANING * _scaled(CLOSER * closer + OTHER * other) + WORDS * _scaled(in_words)

    best = np.argsort(-score, kind="stable")[: min(top, int(present.sum()))]
    of_passage = np.where(suits, MEANING * _scaled(cosine) + WORDS * _scaled(lexical), -np.inf)
    chosen = [int(np.argmax(np.where(by_article == n, of_passage, -np.inf))) for n in best]
    others = index.elsewhere_vectors @ vector
    return Ranked(
        passages=tuple(
            _passage(index, i, float(score[n])) for i, n in zip(chosen, best, strict=True)
        ),
        cosine=float(closer.max()),
        support=_support(index, groups, frozenset(np.flatnonzero(by_article == best[0]).tolist())),
        elsewhere=float(others.max()) if len(others) else 0.0,
        about=index.elsewhere[int(others.argmax())] if len(others) else "",
    )


def _best(
    scores: NDArray[np.float64], articles: NDArray[np.intp], count: int
) -> NDArray[np.float64]:
    """The highest score of each article; minus infinity for those with none."""
    best = np.full(count, -np.inf)
    np.maximum.at(best, articles, scores)
    return best


def _scaled(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores on 0..1, lowest to highest; all 0 when they are equal."""
    spread = scores.max() - scores.min()
    return (scores - scores.min()) / spread if spread > 0 else np.zeros_like(scores)


def _support(index: Index, groups: list[tuple[str, ...]], passages: frozenset[int]) -> float:
    """The share of her words that an article holds, each weighted by its inverse frequency."""
    held = total = 0.0
    for group in groups:
        found = frozenset[int]().union(*map(index.passages_with, group))
        weight = float(np.log(1 + (len(index.passages) - len(found) + 0.5) / (len(found) + 0.5)))
        total += weight
        held += weight if found & passages else 0.0
    return held / total if total else 0.0


def _passage(index: Index, number: int, score: float) -> Passage:
    stored = index.passages[number]
    return Passage(
        article=stored.article,
        topic=stored.topic,
        title=stored.title,
        heading=stored.heading,
        text=stored.text,
        source=stored.source,
        url=stored.url,
        score=round(score, 4),
    )
