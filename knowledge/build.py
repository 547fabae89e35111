"""Build the index: read once, encode, learn the topics, write the folder as a whole."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.articles import Article, Section
from knowledge.classifier import OUT_OF_SCOPE, Classifier
from knowledge.encoder import Encoder, Progress
from knowledge.folders import replaced_folder
from knowledge.index import (
    DATABASE,
    FORMAT,
    MANIFEST,
    PASSAGES,
    QUESTIONS,
    Index,
    IndexManifest,
    IndexMissing,
    read_manifest,
)
from knowledge.lexicon import Lexicon
from knowledge.questions import Question

FEWEST = 4
"""Questions of a topic that the classifier needs to learn it."""


def build_index(
    articles: Sequence[Article],
    questions: Sequence[Question],
    encoder: Encoder,
    folder: Path,
    progress: Progress | None = None,
) -> bool:
    """Index the articles into `folder`, replacing what was there as a whole.

    `questions` are known questions beside the articles' own `asks`; topics are learnt from them
    alone, as one article's `asks` may touch on what another topic is about. Returns False when the
    folder already held just this. `progress` gets (done, total) texts.
    """
    if is_current(articles, questions, encoder, folder):
        return False
    passages = _in_order(articles)
    known = _known(articles, questions)
    texts = [f"{a.title}. {s.heading}. {s.text}" for a, s in passages]
    vectors = encoder.encode([*texts, *(q.text for q in known)], progress=progress)
    with replaced_folder(folder) as fresh:
        _write_database(fresh / DATABASE, passages, known)
        np.save(fresh / PASSAGES, vectors[: len(passages)])
        np.save(fresh / QUESTIONS, vectors[len(passages) :])
        asked = [" ".join(article.asks) for article, _ in passages]
        Lexicon.of([" ".join(both) for both in zip(texts, asked, strict=True)]).save(fresh)
        if enough_to_learn(questions):
            labels = [question.topic or OUT_OF_SCOPE for question in questions]
            learnt_from = vectors[-len(questions) :]
            Classifier.fit(learnt_from, [q.text for q in questions], labels).save(fresh)
        manifest = _manifest(articles, questions, encoder)
        text = json.dumps(asdict(manifest), indent=2) + "\n"
        (fresh / MANIFEST).write_text(text, encoding="utf-8")
    return True


def is_current(
    articles: Sequence[Article], questions: Sequence[Question], encoder: Encoder, folder: Path
) -> bool:
    """Whether `folder` holds a sound index of just these articles and questions."""
    try:
        manifest = read_manifest(folder)
        if manifest != _manifest(articles, questions, encoder):
            return False
        Index(folder, manifest)
        return True
    except (IndexMissing, OSError, ValueError, sqlite3.Error):
        return False


def enough_to_learn(questions: Sequence[Question]) -> bool:
    """Whether a classifier can be fitted: two topics at least (or none), enough for each."""
    counts = Counter(question.topic for question in questions)
    return len(counts) > 1 and min(counts.values()) >= FEWEST


def _in_order(articles: Sequence[Article]) -> list[tuple[Article, Section]]:
    """Every passage; those of a topic follow one another."""
    ordered = sorted(articles, key=lambda article: (article.topic, article.slug))
    return [(article, section) for article in ordered for section in article.sections]


def _known(articles: Sequence[Article], questions: Sequence[Question]) -> list[Question]:
    asks = [Question(ask, article.topic) for article in articles for ask in article.asks]
    return asks + list(questions)


def _manifest(
    articles: Sequence[Article], questions: Sequence[Question], encoder: Encoder
) -> IndexManifest:
    """Changes with anything that is served or searched."""
    rows = [_row(0, article, section) for article, section in _in_order(articles)]
    known = [(question.text, question.topic) for question in _known(articles, questions)]
    digest = hashlib.sha256(json.dumps([rows, known], sort_keys=True).encode()).hexdigest()
    return IndexManifest(FORMAT, encoder.name, encoder.weights_sha256, digest)


def _write_database(
    path: Path, passages: Sequence[tuple[Article, Section]], known: Sequence[Question]
) -> None:
    import sqlite_utils

    db = sqlite_utils.Database(path)
    columns: dict[str, Any] = {
        **dict.fromkeys(_row(0, *passages[0]) if passages else ("id",), str),
        **dict.fromkeys(("id", "from_week", "to_week"), int),
    }
    db.table("passages").create(columns, pk="id")
    db.table("passages").insert_all(_row(i, a, s) for i, (a, s) in enumerate(passages))
    db.table("questions").create({"id": int, "text": str, "topic": str}, pk="id")
    db.table("questions").insert_all(
        {"id": i, "text": q.text, "topic": q.topic} for i, q in enumerate(known)
    )
    db.close()


def _row(number: int, article: Article, section: Section) -> dict[str, Any]:
    sources = {source.id: source for source in article.sources}
    cited = [sources[name] for name in section.cited if name in sources]
    return {
        "id": number,
        "article": article.slug,
        "topic": article.topic,
        "title": article.title,
        "heading": section.heading,
        "text": section.text,
        "sources": json.dumps([(source.citation, source.link) for source in cited]),
        "last_reviewed": article.last_reviewed.isoformat(),
        "reviewed_by": article.reviewed_by,
        "from_week": section.audience.from_week,
        "to_week": section.audience.to_week,
        "birth": json.dumps(sorted(section.audience.birth)),
        "cautions": json.dumps(sorted(section.audience.cautions)),
    }
