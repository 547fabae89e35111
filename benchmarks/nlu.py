"""How well messages are understood: the intent head beside its peers, on our and public messages.

    python -m benchmarks.nlu                    # our test split, every system, DIET too (15 min)
    python -m benchmarks.nlu --quick            # without the two DIET systems
    python -m benchmarks.nlu --split validation # the split that was tuned on
    python -m benchmarks.nlu --public FOLDER    # BANKING77 and CLINC150 as well, ten-shot

Ours: every system learns from bot/data/nlu and is asked the same messages. `unseen` is the accuracy
on those that are no example word for word: short ones ("6", "thanks") are. Rasa's DIET learns from
30 examples an intent, and on ours alone: on all of them it takes hours. "Backstay, as few" is ours
on the very same 30. Public: FOLDER holds banking77/ and clinc150/, each with train_10.jsonl (ten
examples an intent) and test.jsonl, CLINC150 also oos_test.jsonl; one {"text", "intent"} a line. On
CLINC150 nothing out of scope is learnt: the AUROC says how well a system's confidence tells its
4,500 known messages from 1,000 others. `ms` is one message at a time, from its text, on one thread;
`train s` has the encoding in it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score

from knowledge.classifier import OUT_OF_SCOPE, Classifier
from knowledge.encoder import Encoder, load_encoder
from knowledge.export import export_encoder

ROOT = Path(__file__).parent.parent
TIMED = 200

Answers = tuple[list[str], dict[str, "np.ndarray[Any, Any]"]]
"""The intents, and for each way of telling how sure, a number a message: high is known."""
Predict = Callable[[Sequence[str]], Answers]
Learn = Callable[[Sequence[str], Sequence[str]], Predict]


@dataclass(frozen=True)
class Task:
    name: str
    train: list[tuple[str, str]]
    test: list[tuple[str, str]]
    unknown: list[str]
    """Messages of no intent, apart from `test`; their AUROC is taken."""


@dataclass(frozen=True)
class Row:
    messages: str
    system: str
    accuracy: float
    macro_f1: float
    unseen: float
    oos_f1: float | None
    auroc: str
    train_s: float
    ms: float


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--split", choices=("test", "validation", "held_out"), default="test")
    options.add_argument("--public", type=Path, help="folder with banking77/ and clinc150/")
    options.add_argument("--quick", action="store_true", help="without Rasa's DIET")
    options.add_argument("--encoder", type=Path, default=Path(".data/encoder"))
    options.add_argument("--json", action="store_true", help="machine-readable output")
    chosen = options.parse_args()
    export_encoder(None, chosen.encoder)
    encoder = load_encoder(chosen.encoder)
    tasks = [own(chosen.split)]
    if chosen.public:
        tasks += [public(chosen.public, name) for name in ("banking77", "clinc150")]
    rows, by_intent = [], {}
    for task in tasks:
        diet = not chosen.quick and task is tasks[0]
        for name, learn in systems(encoder, chosen.encoder, diet).items():
            print(f"{task.name}: {name} ...", file=sys.stderr, flush=True)
            row, f1 = measure(task, name, learn)
            rows.append(row)
            by_intent[f"{task.name}: {name}"] = f1
    if chosen.json:
        table = [asdict(row) for row in rows]
        print(json.dumps({"rows": table, "f1_by_intent": by_intent}, indent=2))
    else:
        show(rows)


def own(split: str) -> Task:
    """Our examples, and one of the message sets kept apart from them."""
    learnt = [
        (line.removeprefix("- "), block["intent"])
        for path in sorted((ROOT / "bot/data/nlu").glob("*.yml"))
        for block in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]
        for line in block["examples"].splitlines()
    ]
    rows = yaml.safe_load((ROOT / f"tests/bot/nlu_sets/{split}.yml").read_text(encoding="utf-8"))
    return Task(f"ours, {split}", learnt, [(row["text"], row["intent"]) for row in rows], [])


def public(folder: Path, name: str) -> Task:
    """A public set, ten-shot."""

    def read(file: str) -> list[tuple[str, str]]:
        lines = (folder / name / file).read_text(encoding="utf-8").splitlines()
        return [(row["text"], row["intent"]) for row in map(json.loads, lines)]

    unknown = read("oos_test.jsonl") if (folder / name / "oos_test.jsonl").exists() else []
    return Task(name, read("train_10.jsonl"), read("test.jsonl"), [text for text, _ in unknown])


def systems(encoder: Encoder, encoder_folder: Path, diet: bool) -> dict[str, Learn]:
    """Ours last. The peers' settings are those found best on public ten-shot sets."""
    found: dict[str, Learn] = {
        "nearest example (MiniLM)": partial(nearest, encoder),
        "TF-IDF + LR": partial(regression, None),
        "MiniLM + LR": partial(regression, encoder, wording=0.0, c=30.0),
        "MiniLM + TF-IDF + LR": partial(regression, encoder, wording=0.5),
    }
    if diet:
        from benchmarks.nlu_rasa import fewer, learn_with_rasa

        found["Rasa stock (DIET)"] = partial(learn_with_rasa, encoder_folder, sentences=False)
        found["MiniLM + DIET"] = partial(learn_with_rasa, encoder_folder, sentences=True)
        found["Backstay, as few"] = lambda texts, labels: ours(encoder, *fewer(texts, labels))
    return found | {"Backstay": partial(ours, encoder)}


