"""How well the knowledge base finds the right article, and refuses when there is none.

    python benchmarks/retrieval.py                    # our questions, held-out split
    python benchmarks/retrieval.py --split dev        # the split the thresholds were set on
    python benchmarks/retrieval.py --public FOLDER    # MedQuAD pairs: {"question", "answer"} lines

Three systems in the same run over the same passages: BM25 alone, MiniLM alone (cosine to the
passages), and Backstay's search. BM25's and MiniLM's floors for refusing are the ones that do best
on the development split. A question is answerable when the base has an article on its topic; one
that is not is either outside what the coach is for, or on a topic that has no article yet.
Backstay's questions and thresholds were worked on with the development split, never the other.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np
import sqlite_utils

sys.path.insert(0, str(Path(__file__).parent.parent))

from knowledge.articles import Article, Section, load_articles
from knowledge.audience import Audience
from knowledge.encoder import Encoder, load_encoder
from knowledge.export import export_encoder
from knowledge.index import Index, build_index, open_index
from knowledge.search import rank, search
from knowledge.words import words

DATA = Path(__file__).parent / "data"

Found = tuple[list[str], float]
"""Keys of the articles found, best first, and how sure the system is of the first."""
System = Callable[[str], Found]


@dataclass(frozen=True)
class Question:
    text: str
    topic: str | None


@dataclass(frozen=True)
class Row:
    system: str
    recall_at_1: float
    recall_at_3: float
    refused_outside: float
    refused_no_article: float | None
    refused_answerable: float
    p50_ms: float
    p95_ms: float


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--split", choices=("held_out", "dev"), default="held_out")
    options.add_argument("--public", type=Path, help="folder with MedQuAD's pairs.jsonl")
    options.add_argument("--encoder", type=Path, default=Path(".data/encoder"))
    options.add_argument("--json", action="store_true", help="machine-readable output")
    chosen = options.parse_args()
    export_encoder(None, chosen.encoder)
    encoder = load_encoder(chosen.encoder)
    with tempfile.TemporaryDirectory() as scratch:
        if chosen.public:
            result = public(encoder, chosen.public, Path(scratch) / "index")
        else:
            result = own(encoder, chosen.split, Path(scratch) / "index")
    if chosen.json:
        print(json.dumps(result, indent=2))
    else:
        show(result)


def own(encoder: Encoder, split: str, folder: Path) -> dict[str, object]:
    """Our own questions: topics found, and refusals."""
    build_index(load_articles(), encoder, folder)
    index = open_index(folder, encoder)
    topics = {passage.topic for passage in index.passages}
    tuned_on, asked = questions("dev"), questions(split)
    rows = []
    for name, system in peers(index, encoder, key="topic").items():
        floor = best_floor(system, tuned_on, topics)
        rows.append(measure(name, system, asked, topics, lambda found, f=floor: found[1] >= f))

    def ours(text: str) -> Found:
        return [p.topic for p in rank(index, encoder, text).passages], 0.0

    def answers(text: str) -> Found:
        answer = search(index, encoder, text)
        return [p.topic for p in answer.passages], float(answer.answered)

    row = measure("Backstay", answers, asked, topics, lambda found: found[1] > 0)
    recall = measure("", ours, asked, topics, lambda found: True)
    rows.append(
        Row(
            "Backstay",
            recall.recall_at_1,
            recall.recall_at_3,
            row.refused_outside,
            row.refused_no_article,
            row.refused_answerable,
            row.p50_ms,
            row.p95_ms,
        )
    )
    answerable = sum(question.topic in topics for question in asked)
    return {
        "questions": split,
        "answerable": answerable,
        "unanswerable": len(asked) - answerable,
        "articles": index.articles,
        "rows": [asdict(row) for row in rows],
    }


def public(encoder: Encoder, folder: Path, index_folder: Path) -> dict[str, object]:
    """MedQuAD: each question's own answer is the one relevant passage among all. nDCG@10."""
    path = next(folder.rglob("pairs.jsonl"))
    pairs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    def progress(done: int, total: int) -> None:
        print(f"\rencoding {done}/{total}", end="", file=sys.stderr, flush=True)

    build_index([plain(pair) for pair in pairs], encoder, index_folder, progress)
    print(file=sys.stderr)
    index = open_index(index_folder, encoder)
    systems = peers(index, encoder, key="article")
    systems["Backstay"] = lambda text: (
        [p.article for p in rank(index, encoder, text, top=10).passages],
        0.0,
    )
    rows = []
    for name, system in systems.items():
        places = []
        for pair in pairs:
            found = system(pair["question"])[0][:10]
            places.append(found.index(pair["id"]) + 1 if pair["id"] in found else None)
        gain = [1 / math.log2(place + 1) if place else 0.0 for place in places]
        first = [place == 1 for place in places]
        rows.append(
            {
                "system": name,
                "ndcg_at_10": float(np.mean(gain)),
                "recall_at_1": float(np.mean(first)),
            }
        )
    return {"questions": "MedQuAD", "pairs": len(pairs), "rows": rows}


