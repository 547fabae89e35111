"""Who may be shown a passage. One test for weeks, one for birth, one for each caution."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.articles import cautions
from knowledge.audience import BIRTHS, Audience, Audiences, Profile

weeks = st.integers(0, 60)
births = st.sets(st.sampled_from(sorted(BIRTHS)), min_size=1).map(frozenset)
slugs = st.sets(st.sampled_from(sorted(cautions()))).map(frozenset)
audiences = st.builds(Audience, weeks, st.none() | weeks, births, slugs)
profiles = st.builds(Profile, st.none() | weeks, st.none() | st.sampled_from(sorted(BIRTHS)), slugs)


@pytest.mark.parametrize(
    ("week", "suits"), [(0, False), (11, False), (12, True), (26, True), (27, False), (None, True)]
)
def test_weeks(week, suits):
    assert Audience(12, 26).suits(Profile(weeks=week)) is suits


@pytest.mark.parametrize(
    ("birth", "suits"), [("caesarean", True), ("vaginal", False), (None, True)]
)
def test_birth(birth, suits):
    assert Audience(birth=frozenset({"caesarean"})).suits(Profile(birth=birth)) is suits


@pytest.mark.parametrize("caution", sorted(cautions()))
def test_each_caution_rules_out_what_names_it_and_nothing_else(caution):
    hers = Profile(cautions=frozenset({caution}))
    others = frozenset(cautions()) - {caution}
    assert not Audience(cautions=frozenset({caution})).suits(hers)
    assert Audience(cautions=others).suits(hers)


def test_nothing_is_ruled_out_for_a_mother_of_whom_nothing_is_known():
    assert Audience(12, 20, frozenset({"vaginal"}), frozenset(cautions())).suits(Profile())


@given(audiences, audiences, profiles)
def test_a_passage_is_for_those_in_both_its_article_and_itself(article, passage, profile):
    both = article.suits(profile) and passage.suits(profile)
    assert article.narrowed(passage).suits(profile) is both


@given(st.lists(audiences, max_size=8), profiles)
def test_many_at_once_are_judged_as_one_by_one(many, profile):
    assert Audiences(many).suiting(profile).tolist() == [one.suits(profile) for one in many]
