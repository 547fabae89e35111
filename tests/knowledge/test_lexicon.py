from __future__ import annotations

import pytest

from knowledge.lexicon import Lexicon

TEXTS = ["Walking. Walk a little uphill.", "Rest a little.", "Lift the baby out of the cot."]


@pytest.fixture(scope="module", params=["made", "saved and loaded"])
def lexicon(request, tmp_path_factory):
    made = Lexicon.of(TEXTS)
    if request.param == "made":
        return made
    folder = tmp_path_factory.mktemp("lexicon")
    made.save(folder)
    return Lexicon.load(folder)


def test_any_form_of_a_word_is_found(lexicon):
    assert lexicon.scores(["walks"])[0] > 0
    assert lexicon.scores(["walks"])[1:].tolist() == [0, 0]
    assert lexicon.scores(["lifting"]).argmax() == 2


def test_a_rare_word_counts_more_than_a_common_one(lexicon):
    assert lexicon.scores(["rest"])[1] > lexicon.scores(["little"])[1] > 0


def test_more_words_never_take_away(lexicon):
    assert (lexicon.scores(["walk", "little"]) >= lexicon.scores(["walk"])).all()


@pytest.mark.parametrize("words", [[], ["zebra"], [""], ["*", '"', "OR", "NEAR("], ["\x00"]])
def test_unknown_words_find_nothing(lexicon, words):
    assert lexicon.scores(words).tolist() == [0, 0, 0]
