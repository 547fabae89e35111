from __future__ import annotations

import yaml

from knowledge.words import MOST, SYNONYMS, expand, words


def test_words_that_carry_no_subject_are_left_out():
    assert words("Why does my BACK hurt, and is it the back?") == ["back", "hurt"]


def test_a_flood_of_words_is_cut():
    assert len(words(" ".join(f"w{i}" for i in range(1_000)))) == MOST


def test_a_phrase_of_hers_brings_the_articles_words():
    groups = expand("my bum-bone hurts", words("my bum-bone hurts"))
    assert "coccyx" in groups[0]
    assert ("hurts",) in groups


def test_a_part_of_a_word_is_no_synonym():
    assert expand("peeling", ["peeling"]) == [("peeling",)]


def test_every_synonym_is_plain_lower_case_words():
    table = yaml.safe_load(SYNONYMS.read_text(encoding="utf-8"))
    for lay, meant in table.items():
        assert lay == lay.lower().replace("-", " ").replace("'", " ")
        assert meant
        assert all(word.isalpha() for word in meant)
