"""The index: what is searched, in a folder that is replaced as a whole.

`passages.db` holds the passages and the known questions, by number; `passages.npy` and
`questions.npy` their vectors (title, heading and text; the question); `words` the words of the
passages; `classifier.npz` and `.json` what was learnt of the topics from the known questions;
`manifest.json` what all of it was made from. The passages of a topic follow one another. Up to
100,000 passages are searched exactly in a few milliseconds, so there is no nearest-neighbour index.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from knowledge.audience import Audience, Audiences, Birth
from knowledge.classifier import Classifier
from knowledge.encoder import Encoder, Vectors
from knowledge.lexicon import Lexicon
from knowledge.questions import Question

FORMAT = 3
DATABASE, MANIFEST = "passages.db", "manifest.json"
PASSAGES, QUESTIONS, LEARNT = "passages.npy", "questions.npy", "classifier.npz"
BUILD = "Run `backstay knowledge build`."
UNCITED = "Practical advice from the coach's own articles"
"""The source shown for a passage that makes no claim from a study or a guideline."""


class IndexMissing(Exception):
    """There is no usable index in the folder; the message says what to run."""


class IndexMismatch(Exception):
    """The index was made with another encoder; the message says what to run."""


@dataclass(frozen=True)
class IndexManifest:
    """What an index was made from."""

    format: int
    encoder: str
    weights_sha256: str
    content_sha256: str


@dataclass(frozen=True)
class StoredPassage:
    """A passage as it is served. `sources` are (citation, link), in the order of the text."""

    article: str
    topic: str
    title: str
    heading: str
    text: str
    sources: tuple[tuple[str, str], ...]
    last_reviewed: str
    reviewed_by: str
    audience: Audience


class Index:
    """An open index, safe to share between threads.

    `passages[i]` has the vector `passage_vectors[i]` and is on `topics[passage_topic[i]]`;
    `questions[i]` has `question_vectors[i]` and is on `topics[question_topic[i]]`, or on none of
    them (-1). `starts[t]` is the number of the first passage of topic t. `classifier` knows the
    topics from the questions; None when there are too few to learn from.
    """

    def __init__(self, folder: Path, manifest: IndexManifest) -> None:
        self.manifest = manifest
        # Immutable: an index is replaced as a whole, never written to.
        uri = f"{(folder / DATABASE).resolve().as_uri()}?mode=ro&immutable=1"
        db = sqlite3.connect(uri, uri=True)
        db.row_factory = sqlite3.Row
        self.passages = tuple(map(_stored, db.execute("select * from passages order by id")))
        known = db.execute("select text, topic from questions order by id").fetchall()
        db.close()
        self.questions = tuple(Question(row["text"], row["topic"]) for row in known)
        self.passage_vectors: Vectors = np.load(folder / PASSAGES)
        self.question_vectors: Vectors = np.load(folder / QUESTIONS)
        if len(self.passages) != len(self.passage_vectors) or len(known) != len(
            self.question_vectors
        ):
            raise ValueError("the vectors and the database differ in number")
        self.lexicon = Lexicon.load(folder)
        learnt = (folder / LEARNT).exists()
        self.classifier = Classifier.load(folder) if learnt else None
        self.audiences = Audiences([passage.audience for passage in self.passages])
        self.topics = tuple(dict.fromkeys(passage.topic for passage in self.passages))
        number = {topic: n for n, topic in enumerate(self.topics)}
        self.passage_topic: NDArray[np.intp] = np.array(
            [number[passage.topic] for passage in self.passages], dtype=np.intp
        )
        self.question_topic: NDArray[np.intp] = np.array(
            [number.get(question.topic or "", -1) for question in self.questions], dtype=np.intp
        )
        self.starts = np.searchsorted(self.passage_topic, np.arange(len(self.topics)))
        labels = self.classifier.labels if self.classifier else []
        place = {label: i for i, label in enumerate(labels)}
        self._label_of_topic: NDArray[np.intp] = np.array(
            [place.get(topic, len(labels)) for topic in self.topics], dtype=np.intp
        )

    def chances(self, question: str, vector: Vectors) -> NDArray[np.float32] | None:
        """How likely each topic is what a question asks about, (topics,); they sum to one at most.

        What is missing to one is the chance that no article answers it. None without a classifier.
        """
        if self.classifier is None:
            return None
        chances = self.classifier.chances(vector[None], [question])[0]
        of_topics = np.append(chances, 0.0)[self._label_of_topic]
        return np.asarray(of_topics, dtype=np.float32)


def open_index(folder: Path, encoder: Encoder) -> Index:
    """The index in `folder`; raises IndexMissing, or IndexMismatch for another encoder's."""
    manifest = read_manifest(folder)
    if (manifest.encoder, manifest.weights_sha256) != (encoder.name, encoder.weights_sha256):
        raise IndexMismatch(
            f"The index in {folder} was made with the encoder {manifest.encoder}"
            f" ({manifest.weights_sha256[:8]}), not {encoder.name}"
            f" ({encoder.weights_sha256[:8]}). {BUILD}"
        )
    try:
        return Index(folder, manifest)
    except (OSError, ValueError, KeyError, sqlite3.Error) as error:
        raise IndexMissing(f"The index in {folder} cannot be read. {BUILD}") from error


def read_manifest(folder: Path) -> IndexManifest:
    """What the index in `folder` was made from; raises IndexMissing."""
    try:
        fields = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if fields.get("format") != FORMAT:
            raise IndexMissing(f"The index in {folder} has an old format. {BUILD}")
        return IndexManifest(**fields)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise IndexMissing(f"There is no index in {folder}. {BUILD}") from error


def _stored(row: sqlite3.Row) -> StoredPassage:
    kept = ("article", "topic", "title", "heading", "text", "last_reviewed", "reviewed_by")
    return StoredPassage(
        **{name: row[name] for name in kept},
        sources=tuple((citation, link) for citation, link in json.loads(row["sources"])),
        audience=Audience(
            from_week=row["from_week"],
            to_week=row["to_week"],
            birth=frozenset(cast(list[Birth], json.loads(row["birth"]))),
            cautions=frozenset(json.loads(row["cautions"])),
        ),
    )