def peers(index: Index, encoder: Encoder, key: str) -> dict[str, System]:
    """BM25 alone and MiniLM alone, over the same passages."""
    keys = [getattr(passage, key) for passage in index.passages]
    db = sqlite_utils.Database(memory=True)
    table = db.table("passages")
    table.insert_all(
        (
            {"id": i, "title": p.title, "heading": p.heading, "text": p.text}
            for i, p in enumerate(index.passages)
        ),
        pk="id",
    )
    table.enable_fts(["title", "heading", "text"], tokenize="porter")

    def bm25(text: str) -> Found:
        query = " OR ".join(f'"{word}"' for word in words(text))
        if not query:
            return [], 0.0
        rows = list(
            db.query(
                "select rowid, -bm25(passages_fts) as score from passages_fts"
                " where passages_fts match ? order by score desc limit 200",
                [query],
            )
        )
        found = list(dict.fromkeys(keys[row["rowid"]] for row in rows))
        return found, rows[0]["score"] if rows else 0.0

    def minilm(text: str) -> Found:
        cosine = index.passage_vectors @ encoder.encode([text])[0]
        order = np.argsort(-cosine)[:200]
        return list(dict.fromkeys(keys[i] for i in order)), float(cosine[order[0]])

    return {"BM25 alone": bm25, "MiniLM alone": minilm}


def best_floor(system: System, asked: Sequence[Question], topics: set[str]) -> float:
    """The floor with the best mean of answering the answerable and refusing the rest."""
    sure = np.array([system(question.text)[1] for question in asked])
    answerable = np.array([question.topic in topics for question in asked])
    floors = np.unique(sure)
    balance = [
        np.mean(sure[answerable] >= floor) + np.mean(sure[~answerable] < floor) for floor in floors
    ]
    return float(floors[int(np.argmax(balance))])


def measure(
    name: str,
    system: System,
    asked: Sequence[Question],
    topics: set[str],
    answered: Callable[[Found], bool],
) -> Row:
    """Recall counts the ranking alone; refusals are counted apart."""
    at_1, at_3, wrongly, times = [], [], [], []
    refused: dict[bool, list[bool]] = {True: [], False: []}
    system(asked[0].text)  # warm
    for question in asked:
        start = time.perf_counter()
        found = system(question.text)
        times.append((time.perf_counter() - start) * 1000)
        if question.topic in topics:
            at_1.append(found[0][:1] == [question.topic])
            at_3.append(question.topic in found[0][:3])
            wrongly.append(not answered(found))
        else:
            refused[question.topic is None].append(not answered(found))
    return Row(
        system=name,
        recall_at_1=float(np.mean(at_1)),
        recall_at_3=float(np.mean(at_3)),
        refused_outside=float(np.mean(refused[True])),
        refused_no_article=float(np.mean(refused[False])) if refused[False] else None,
        refused_answerable=float(np.mean(wrongly)),
        p50_ms=float(np.percentile(times, 50)),
        p95_ms=float(np.percentile(times, 95)),
    )


def questions(split: str) -> list[Question]:
    lines = (DATA / f"questions_{split}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Question(row["question"], row["topic"]) for row in map(json.loads, lines)]


def plain(pair: dict[str, str]) -> Article:
    """A pair as an article of one passage, without its question."""
    section = Section(heading="", markdown=pair["answer"], audience=Audience(), line=1)
    return Article(
        slug=pair["id"],
        group="",
        topic=pair["id"],
        title="",
        audience=Audience(),
        evidence="low",
        sources=(),
        last_reviewed=date.min,
        reviewed_by="",
        asks=(),
        sections=(section,),
        path=Path(pair["id"]),
    )


def show(result: dict[str, object]) -> None:
    from rich.console import Console
    from rich.table import Table

    rows = result.pop("rows")
    assert isinstance(rows, list)
    table = Table(title=", ".join(f"{name} {value}" for name, value in result.items()))
    for name in rows[0]:
        table.add_column(name.replace("_", " "))
    for row in rows:
        table.add_row(*(f"{v:.3f}" if isinstance(v, float) else str(v) for v in row.values()))
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
