from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.articles import cautions, load_articles
from knowledge.index import build_index, open_index
from knowledge.search import Profile, rank, search


@pytest.fixture(scope="module")
def index(words, tmp_path_factory):
    """The articles that ship, under an encoder that knows words only."""
    folder = tmp_path_factory.mktemp("index") / "index"
    build_index(load_articles(), words, folder)
    return open_index(folder, words)


def one(write, tmp_path, words, **article):
    write(
        "walking", "## Start\nGo for walks in the park.\n", asks=("walks in the park",), **article
    )
    build_index(load_articles(tmp_path / "articles"), words, tmp_path / "index")
    return open_index(tmp_path / "index", words)


def found(index, words, profile):
    return bool(search(index, words, "walks in the park", profile).passages)


@pytest.mark.parametrize(("weeks", "shown"), [(5, False), (6, True), (12, True), (13, False)])
def test_her_weeks_rule_an_article_out(write, tmp_path, words, weeks, shown):
    index = one(write, tmp_path, words, stage="{from_week: 6, to_week: 12}")
    assert found(index, words, Profile(weeks=weeks)) is shown
    assert found(index, words, None)


@pytest.mark.parametrize(("birth", "shown"), [("vaginal", False), ("caesarean", True)])
def test_her_kind_of_birth_rules_an_article_out(write, tmp_path, words, birth, shown):
    index = one(write, tmp_path, words, birth="[caesarean]")
    assert found(index, words, Profile(birth=birth)) is shown


@pytest.mark.parametrize("caution", sorted(cautions()))
def test_each_caution_rules_an_article_out(write, tmp_path, words, caution):
    index = one(write, tmp_path, words, cautions=f"[{caution}]")
    assert not found(index, words, Profile(cautions=frozenset({caution})))
    assert found(index, words, Profile(cautions=frozenset(cautions()) - {caution}))


def test_an_article_that_is_ruled_out_leaves_its_place_to_the_next(index, words):
    question = "what can I lift after a caesarean"
    assert rank(index, words, question).passages[0].article == "caesarean-recovery-movement"
    others = rank(index, words, question, Profile(birth="vaginal")).passages
    assert len(others) == 5
    assert "caesarean-recovery-movement" not in {p.article for p in others}


def test_a_passage_gives_its_words_and_its_source(index, words):
    passage = search(index, words, "how do I do pelvic floor exercises properly").passages[0]
    assert passage.article == passage.topic == "pelvic-floor-exercises"
    assert passage.source
    assert passage.url.startswith("https://")
    assert "[" not in passage.text
    assert 0 <= passage.score <= 1


def test_what_no_article_holds_is_refused(index, words):
    answer = search(index, words, "quantum chromodynamics lattice")
    assert not answer.answered
    assert answer.passages == ()
    assert "close" in answer.reason


def test_what_is_closer_to_a_question_no_article_answers_is_refused(index, words):
    answer = search(index, words, "how do I get my baby to sleep longer")
    assert not answer.answered
    assert "baby's sleep" in answer.reason


@pytest.mark.parametrize("text", ["", "   ", "😣😣", "?!", "the and of", "\x00", "‮"])
def test_nothing_to_look_for_is_no_answer(index, words, text):
    answer = search(index, words, text)
    assert not answer.answered
    assert answer.passages == ()


@pytest.mark.parametrize(
    "text",
    [
        '" OR 1=1 --',
        "title:walk AND NOT text:*",
        "NEAR(walk back, 3)",
        "<script>alert('walk')</script>",
        "'; drop table passages; --",
        "{{ 7 * 7 }} ${jndi:ldap://x} back pain",
        "back pain " * 1_000,
        "walk\x00back",
    ],
)
def test_hostile_text_is_only_words(index, words, text):
    before = len(index.passages)
    search(index, words, text)
    assert len(index.passages) == before
    assert search(index, words, "how far should I walk with back pain").answered


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(max_size=200),
    top=st.integers(1, 8),
    weeks=st.none() | st.integers(0, 60),
    birth=st.sampled_from([None, "vaginal", "caesarean"]),
    slugs=st.sets(st.sampled_from(sorted(cautions()))),
)
def test_whatever_she_writes(index, words, text, top, weeks, birth, slugs):
    profile = Profile(weeks, birth, frozenset(slugs))
    passages = rank(index, words, text + " back pain exercise", profile, top).passages
    assert 0 < len(passages) <= top
    assert len({p.article for p in passages}) == len(passages)
    assert [p.score for p in passages] == sorted((p.score for p in passages), reverse=True)
    stored = {(p.article, p.heading): p for p in index.passages}
    assert all(stored[p.article, p.heading].audience.suits(profile) for p in passages)
