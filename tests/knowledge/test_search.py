from __future__ import annotations

from itertools import groupby, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.articles import cautions, load_articles
from knowledge.build import build_index
from knowledge.index import open_index
from knowledge.questions import known_questions
from knowledge.search import Profile, rank, search


@pytest.fixture(scope="module")
def index(words, tmp_path_factory):
    """The articles that ship, a few questions of each topic, an encoder that knows words only."""
    folder = tmp_path_factory.mktemp("index") / "index"
    of_topic = groupby(sorted(known_questions(), key=lambda q: q.topic or ""), lambda q: q.topic)
    few = [q for topic, asked in of_topic for q in islice(asked, 8 if topic else 200)]
    build_index(load_articles(), few, words, folder)
    return open_index(folder, words)


def one(write, tmp_path, words, **article):
    write(
        "walking", "## Start\nGo for walks in the park.\n", asks=("walks in the park",), **article
    )
    build_index(load_articles(tmp_path / "articles"), [], words, tmp_path / "index")
    return open_index(tmp_path / "index", words)


def one_of(topic):
    return next(question.text for question in known_questions() if question.topic == topic)


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


def test_what_is_ruled_out_leaves_its_place_to_nothing_that_is_beside_the_point(index, words):
    question = one_of("caesarean-recovery-movement")
    hers = rank(index, words, question, Profile(birth="caesarean"))
    assert index.passages[hers.passages[0][0]].topic == "caesarean-recovery-movement"
    others = rank(index, words, question, Profile(birth="vaginal"))
    shown = {index.passages[number].topic for number, _ in others.passages}
    assert "caesarean-recovery-movement" not in shown
    assert others.confidence < hers.confidence


def test_a_passage_gives_its_words_and_its_sources(index, words):
    passage = search(index, words, one_of("pelvic-floor-exercises")).passages[0]
    assert passage.topic == "pelvic-floor-exercises"
    assert passage.source.startswith(passage.sources[0][0])
    assert passage.url == passage.sources[0][1]
    assert passage.url.startswith("https://")
    assert "[" not in passage.text
    assert 0 <= passage.score <= 1


def test_an_answer_names_the_known_question_that_hers_was_like(index, words):
    asked = known_questions()[0]
    answer = search(index, words, asked.text)
    assert answer.answered
    assert answer.passages[0].topic == asked.topic
    assert answer.like == asked.text
    assert asked.text in answer.reason


def test_what_no_article_answers_is_refused_and_says_what_it_was_like(index, words):
    outside = next(q.text for q in known_questions() if q.topic is None)
    answer = search(index, words, outside)
    assert not answer.answered
    assert answer.passages == ()
    assert answer.like == outside


def test_two_articles_on_one_topic_give_one_passage(index, words):
    answer = search(index, words, one_of("pelvic-floor-exercises"))
    topics = [passage.topic for passage in answer.passages]
    assert len(topics) == len(set(topics)) > 1


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
    ranked = rank(index, words, text + " back pain exercise", profile, top)
    passages = [index.passages[number] for number, _ in ranked.passages]
    scores = [score for _, score in ranked.passages]
    assert 0 < len(passages) <= top
    assert len({passage.topic for passage in passages}) == len(passages)
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert 0 <= ranked.confidence <= 1.0001
    assert all(passage.audience.suits(profile) for passage in passages)
