"""How well the knowledge base finds the right topic, and refuses when none answers.

    python -m benchmarks.retrieval                    # our questions, the blind sets
    python -m benchmarks.retrieval --split validation # the split the thresholds were set on
    python -m benchmarks.retrieval --public FOLDER    # MedQuAD pairs: {"question", "answer"} lines
    python -m benchmarks.retrieval --passages         # whether the passage shown is a good one
    python -m benchmarks.retrieval --size 100000      # how long a search takes among so many

Systems in the same run over the same passages: BM25 alone, MiniLM alone (cosine to the passages),
both fused, and Backstay's search. The peers' floors for refusing are the ones that do best on the
validation split. Questions were written from the list of topics alone, by hands that had not seen
the articles; what Backstay learns from was written by others (docs/evaluation.md).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from knowledge.articles import Article, Section, load_articles
from knowledge.audience import Audience, Profile
from knowledge.build import build_index
from knowledge.encoder import Encoder, load_encoder
from knowledge.export import export_encoder
from knowledge.index import Index, open_index
from knowledge.lexicon import Lexicon
from knowledge.questions import Question, known_questions
from knowledge.search import MEANING, SURE, WORDS, rank
from knowledge.words import words

DATA = Path(__file__).parent / "data"
BLIND = ["blind_a", "blind_b"]

Found = tuple[list[str], float]
"""Keys of the articles found, best first, and how sure the system is of the first."""
System = Callable[[str], Found]


@dataclass(frozen=True)
class Row:
    system: str
    recall_at_1: float
    recall_at_3: float
    refused_outside: float
    refused_answerable: float
    p50_ms: float
    p95_ms: float


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--split", choices=[*BLIND, "validation", "early"], help="one set only")
    options.add_argument("--public", type=Path, help="folder with MedQuAD's pairs.jsonl")
    options.add_argument("--passages", action="store_true", help="judge the passage shown first")
    options.add_argument("--size", type=int, help="time a search among so many passages")
    options.add_argument("--encoder", type=Path, default=Path(".data/encoder"))
    options.add_argument("--json", action="store_true", help="machine-readable output")
    chosen = options.parse_args()
    export_encoder(None, chosen.encoder)
    encoder = load_encoder(chosen.encoder)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "index"
        if chosen.public:
            results = [public(encoder, chosen.public, folder)]
        elif chosen.passages:
            results = [first_passages(encoder, folder)]
        elif chosen.size:
            results = [at_size(chosen.size, folder)]
        else:
            splits = [chosen.split] if chosen.split else BLIND
            results = own(encoder, chosen.encoder, splits, folder)
    if chosen.json:
        print(json.dumps(results, indent=2))
    else:
        for result in results:
            show(result)


def own(
    encoder: Encoder, path: Path, splits: Sequence[str], folder: Path
) -> list[dict[str, object]]:
    """Our own questions: topics found, and refusals."""
    start = time.perf_counter()
    every_core = load_encoder(path, threads=os.cpu_count() or 1)
    build_index(load_articles(), known_questions(), every_core, folder, bar("encoding"))
    built = time.perf_counter() - start
    index = open_index(folder, encoder)
    systems = peers(index, encoder, key="topic")
    validation = questions("validation")
    floors = {name: best_floor(system, validation) for name, system in systems.items()}
    results = []
    for split in splits:
        asked = questions(split)
        rows = [
            measure(name, system, asked, lambda found, f=floors[name]: found[1] >= f)
            for name, system in systems.items()
        ]
        rows.append(
            measure("Backstay", ours(index, encoder), asked, lambda found: found[1] >= SURE)
        )
        answerable = sum(question.topic is not None for question in asked)
        results.append(
            {
                "questions": split,
                "answerable": answerable,
                "unanswerable": len(asked) - answerable,
                "passages": len(index.passages),
                "index built in s": round(built, 1),
                "rows": [asdict(row) for row in rows],
            }
        )
    return results


def ours(index: Index, encoder: Encoder) -> System:
    """Topics as they are ranked, also where search refuses."""

    def found(text: str) -> Found:
        ranking = rank(index, encoder, text)
        topics = [index.passages[number].topic for number, _ in ranking.passages]
        return topics, ranking.confidence

    return found


def first_passages(encoder: Encoder, folder: Path) -> dict[str, object]:
    """How often the first passage is one that a reader of all passages of the topic would show.

    `best` are those she would be glad to see shown first, `useful` answer as well.
    """
    build_index(load_articles(), known_questions(), encoder, folder, bar("encoding"))
    index = open_index(folder, encoder)
    lines = (DATA / "passages.jsonl").read_text(encoding="utf-8").splitlines()
    best, useful = [], []
    for judged in map(json.loads, lines):
        number, _ = rank(index, encoder, judged["question"]).passages[0]
        shown = [index.passages[number].article, index.passages[number].heading]
        best.append(shown in judged["best"])
        useful.append(shown in judged["best"] + judged["useful"])
    row = {"system": "Backstay", "best": float(np.mean(best)), "useful": float(np.mean(useful))}
    return {"questions": len(lines), "rows": [row]}


def at_size(count: int, folder: Path) -> dict[str, object]:
    """The time of a search without encoding, beside a bare dot product with as many vectors.

    Texts are words of our articles in random order; four passages an article, one topic each.
    """
    chance = np.random.default_rng(0)
    vocabulary = np.array(" ".join(s.text for a in load_articles() for s in a.sections).split())

    def passage(number: int) -> Section:
        text = " ".join(vocabulary[chance.integers(0, len(vocabulary), 90)])
        audience = Audience(
            from_week=number % 5, cautions=frozenset({"leaking"} if number % 7 else ())
        )
        return Section(f"Part {number % 4}", text, audience, 1)

    articles = [
        replace(
            plain({"id": f"topic-{n:06}", "answer": ""}), sections=tuple(map(passage, range(4)))
        )
        for n in range(count // 4)
    ]
    encoder = RandomEncoder()
    build_index(articles, [], encoder, folder)
    index = open_index(folder, encoder)
    vector = encoder.encode(["?"])[0]
    asked = [question.text for question in questions("validation")[:60]]
    profile = Profile(weeks=3, birth="caesarean", cautions=frozenset({"leaking"}))
    rows = []
    for name, run in {
        "bare dot product": lambda text: index.passage_vectors @ vector,
        "Backstay, no profile": lambda text: rank(index, encoder, text),
        "Backstay, her profile": lambda text: rank(index, encoder, text, profile),
    }.items():
        run(asked[0])
        times = [timed(run, text) for text in asked]
        rows.append(
            {"system": name, "p50_ms": percentile(times, 50), "p95_ms": percentile(times, 95)}
        )
    return {"passages": len(index.passages), "encoding": "left out", "rows": rows}


class RandomEncoder(Encoder):
    """Unit vectors at random: what is timed is the search."""

    def __init__(self) -> None:
        self.name, self.weights_sha256, self.dimension = "random", "0" * 64, 384
        self._chance = np.random.default_rng(1)

    def encode(self, texts: Sequence[str], **_: object) -> np.ndarray:
        vectors = self._chance.standard_normal((len(texts), self.dimension), dtype=np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def timed(run: Callable[[str], object], text: str) -> float:
    start = time.perf_counter()
    run(text)
    return (time.perf_counter() - start) * 1000


def percentile(times: Sequence[float], percent: int) -> float:
    return float(np.percentile(times, percent))


def bar(what: str) -> Callable[[int, int], None]:
    def show_progress(done: int, total: int) -> None:
        end = "\n" if done == total else ""
        print(f"\r{what} {done}/{total}", end=end, file=sys.stderr, flush=True)

    return show_progress


def public(encoder: Encoder, folder: Path, index_folder: Path) -> dict[str, object]:
    """MedQuAD: each question's own answer is the one relevant passage among all. nDCG@10."""
    path = next(folder.rglob("pairs.jsonl"))
    pairs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    build_index([plain(pair) for pair in pairs], [], encoder, index_folder, bar("encoding"))
    index = open_index(index_folder, encoder)
    systems = peers(index, encoder, key="article")
    systems["Backstay"] = lambda text: (
        [index.passages[i].article for i, _ in rank(index, encoder, text, top=10).passages],
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
    """BM25 alone, MiniLM alone and both fused, over the same passages."""
    keys = [getattr(passage, key) for passage in index.passages]
    lexicon = Lexicon.of([f"{p.title} {p.heading} {p.text}" for p in index.passages])

    def found(scores: np.ndarray) -> Found:
        order = np.argsort(-scores, kind="stable")[:200]
        return list(dict.fromkeys(keys[i] for i in order)), float(scores[order[0]])

    def scaled(scores: np.ndarray) -> np.ndarray:
        span = float(scores.max() - scores.min())
        return (scores - scores.min()) / span if span else np.zeros_like(scores)

    def bm25(text: str) -> Found:
        return found(lexicon.scores(words(text)))

    def minilm(text: str) -> Found:
        return found(index.passage_vectors @ encoder.encode([text])[0])

    def fused(text: str) -> Found:
        cosine = index.passage_vectors @ encoder.encode([text])[0]
        both = MEANING * scaled(cosine) + WORDS * scaled(lexicon.scores(words(text)))
        return found(both)[0], float(cosine.max())

    return {"BM25 alone": bm25, "MiniLM alone": minilm, "both fused": fused}


def best_floor(system: System, asked: Sequence[Question]) -> float:
    """The floor with the best mean of answering the answerable and refusing the rest."""
    sure = np.array([system(question.text)[1] for question in asked])
    answerable = np.array([question.topic is not None for question in asked])
    floors = np.unique(sure)
    balance = [
        np.mean(sure[answerable] >= floor) + np.mean(sure[~answerable] < floor) for floor in floors
    ]
    return float(floors[int(np.argmax(balance))])


def measure(
    name: str, system: System, asked: Sequence[Question], answered: Callable[[Found], bool]
) -> Row:
    """Recall counts the ranking alone; refusals are counted apart."""
    at_1, at_3, wrongly, refused, times = [], [], [], [], []
    system(asked[0].text)  # warm
    for question in asked:
        start = time.perf_counter()
        found = system(question.text)
        times.append((time.perf_counter() - start) * 1000)
        if question.topic is None:
            refused.append(not answered(found))
        else:
            at_1.append(found[0][:1] == [question.topic])
            at_3.append(question.topic in found[0][:3])
            wrongly.append(not answered(found))
    return Row(
        system=name,
        recall_at_1=float(np.mean(at_1)),
        recall_at_3=float(np.mean(at_3)),
        refused_outside=float(np.mean(refused)),
        refused_answerable=float(np.mean(wrongly)),
        p50_ms=percentile(times, 50),
        p95_ms=percentile(times, 95),
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
