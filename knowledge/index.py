"""The index: passages in SQLite with FTS5 for their words, and .npy files for their meaning.

A folder of `passages.db`, `passages.npy` (one vector a passage: title, heading and text),
`asks.npy` (one vector a question in mothers' words), `elsewhere.npy` (one vector a question that
no article answers) and `manifest.json`. A few thousand passages
are searched exactly in a millisecond, so there is no nearest-neighbour index.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from knowledge.articles import Article, Section, elsewhere
from knowledge.audience import Audience, Birth
from knowledge.encoder import Encoder, Progress, Vectors
from knowledge.folders import replaced_folder

FORMAT = 1
DATABASE, MANIFEST = "passages.db", "manifest.json"
PASSAGES, ASKS, ELSEWHERE = "passages.npy", "asks.npy", "elsewhere.npy"
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
    articles_sha256: str


@dataclass(frozen=True)
class StoredPassage:
    """A passage as it is served."""

    article: str
    topic: str
    title: str
    heading: str
    text: str
    source: str
    url: str
    audience: Audience


class Index:
    """An open index, safe to share between threads.

    `passages[i]` has the vector `passage_vectors[i]` and belongs to the article numbered
    `passage_article[i]`; the questions' vectors likewise. `elsewhere[i]` says what the question
    behind `elsewhere_vectors[i]` is about.
    """

    def __init__(self, folder: Path, manifest: IndexManifest) -> None:
        self.manifest = manifest
        # Immutable: an index is replaced as a whole, never written to.
        uri = f"{(folder / DATABASE).resolve().as_uri()}?mode=ro&immutable=1"
        self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._lock = threading.Lock()
        rows = self._db.execute("select * from passages order by id")
        names = [column[0] for column in rows.description]
        records = [dict(zip(names, row, strict=True)) for row in rows]
        self.passages = tuple(_stored(record) for record in records)
        self.passage_article: NDArray[np.intp] = np.array(
            [record["article_number"] for record in records], dtype=np.intp
        )
        asks = self._db.execute("select article_number from asks order by id").fetchall()
        self.ask_article: NDArray[np.intp] = np.array([row[0] for row in asks], dtype=np.intp)
        self.passage_vectors: Vectors = np.load(folder / PASSAGES)
        self.ask_vectors: Vectors = np.load(folder / ASKS)
        elsewhere = self._db.execute("select about from elsewhere order by id")
        self.elsewhere = tuple(row[0] for row in elsewhere)
        self.elsewhere_vectors: Vectors = np.load(folder / ELSEWHERE)
        for rows_, vectors in (
            (records, self.passage_vectors),
            (asks, self.ask_vectors),
            (self.elsewhere, self.elsewhere_vectors),
        ):
            if len(rows_) != len(vectors):
                raise ValueError("the vectors and the database differ in number")
        self.articles = int(self.passage_article.max()) + 1 if len(self.passages) else 0

    def bm25(self, terms: Sequence[str]) -> NDArray[np.float64]:
        """How well each passage holds these words: BM25, higher is better, 0 for none of them.

        The words may hold anything: none is read as FTS5 syntax.
        """
        scores = np.zeros(len(self.passages))
        if not terms:
            return scores
        query = " OR ".join(map(_quoted, terms))
        with self._lock:
            rows = self._db.execute(
                "select rowid, -bm25(passages_fts) from passages_fts where passages_fts match ?",
                [query],
            ).fetchall()
        for number, score in rows:
            scores[number] = score
        return scores

    def passages_with(self, term: str) -> frozenset[int]:
        """The numbers of the passages that hold this word, in any of its forms."""
        with self._lock:
            rows = self._db.execute(
                "select rowid from passages_fts where passages_fts match ?", [_quoted(term)]
            ).fetchall()
        return frozenset(row[0] for row in rows)

    def close(self) -> None:
        self._db.close()


def build_index(
    articles: Sequence[Article], encoder: Encoder, folder: Path, progress: Progress | None = None
) -> bool:
    """Index the articles into `folder`, replacing what was there as a whole.

    Returns False when the folder already held just this. `progress` gets (done, total) texts.
    """
    others = elsewhere(articles)
    digest = _sha256(articles, others)
    manifest = IndexManifest(FORMAT, encoder.name, encoder.weights_sha256, digest)
    try:
        if _read_manifest(folder) == manifest:
            Index(folder, manifest).close()
            return False
    except (IndexMissing, OSError, ValueError, sqlite3.Error):
        pass
    passages = [(n, a, section) for n, a in enumerate(articles) for section in a.sections]
    asks = [(n, ask) for n, article in enumerate(articles) for ask in article.asks]
    vectors = encoder.encode(
        [f"{a.title}. {s.heading}. {s.text}" for _, a, s in passages]
        + [ask for _, ask in asks]
        + [text for _, text in others],
        progress=progress,
    )
    ends = (len(passages), len(passages) + len(asks))
    with replaced_folder(folder) as fresh:
        _write_database(fresh / DATABASE, passages, asks, others)
        for name, part in zip((PASSAGES, ASKS, ELSEWHERE), np.split(vectors, ends), strict=True):
            np.save(fresh / name, part)
        text = json.dumps(asdict(manifest), indent=2) + "\n"
        (fresh / MANIFEST).write_text(text, encoding="utf-8")
    return True


def open_index(folder: Path, encoder: Encoder) -> Index:
    """The index in `folder`; raises IndexMissing, or IndexMismatch for another encoder's."""
    manifest = _read_manifest(folder)
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


