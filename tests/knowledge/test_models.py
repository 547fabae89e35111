"""With the real encoder and the real articles."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from knowledge.articles import cautions
from knowledge.encoder import EncoderManifest
from knowledge.export import DEFAULT_NAME, DEFAULT_SHA256, export_encoder
from knowledge.search import Profile, rank, search

pytestmark = pytest.mark.models

MEASURED = Path(__file__).parents[2] / "benchmarks" / "data" / "questions_validation.jsonl"
QUESTIONS = [json.loads(line) for line in MEASURED.read_text(encoding="utf-8").splitlines()]


def test_the_encoder_says_which_model_it_is(encoder):
    assert (encoder.name, encoder.weights_sha256) == (DEFAULT_NAME, DEFAULT_SHA256)
    assert encoder.dimension == 384
    assert EncoderManifest.read(encoder.folder).max_tokens == 256


def test_an_encoder_that_is_there_is_not_exported_again(encoder):
    before = (encoder.folder / "model.onnx").stat().st_mtime_ns
    export_encoder(None, encoder.folder)
    assert (encoder.folder / "model.onnx").stat().st_mtime_ns == before


def test_vectors_are_unit_long_in_order_and_the_same_in_any_batch(encoder):
    texts = ["my back hurts", "", "a " * 2_000, "😣", "lifting the baby out of the cot"]
    seen = []
    together = encoder.encode(texts, batch_size=2, progress=lambda *done: seen.append(done))
    assert together.shape == (5, 384)
    assert together.dtype == np.float32
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts, together, strict=True):
        assert float(encoder.encode([text])[0] @ vector) > 0.9999
    assert seen == [(2, 5), (4, 5), (5, 5)]
    assert encoder.encode([]).shape == (0, 384)


def test_sentences_that_mean_the_same_are_close(encoder):
    a, b, c = encoder.encode(["my back is sore", "I have back pain", "the train to Leeds is late"])
    assert a @ b > 0.6 > a @ c


def test_the_right_topic_is_found_and_the_rest_is_refused(encoder, real_index):
    """Floors, a few questions below what docs/evaluation.md reports."""
    answers = [(q["topic"], search(real_index, encoder, q["question"])) for q in QUESTIONS]
    inside = [(topic, answer) for topic, answer in answers if topic is not None]
    first = [topic in [p.topic for p in answer.passages[:1]] for topic, answer in inside]
    assert np.mean(first) > 0.85
    assert np.mean([answer.answered for _, answer in inside]) > 0.95
    assert np.mean([not answer.answered for topic, answer in answers if topic is None]) > 0.93


@pytest.mark.parametrize("caution", sorted(cautions()))
@pytest.mark.parametrize("birth", ["vaginal", "caesarean"])
@pytest.mark.parametrize("weeks", [1, 8, 30])
def test_nobody_is_shown_what_is_not_for_her(encoder, real_index, weeks, birth, caution):
    profile = Profile(weeks, birth, frozenset({caution}))
    assert not all(passage.audience.suits(profile) for passage in real_index.passages)
    for question in ("when can I run", "tummy exercises", "moving after a c-section"):
        ranked = rank(real_index, encoder, question, profile, top=len(real_index.topics))
        assert ranked.passages
        for number, _ in ranked.passages:
            assert real_index.passages[number].audience.suits(profile)


def test_a_mother_of_five_weeks_is_told_to_wait_before_she_runs(encoder, real_index):
    answer = search(real_index, encoder, "what is a safe plan to start jogging", Profile(weeks=5))
    headings = {passage.heading for passage in answer.passages}
    assert answer.passages[0].article == "return-to-running"
    assert "Your first runs" not in headings
    later = search(real_index, encoder, "warm up then jog for a minute", Profile(weeks=20))
    assert later.passages[0].heading == "Your first runs"
    leaking = Profile(weeks=20, cautions=frozenset({"leaking"}))
    kept = search(real_index, encoder, "warm up then jog for a minute", leaking)
    assert "Your first runs" not in {passage.heading for passage in kept.passages}
