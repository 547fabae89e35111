from __future__ import annotations

import json

import numpy as np
import pytest

from knowledge.articles import load_articles
from knowledge.index import UNCITED, IndexMismatch, IndexMissing, build_index, open_index


@pytest.fixture
def articles(write, tmp_path):
    write("walking", "## Start\nWalk a little.\n\n## Hills\nLean in.\n", title="Walking")
    write("flare-ups", "## Rest\nRest a little.\n", group="back_pain", title="Flares")
    return load_articles(tmp_path / "articles")


def test_what_was_indexed_can_be_opened(articles, words, tmp_path):
    assert build_index(articles, words, tmp_path / "index")
    index = open_index(tmp_path / "index", words)
    assert [(p.article, p.heading) for p in index.passages] == [
        ("walking", "Start"),
        ("walking", "Hills"),
        ("flare-ups", "Rest"),
    ]
    assert index.passage_article.tolist() == [0, 0, 1]
    assert index.ask_article.tolist() == [0] * 4 + [1] * 4
    assert index.passage_vectors.dtype == np.float32
    assert np.allclose(index.passage_vectors[0], words.encode(["Walking. Start. Walk a little."]))
    assert "tailbone pain" in index.elsewhere
    assert "walking" not in index.elsewhere


def test_a_passage_names_its_sources_in_the_order_it_cites_them(write, words, tmp_path):
    path = write(body="## A\nFirst [b-2020], then [who-2023].\n\n## B\nA tip of our own.\n")
    more = "sources:\n  - {id: b-2020, title: B, year: 2020, doi: 10.1000/b}"
    text = path.read_text(encoding="utf-8").replace("sources:", more)
    path.write_text(text, encoding="utf-8")
    build_index(load_articles(tmp_path / "articles"), words, tmp_path / "index")
    cited, own = open_index(tmp_path / "index", words).passages
    assert (cited.source, cited.url) == (
        "B (2020); A guideline (2023)",
        "https://doi.org/10.1000/b",
    )
    assert (own.source, own.url) == (UNCITED, "")


def test_the_same_index_is_not_built_twice(articles, words, tmp_path):
    assert build_index(articles, words, tmp_path / "index")
    assert not build_index(articles, words, tmp_path / "index")
    assert build_index(articles[:1], words, tmp_path / "index")


def test_a_damaged_index_is_built_again(articles, words, tmp_path):
    build_index(articles, words, tmp_path / "index")
    (tmp_path / "index" / "asks.npy").write_bytes(b"")
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
    assert index.bm25(["walk"]).tolist()[0] > 0
    assert len(open_index(tmp_path / "index", words).passages) == 1


def test_bm25_finds_any_form_of_a_word_and_reads_no_syntax(articles, words, tmp_path):
    build_index(articles, words, tmp_path / "index")
    index = open_index(tmp_path / "index", words)
    scores = index.bm25(["walks"])
    assert scores[0] > 0
    assert scores[2] == 0
    for hostile in ('"', "walk OR rest", "title:walk", "*", "NEAR(a b)", "'; drop table passages"):
        index.bm25([hostile])
    assert index.passages_with("walking") == {0, 1}
