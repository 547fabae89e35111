"""The intent head on made-up sentence vectors, one direction an intent: no model is needed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.classifier import GATE, OUT_OF_SCOPE, WORDING, Classifier

INTENTS = ["greet", "report_symptoms", "stop_messages", OUT_OF_SCOPE]
WORDS = {
    "greet": ["hello", "hi there", "good morning", "hey coach"],
    "report_symptoms": ["my back hurts", "pain is 6", "slept 4 hours", "sore hips"],
    "stop_messages": ["stop", "unsubscribe", "no more texts", "leave me alone"],
    OUT_OF_SCOPE: ["will it rain", "order a pizza", "play a song", "fix my car"],
}
DIMENSION = 16
Vectors = NDArray[np.float32]


def vector(intent: str, wobble: float, seed: int) -> Vectors:
    """A unit vector near the intent's own direction."""
    direction = np.eye(DIMENSION)[INTENTS.index(intent)]
    noise = np.random.default_rng(seed).normal(size=DIMENSION)
    mixed = direction + wobble * noise / np.linalg.norm(noise)
    return np.asarray(mixed / np.linalg.norm(mixed), dtype=np.float32)


def examples() -> tuple[Vectors, list[str], list[str]]:
    rows = [
        (vector(intent, 0.4, 100 * i + 10 * j + k), text, intent)
        for i, intent in enumerate(INTENTS)
        for j, text in enumerate(WORDS[intent])
        for k in range(4)
    ]
    return np.stack([v for v, _, _ in rows]), [t for _, t, _ in rows], [y for _, _, y in rows]


@pytest.fixture(scope="module")
def head() -> Classifier:
    return Classifier.fit(*examples())


def test_a_new_message_near_the_examples_gets_their_intent(head: Classifier) -> None:
    vectors = np.stack([vector(intent, 0.3, 7) for intent in INTENTS])
    labels, confidences, _ = head.predict(vectors, ["x"] * len(INTENTS))
    assert labels == INTENTS
    assert (confidences > 1 / len(INTENTS)).all()


def test_the_wording_decides_where_the_vector_does_not() -> None:
    vectors, texts, labels = examples()
    alike = ["greet" if label == "stop_messages" else label for label in labels]
    vectors = np.stack([vector(intent, 0.4, seed) for seed, intent in enumerate(alike)])
    head = Classifier.fit(vectors, texts, labels)
    between = vector("greet", 0, 0)
    named, _, _ = head.predict(np.stack([between, between]), ["hello", "stop"])
    assert named == ["greet", "stop_messages"]


def test_apostrophes_and_capitals_change_nothing(head: Classifier) -> None:
    vectors = np.stack([vector("greet", 0.3, 1)] * 3)
    _, confidences, _ = head.predict(vectors, ["im back", "I'm back", "I\u2019M BACK"])
    assert np.ptp(confidences) == pytest.approx(0)


def test_a_message_like_no_example_is_refused_however_it_is_worded(head: Classifier) -> None:
    away = -head.examples.mean(axis=0, keepdims=True)
    labels, confidences, gate = head.predict(away / np.linalg.norm(away), ["stop"])
    assert gate[0] < GATE
    assert labels == [OUT_OF_SCOPE]
    assert confidences[0] >= 0.5


def test_closeness_to_an_out_of_scope_example_opens_no_gate(head: Classifier) -> None:
    _, _, gate = head.predict(vector(OUT_OF_SCOPE, 0, 0)[None], ["order a pizza"])
    assert gate[0] < GATE


def test_the_ranking_is_a_distribution_that_agrees_with_the_prediction(head: Classifier) -> None:
    vectors, texts, _ = examples()
    labels, confidences, _ = head.predict(vectors, texts)
    for ranking, label, confidence in zip(
        head.rank(vectors, texts), labels, confidences, strict=True
    ):
        assert ranking[0] == (label, pytest.approx(confidence))
        assert {name for name, _ in ranking} == set(INTENTS)
        shares = [share for _, share in ranking]
        assert shares == sorted(shares, reverse=True)
        assert sum(shares) == pytest.approx(1)


