"""Scores as published: worked examples, missing items, and what must hold for any answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.measures.questionnaire import Questionnaire, by_id
from policies.measures.scoring import change, score

ALL = by_id()


def answers(name: str, *values: float) -> dict[str, float]:
    ids = [item.id for item in ALL[name].items]
    return dict(zip(ids, values, strict=False))


@pytest.mark.parametrize(
    ("name", "values", "value", "band"),
    [
        ("peg", (6, 4, 5), 5, "moderate"),
        ("peg", (10, 10, 10), 10, "severe"),
        ("peg", (3, 4, 4), 3.67, "none_to_mild"),
        ("phq2", (1, 1), 2, "below_cut_off"),
        ("phq2", (1, 2), 3, "positive"),
        ("gad2", (3, 3), 6, "positive"),
        ("psfs", (4,), 4, None),
        ("psfs", (4, 7), 5.5, None),
        ("pgic", (2,), 2, "improved"),
        ("pgic", (4,), 4, "little_change"),
        ("pgic", (7,), 7, "worse"),
        ("epds", (0, 0, 3, 0, 3, 3, 3, 3, 3, 3), 0, "below_cut_off"),
        ("epds", (3, 3, 0, 3, 0, 0, 0, 0, 0, 0), 30, "probable"),
        ("epds", (2, 2, 0, 3, 3, 3, 3, 3, 3, 3), 10, "possible"),
    ],
)
def test_worked_examples(
    name: str, values: tuple[float, ...], value: float, band: str | None
) -> None:
    found = score(ALL[name], answers(name, *values))
    assert (found.value, found.band) == (value, band)


@pytest.mark.parametrize(
    ("name", "values"),
    [("peg", (6, 4)), ("phq2", (3,)), ("gad2", (3,)), ("pgic", ()), ("psfs", ()),
     ("epds", (0,) * 9)],
)  # fmt: skip
def test_too_few_answers_give_no_score(name: str, values: tuple[float, ...]) -> None:
    found = score(ALL[name], answers(name, *values))
    assert found.value is None and found.band is None and not found.complete


def test_the_cut_off_asks_for_a_person() -> None:
    assert not score(ALL["phq2"], answers("phq2", 1, 1)).follow_up
    assert [f.flag for f in score(ALL["phq2"], answers("phq2", 2, 1)).follow_up] == [
        "phq2_positive"
    ]
    assert score(ALL["gad2"], answers("gad2", 0, 3)).follow_up[0].tier == "review"


def test_the_tenth_item_of_the_epds_asks_for_safety_whatever_the_sum() -> None:
    calm = (0, 0, 3, 0, 3, 3, 3, 3, 3)
    assert score(ALL["epds"], answers("epds", *calm, 3)).follow_up == ()
    found = score(ALL["epds"], answers("epds", *calm, 2))
    assert found.value == 1
    assert [(f.flag, f.tier) for f in found.follow_up] == [("self_harm", "urgent")]


def test_the_tenth_item_counts_even_when_others_are_missing() -> None:
    found = score(ALL["epds"], {"epds_10": 0})
    assert found.value is None and found.follow_up[0].flag == "self_harm"


@pytest.mark.parametrize("wrong", [{"phq2_low": 4.0}, {"phq2_low": -1.0}, {"peg_pain": 1.0}])
def test_an_impossible_answer_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="phq2"):
        score(ALL["phq2"], wrong)


def test_a_change_that_matters() -> None:
    assert change(ALL["peg"], 5.33, 4.33) == "better"
    assert change(ALL["peg"], 5, 4.1) == "same"
    assert change(ALL["peg"], 4, 5) == "worse"
    assert change(ALL["psfs"], 3, 6) == "better"
    assert change(ALL["pgic"], 7, 1) == "same"  # it is a change already


@st.composite
def answered(draw: st.DrawFn) -> tuple[Questionnaire, dict[str, float]]:
    one = draw(st.sampled_from(sorted(ALL.values(), key=lambda q: q.id)))
    some = draw(st.sets(st.sampled_from([item.id for item in one.items])))
    return one, {
        item.id: float(draw(st.integers(int(item.low), int(item.high))))
        for item in one.items
        if item.id in some
    }


@given(answered())
def test_a_score_stays_in_its_range(case: tuple[Questionnaire, dict[str, float]]) -> None:
    one, given_answers = case
    found = score(one, given_answers)
    assert found.complete == (len(given_answers) == len(one.items))
    if found.value is not None:
        assert one.low <= found.value <= one.high
        assert (found.band is None) == (not one.bands)
    elif one.needs == "all":
        assert not found.complete


@given(answered(), st.data())
def test_a_heavier_answer_never_lowers_a_score(
    case: tuple[Questionnaire, dict[str, float]], data: st.DataObject
) -> None:
    one, before = case
    movable = [i for i in one.items if i.id in before and before[i.id] < i.high]
    if not movable:
        return
    item = data.draw(st.sampled_from(movable))
    was, now = score(one, before), score(one, before | {item.id: before[item.id] + 1})
    if was.value is not None and now.value is not None:
        assert (now.value > was.value) != item.reversed
        assert item.reversed or {f.flag for f in was.follow_up} <= {f.flag for f in now.follow_up}
