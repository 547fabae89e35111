from __future__ import annotations

import json

import numpy as np
import pytest

from knowledge import build
from knowledge.articles import load_articles
from knowledge.index import IndexMismatch, IndexMissing, open_index
from knowledge.questions import Question

KNOWN = [
    *(Question(text, "walking") for text in ("a walk", "walks", "how far to walk", "walk uphill")),
    *(Question(text, "flare-ups") for text in ("it flared", "a flare", "flares", "flared again")),
    *(Question(text, None) for text in ("a film", "the rain", "a joke", "the news")),
]


def build_index(articles, encoder, folder, questions=KNOWN):
    return build.build_index(articles, questions, encoder, folder)


@pytest.fixture
def articles(write, tmp_path):
    write("walking", "## Start\nWalk a little.\n\n## Hills\nLean in.\n", title="Walking")
    write("flare-ups", "## Rest\nRest a little.\n", group="back_pain", title="Flares")
    return load_articles(tmp_path / "articles")


def test_what_was_indexed_can_be_opened(articles, words, tmp_path):
    assert build_index(articles, words, tmp_path / "index")
    index = open_index(tmp_path / "index", words)
    assert [(p.article, p.heading) for p in index.passages] == [
        ("flare-ups", "Rest"),
        ("walking", "Start"),
        ("walking", "Hills"),
    ]
    assert index.topics == ("flare-ups", "walking")
    assert index.passage_topic.tolist() == [0, 1, 1]
    assert index.starts.tolist() == [0, 1]
    assert index.passage_vectors.dtype == np.float32
    assert np.allclose(index.passage_vectors[1], words.encode(["Walking. Start. Walk a little."]))
    asked = [(q.text, q.topic) for q in index.questions]
    assert ("a question", "walking") in asked
    assert asked[-len(KNOWN) :] == [(q.text, q.topic) for q in KNOWN]
    assert index.question_topic[-1] == -1


def test_topics_are_learnt_from_the_known_questions(articles, words, tmp_path):
    build_index(articles, words, tmp_path / "index")
    index = open_index(tmp_path / "index", words)
    (vector,) = words.encode(["how far to walk"])
    flare, walk = index.chances("how far to walk", vector)
    assert walk > 0.5 > flare
    (vector,) = words.encode(["a film"])
    assert index.chances("a film", vector).sum() < 0.5


def test_without_enough_questions_nothing_is_learnt(articles, words, tmp_path):
    build_index(articles, words, tmp_path / "index", KNOWN[:6])
    index = open_index(tmp_path / "index", words)
    assert index.chances("walk", words.encode(["walk"])[0]) is None


def test_a_passage_names_its_sources_in_the_order_it_cites_them(write, words, tmp_path):
    path = write(body="## A\nFirst [b-2020], then [who-2023].\n\n## B\nA tip of our own.\n")
    more = "sources:\n  - {id: b-2020, title: B, year: 2020, doi: 10.1000/b}"
    text = path.read_text(encoding="utf-8").replace("sources:", more)
    path.write_text(text, encoding="utf-8")
    build_index(load_articles(tmp_path / "articles"), words, tmp_path / "index")
    cited, own = open_index(tmp_path / "index", words).passages
    assert cited.sources == (
        ("B (2020)", "https://doi.org/10.1000/b"),
        ("A guideline (2023)", "https://example.org/a"),
    )
    assert own.sources == ()


def test_the_same_index_is_not_built_twice(articles, words, tmp_path):
    assert build_index(articles, words, tmp_path / "index")
    assert not build_index(articles, words, tmp_path / "index")
    assert build_index(articles[:1], words, tmp_path / "index")
    assert build_index(articles[:1], words, tmp_path / "index", KNOWN[:4])


def test_a_damaged_index_is_built_again(articles, words, tmp_path):
    build_index(articles, words, tmp_path / "index")
    (tmp_path / "index" / "questions.npy").write_bytes(b"")
    with pytest.raises(IndexMissing, match="backstay knowledge build"):
        open_index(tmp_path / "index", words)
    assert build_index(articles, words, tmp_path / "index")
    open_index(tmp_path / "index", words)


def test_no_index_says_what_to_run(words, tmp_path):
    with pytest.raises(IndexMissing, match="backstay knowledge build"):
        open_index(tmp_path / "index", words)


def test_an_old_format_says_what_to_run(articles, words, tmp_path):
    build_index(articles, words, tmp_path / "index")
    manifest = tmp_path / "index" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 0}))
    with pytest.raises(IndexMissing, match="backstay knowledge build"):
        open_index(tmp_path / "index", words)


@pytest.mark.parametrize("other", [{"name": "other"}, {"weights": "1" * 64}])
def test_another_encoders_index_is_refused(articles, words, tmp_path, other):
    build_index(articles, words, tmp_path / "index")
    with pytest.raises(IndexMismatch, match="backstay knowledge build"):
        open_index(tmp_path / "index", type(words)(**other))


def test_a_build_that_fails_leaves_the_old_index(articles, words, tmp_path, monkeypatch):
    build_index(articles, words, tmp_path / "index")

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(np, "save", fail)
    with pytest.raises(OSError, match="disk full"):
        build_index(articles[:1], words, tmp_path / "index")
    monkeypatch.undo()
    assert len(open_index(tmp_path / "index", words).passages) == 3
    assert {path.name for path in tmp_path.iterdir()} == {"articles", "index"}


def test_an_open_index_outlives_its_replacement(articles, words, tmp_path):
    build_index(articles, words, tmp_path / "index")
    index = open_index(tmp_path / "index", words)
    build_index(articles[1:], words, tmp_path / "index")
    assert index.lexicon.scores(["walk"]).tolist()[1] > 0
    assert len(open_index(tmp_path / "index", words).passages) < 3
