"""Rasa's stock pipeline, DIET, as a peer of benchmarks.nlu. In a process of its own, which is lent
no more than one core: it needs TensorFlow.

Whitespace tokens, regex, lexical and syntactic features, counts of words and of 1 to 4 letters, and
DIET for 100 epochs with a fixed seed: what `rasa init` writes. With `sentences`, the sentence
vector of the shared encoder beside them. DIET's time grows with the examples, so it learns from at
most `EXAMPLES` of an intent, evenly spread over those there are.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

EXAMPLES, EPOCHS, SEED = 30, 100, 0

COUNTS = {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(GraphComponent):
    """The shared encoder's sentence vector as a feature of the message."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        from bot import encoding

        asked = [message for message in messages if message.get("text")]
        vectors = encoding.current().encode([message.get("text") for message in asked])
        for message, vector in zip(asked, vectors, strict=True):
            message.add_features(Features(vector[None], "sentence", "text", "MiniLM"))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data


def fewer(texts: Sequence[str], labels: Sequence[str]) -> tuple[list[str], list[str]]:
    """At most EXAMPLES of an intent, evenly spread."""
    kept: list[int] = []
    for label in dict.fromkeys(labels):
        places = [i for i, other in enumerate(labels) if other == label]
        step = max(1.0, len(places) / EXAMPLES)
        kept += [places[int(k * step)] for k in range(min(EXAMPLES, len(places)))]
    return [texts[i] for i in kept], [labels[i] for i in kept]


def learn_with_rasa(
    encoder_folder: Path, texts: Sequence[str], labels: Sequence[str], *, sentences: bool
) -> Callable[[Sequence[str]], Any]:
    """Train and return what names the intents of messages, for benchmarks.nlu."""
    texts, labels = fewer(texts, labels)
    folder = Path(tempfile.mkdtemp(prefix="nlu-rasa-"))
    config = {
        "recipe": "default.v1",
        "language": "en",
        "assistant_id": "peer",
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            COUNTS,
            *([{"name": "benchmarks.nlu_rasa.SentenceFeaturizer"}] if sentences else []),
            {"name": "DIETClassifier", "epochs": EPOCHS, "random_seed": SEED},
        ],
    }
    (folder / "config.yml").write_text(yaml.safe_dump(config, sort_keys=False))
    examples = [{"text": text, "intent": label} for text, label in zip(texts, labels, strict=True)]
    data = {"rasa_nlu_data": {"common_examples": examples}}
    (folder / "nlu.json").write_text(json.dumps(data))
    _run("train", folder, encoder_folder)

    def predict(asked: Sequence[str]) -> Any:
        (folder / "asked.json").write_text(json.dumps(list(asked)))
        _run("predict", folder, encoder_folder)
        answers = json.loads((folder / "answers.json").read_text())
        predict.ms = answers["ms"]  # type: ignore[attr-defined]
        return answers["named"], {"probability": np.array(answers["sure"])}

    return predict


def _run(task: str, folder: Path, encoder_folder: Path) -> None:
    with (folder / "log").open("a") as log:
        python = ["nice", "-n", "15", sys.executable, "-W", "ignore"]
        subprocess.run(
            [*python, "-m", "benchmarks.nlu_rasa", task, str(folder), str(encoder_folder)],
            check=True,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=os.environ | {"OMP_NUM_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"},
        )


def _here(task: str, folder: Path, encoder_folder: Path) -> None:
    import asyncio

    from bot import encoding
    from knowledge.encoder import load_encoder

    encoding.install(load_encoder(encoder_folder))
    if task == "train":
        from rasa.model_training import train_nlu

        train_nlu(str(folder / "config.yml"), str(folder / "nlu.json"), str(folder))
        return
    from rasa.core.agent import Agent

    agent = Agent.load(str(next(folder.glob("*.tar.gz"))))
    asked = json.loads((folder / "asked.json").read_text())

    async def parse() -> list[dict[str, Any]]:
        return [(await agent.parse_message(text))["intent"] for text in asked]

    asyncio.run(agent.parse_message(asked[0]))  # warm
    start = time.perf_counter()
    intents = asyncio.run(parse())
    answers = {
        "named": [intent["name"] or "" for intent in intents],
        "sure": [intent["confidence"] for intent in intents],
        "ms": (time.perf_counter() - start) * 1000 / len(asked),
    }
    (folder / "answers.json").write_text(json.dumps(answers))


if __name__ == "__main__":
    _here(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