def test_a_saved_head_answers_the_same_and_holds_no_code(head: Classifier, tmp_path: Path) -> None:
    head.save(tmp_path)
    loaded = Classifier.load(tmp_path)
    vectors, texts, _ = examples()
    assert loaded.rank(vectors, texts) == head.rank(vectors, texts)
    assert {path.suffix for path in tmp_path.iterdir()} == {".npz", ".json"}
    for path in tmp_path.glob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
    for path in tmp_path.glob("*.npz"):
        with np.load(path, allow_pickle=False) as numbers:
            assert all(numbers[name].dtype.kind == "f" for name in numbers.files)


def test_a_missing_head_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="classifier"):
        Classifier.load(tmp_path)


def test_confidence_falls_when_the_examples_contradict_one_another() -> None:
    vectors, texts, labels = examples()
    shuffled = list(np.random.default_rng(0).permutation(labels))
    sure = Classifier.fit(vectors, texts, labels).predict(vectors, ["x"] * len(texts))[1]
    unsure = Classifier.fit(vectors, texts, shuffled).predict(vectors, ["x"] * len(texts))[1]
    assert unsure.mean() < sure.mean()


def test_unusable_examples_are_named() -> None:
    vectors, texts, labels = examples()
    with pytest.raises(ValueError, match="63 texts"):
        Classifier.fit(vectors, texts[1:], labels)


def test_where_nothing_is_out_of_scope_nothing_is_refused() -> None:
    vectors, texts, labels = examples()
    kept = [i for i, label in enumerate(labels) if label != OUT_OF_SCOPE]
    head = Classifier.fit(vectors[kept], [texts[i] for i in kept], [labels[i] for i in kept])
    away = -head.examples.mean(axis=0, keepdims=True)
    named, _, gate = head.predict(away / np.linalg.norm(away), ["stop"])
    assert gate[0] < GATE
    assert named[0] in head.labels


def test_an_intent_with_too_few_examples_is_named() -> None:
    vectors, texts, labels = examples()
    with pytest.raises(ValueError, match="fewer than four examples of lonely"):
        Classifier.fit(vectors, texts, ["lonely", *labels[1:]])


def test_the_settings_suit_the_examples() -> None:
    """Where sentence vectors say nothing and wording says all, wording weighs most."""
    _, texts, labels = examples()
    random = np.random.default_rng(0).normal(size=(len(texts), DIMENSION))
    random /= np.linalg.norm(random, axis=1, keepdims=True)
    told = Classifier.fit(random.astype(np.float32), texts, labels).settings
    assert told.wording == max(WORDING)
    assert told.say == 0


def test_fitting_twice_gives_the_same_head_in_whatever_order_the_examples_come() -> None:
    vectors, texts, labels = examples()
    first, again = Classifier.fit(vectors, texts, labels), Classifier.fit(vectors, texts, labels)
    assert first.rank(vectors, texts) == again.rank(vectors, texts)
    turned = Classifier.fit(vectors[::-1], texts[::-1], labels[::-1])
    assert turned.predict(vectors, texts)[0] == first.predict(vectors, texts)[0]


def test_a_near_example_counts_beside_the_margins(head: Classifier) -> None:
    """Of two heads that differ in nothing else, the one that looks at examples names the owner."""
    looks = replace(head, settings=replace(head.settings, nearest=1, say=2.0))
    blind = replace(head, settings=replace(head.settings, nearest=1, say=0.0))
    vectors, texts, labels = examples()
    gain = looks.scores(vectors, texts) - blind.scores(vectors, texts)
    own = gain[np.arange(len(labels)), [head.labels.index(label) for label in labels]]
    assert own == pytest.approx(np.full(len(labels), 2.0), abs=1e-5)
    assert (gain <= 2.0 + 1e-5).all()