def _quoted(term: str) -> str:
    """A word as an FTS5 string: inert, whatever it holds."""
    return '"' + term.replace('"', '""') + '"'


def _read_manifest(folder: Path) -> IndexManifest:
    try:
        fields = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = IndexManifest(**fields)
    except (OSError, ValueError, TypeError) as error:
        raise IndexMissing(f"There is no index in {folder}. {BUILD}") from error
    if manifest.format != FORMAT:
        raise IndexMissing(f"The index in {folder} has an old format. {BUILD}")
    return manifest


def _sha256(articles: Sequence[Article], others: Sequence[tuple[str, str]]) -> str:
    """Changes with anything that is served or searched."""
    digest = hashlib.sha256(json.dumps(others).encode())
    for article in articles:
        asks = "\n".join(article.asks)
        digest.update(f"{article.slug}\n{article.topic}\n{asks}\n".encode())
        for section in article.sections:
            fields = sorted(_row(0, 0, article, section).items())
            digest.update(json.dumps(fields, default=str).encode())
    return digest.hexdigest()


def _write_database(
    path: Path,
    passages: Sequence[tuple[int, Article, Section]],
    asks: Sequence[tuple[int, str]],
    others: Sequence[tuple[str, str]],
) -> None:
    import sqlite_utils

    db = sqlite_utils.Database(path)
    columns: dict[str, Any] = {
        "id": int,
        "article_number": int,
        **dict.fromkeys(("article", "topic", "title", "heading", "text", "asks"), str),
        **dict.fromkeys(("source", "url", "birth", "cautions"), str),
        **dict.fromkeys(("from_week", "to_week"), int),
    }
    table = db.table("passages")
    table.create(columns, pk="id")
    table.insert_all(_row(i, n, a, s) for i, (n, a, s) in enumerate(passages))
    table.enable_fts(["title", "heading", "text", "asks"], tokenize="porter")
    db.table("asks").create({"id": int, "article_number": int, "ask": str}, pk="id")
    db.table("asks").insert_all(
        {"id": i, "article_number": n, "ask": ask} for i, (n, ask) in enumerate(asks)
    )
    db.table("elsewhere").create({"id": int, "about": str, "text": str}, pk="id")
    db.table("elsewhere").insert_all(
        {"id": i, "about": about, "text": text} for i, (about, text) in enumerate(others)
    )
    db.close()


def _row(number: int, article_number: int, article: Article, section: Section) -> dict[str, Any]:
    sources = {source.id: source for source in article.sources}
    cited = [sources[name] for name in section.cited if name in sources]
    return {
        "id": number,
        "article_number": article_number,
        "article": article.slug,
        "topic": article.topic,
        "title": article.title,
        "heading": section.heading,
        "text": section.text,
        "asks": "\n".join(article.asks),
        "source": "; ".join(source.citation for source in cited) or UNCITED,
        "url": next((source.link for source in cited), ""),
        "from_week": section.audience.from_week,
        "to_week": section.audience.to_week,
        "birth": json.dumps(sorted(section.audience.birth)),
        "cautions": json.dumps(sorted(section.audience.cautions)),
    }


def _stored(record: dict[str, Any]) -> StoredPassage:
    kept = ("article", "topic", "title", "heading", "text", "source", "url")
    return StoredPassage(
        **{name: record[name] for name in kept},
        audience=Audience(
            from_week=record["from_week"],
            to_week=record["to_week"],
            birth=frozenset(cast(list[Birth], json.loads(record["birth"]))),
            cautions=frozenset(json.loads(record["cautions"])),
        ),
    )