def ours(encoder: Encoder, texts: Sequence[str], labels: Sequence[str]) -> Predict:
    head = Classifier.fit(encoder.encode(texts), texts, labels)

    def predict(asked: Sequence[str]) -> Answers:
        vectors = encoder.encode(asked)
        named, sure, gate = head.predict(vectors, asked)
        score = head.scores(vectors, asked).max(axis=1)
        return named, {"probability": np.asarray(sure), "gate": gate, "score": score}

    return predict


def nearest(encoder: Encoder, texts: Sequence[str], labels: Sequence[str]) -> Predict:
    """The intent of the most similar example."""
    examples = encoder.encode(texts)

    def predict(asked: Sequence[str]) -> Answers:
        cosine = encoder.encode(asked) @ examples.T
        return [labels[i] for i in cosine.argmax(axis=1)], {"cosine": cosine.max(axis=1)}

    return predict


def regression(
    encoder: Encoder | None,
    texts: Sequence[str],
    labels: Sequence[str],
    wording: float = 1.0,
    c: float = 10.0,
) -> Predict:
    """Logistic regression on sentence vectors, TF-IDF of words and letters, or both."""
    blocks = [
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True),
    ]
    for block in blocks:
        block.fit(texts)

    def features(asked: Sequence[str]) -> sparse.csr_matrix:
        parts = [wording * block.transform(asked) for block in blocks] if wording else []
        if encoder:
            parts.append(sparse.csr_matrix(encoder.encode(asked)))
        return sparse.hstack(parts, format="csr")

    model = LogisticRegression(C=c, max_iter=1000, tol=1e-3).fit(features(texts), labels)

    def predict(asked: Sequence[str]) -> Answers:
        shares = model.predict_proba(features(asked))
        named = [str(label) for label in model.classes_[shares.argmax(axis=1)]]
        return named, {"probability": shares.max(axis=1)}

    return predict


def measure(task: Task, name: str, learn: Learn) -> tuple[Row, dict[str, float]]:
    """The row, and F1 of each intent."""
    start = time.perf_counter()
    predict = learn(*zip(*task.train, strict=True))
    train_s = time.perf_counter() - start
    texts, truth = [text for text, _ in task.test], [intent for _, intent in task.test]
    named, sure = predict(texts)
    ms = getattr(predict, "ms", None) or milliseconds(predict, texts[:TIMED])
    intents = sorted(set(truth))
    scores = f1_score(truth, named, labels=intents, average=None, zero_division=0)
    f1 = dict(zip(intents, map(float, scores), strict=True))
    areas = []
    if task.unknown:
        known = np.array([1] * len(texts) + [0] * len(task.unknown))
        for way, values in predict(task.unknown)[1].items():
            areas.append(f"{way} {roc_auc_score(known, np.append(sure[way], values)):.3f}")
    learnt = {plain(text) for text, _ in task.train}
    right = np.array(named) == np.array(truth)
    row = Row(
        messages=task.name,
        system=name,
        accuracy=float(np.mean(right)),
        macro_f1=float(np.mean(scores)),
        unseen=float(np.mean(right[[plain(text) not in learnt for text in texts]])),
        oos_f1=f1.get(OUT_OF_SCOPE),
        auroc=", ".join(areas),
        train_s=train_s,
        ms=ms,
    )
    return row, f1


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower().replace("'", ""))) or text


def milliseconds(predict: Predict, texts: Sequence[str]) -> float:
    """Of one message, asked alone."""
    predict(texts[:1])  # warm
    start = time.perf_counter()
    for text in texts:
        predict([text])
    return (time.perf_counter() - start) * 1000 / len(texts)


def show(rows: Sequence[Row]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table()
    for name in asdict(rows[0]):
        table.add_column(name.replace("_", " "))
    for row in rows:
        cells = asdict(row) | {"train_s": f"{row.train_s:.0f}", "ms": f"{row.ms:.1f}"}
        table.add_row(
            *(f"{v:.3f}" if isinstance(v, float) else str(v or "") for v in cells.values())
        )
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
