"""A small article base; an encoder without a model for the edges; the real ones for the rest."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import numpy as np
import pytest

from knowledge.articles import load_articles
from knowledge.build import build_index
from knowledge.encoder import Encoder, load_encoder
from knowledge.index import Index, open_index
from knowledge.questions import known_questions

HEAD = """---
topic: {topic}
title: {title}
stage: {stage}
birth: {birth}
cautions: {cautions}
evidence: low
sources:
  - {{id: who-2023, title: A guideline, year: 2023, url: "https://example.org/a"}}
last_reviewed: 2026-11-22
reviewed_by: pending
asks:
{asks}
---
"""


class WordEncoder(Encoder):
    """Words hashed to directions: texts that share words are close. No model."""

    def __init__(self, name: str = "words", weights: str = "0" * 64) -> None:
        self.name, self.weights_sha256, self.dimension = name, weights, 256

    def encode(self, texts, *, batch_size=32, progress=None):
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                place = int(hashlib.sha256(word.encode()).hexdigest(), 16) % self.dimension
                vectors[row, place] += 1
            norm = np.linalg.norm(vectors[row])
            vectors[row] /= norm or 1
        return vectors


@pytest.fixture(scope="session")
def words() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def write(tmp_path: Path):
    """Write an article and return its path; what is not given is ordinary."""

    def write_article(
        topic: str = "walking",
        body: str = "## Start\nWalk a little [who-2023].\n",
        *,
        group: str = "activity",
        title: str = "A title",
        stage: str = "{from_week: 0, to_week: null}",
        birth: str = "any",
        cautions: str = "[]",
        asks: tuple[str, ...] = ("a question", "b question", "c question", "d question"),
    ) -> Path:
        path = tmp_path / "articles" / group / f"{topic}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = "\n".join(f"  - {ask}" for ask in asks)
        head = HEAD.format(
            topic=topic, title=title, stage=stage, birth=birth, cautions=cautions, asks=lines
        )
        path.write_text(head + "\n" + body, encoding="utf-8")
        return path

    return write_article


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """The real encoder, exported once: imports PyTorch, so only tests marked `models` use it."""
    from knowledge.export import export_encoder

    folder = tmp_path_factory.mktemp("encoder") / "encoder"
    export_encoder(None, folder)
    loaded = load_encoder(folder)
    loaded.folder = folder
    return loaded


@pytest.fixture(scope="session")
def real_index(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("index") / "index"
    build_index(load_articles(), known_questions(), encoder, folder)
    return open_index(folder, encoder)
