"""The questionnaires as data: whole, sourced, and refused with a clear word when they are not."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from policies.measures.questionnaire import (
    FOLDER,
    WEEKLY,
    QuestionnaireError,
    by_id,
    epds_scoring,
    load,
    load_epds,
    weekly,
)


def edited(tmp_path: Path, name: str, **changes: object) -> Path:
    data = yaml.safe_load((FOLDER / f"{name}.yml").read_text()) | changes
    path = tmp_path / f"{name}.yml"
    path.write_text(yaml.safe_dump(data))
    return path


def test_a_week_is_eight_questions_and_her_own_activities() -> None:
    assert [one.id for one in weekly()] == list(WEEKLY)
    assert {path.stem for path in FOLDER.glob("*.yml")} == set(WEEKLY)
    assert {one.id: len(one.items) for one in weekly()} == {
        "peg": 3, "psfs": 3, "pgic": 1, "phq2": 2, "gad2": 2,
    }  # fmt: skip


def test_every_item_says_what_it_means_and_what_it_may_be_called() -> None:
    items = [item for one in weekly() for item in one.items]
    assert all(item.meaning for item in items)
    called = [name for item in items for name in item.called]
    assert len(called) == len(set(called)), "two items are called the same"
    assert all(item.called for item in items if not item.id.startswith("psfs"))  # hers have names


def test_a_missing_meaning_and_a_doubtful_name_are_named(tmp_path: Path) -> None:
    items = yaml.safe_load((FOLDER / "phq2.yml").read_text())["items"]
    with pytest.raises(QuestionnaireError, match="phq2_interest has no meaning"):
        load(edited(tmp_path, "phq2", items=[items[0] | {"meaning": ""}, items[1]]))
    with pytest.raises(QuestionnaireError, match="called the same"):
        load(edited(tmp_path, "phq2", items=[items[0], items[1] | {"called": ["Interest"]}]))


def test_every_one_has_source_licence_and_reviewer() -> None:
    for one in by_id().values():
        assert len(one.source) > 10 and len(one.licence) > 10 and one.reviewed_by


def test_the_cut_offs_are_the_published_ones() -> None:
    known = by_id()
    rules = {one.id: [(r.flag, r.at_least) for r in one.follow_up] for one in known.values()}
    assert rules["phq2"] == [("phq2_positive", 3)] and rules["gad2"] == [("gad2_positive", 3)]
    assert known["peg"].change_that_matters == 1.0
    assert known["psfs"].change_that_matters == 2.9
    starts = {band.name: band.start for band in known["epds"].bands}
    assert starts["possible"] == 10 and starts["probable"] == 13


def test_no_text_of_the_epds_is_here() -> None:
    assert all(not item.wording and not item.options for item in epds_scoring().items)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"licence": " "}, "'licence' is empty"),
        ({"rule": "median"}, "must be one of sum, mean"),
        ({"range": [0, 9]}, "range must be 0 to 6"),
        ({"follow_up": [{"flag": "x", "tier": "review", "at_least": 9}]}, "never reached"),
        ({"follow_up": [{"flag": "x", "tier": "alarm", "at_least": 3}]}, "review, urgent"),
        ({"bands": [{"from": 3, "name": "a", "words": "b"}]}, "first band"),
        ({"items": []}, "items need ids"),
        ({"version": "new"}, "phq2.yml"),
    ],
)
def test_a_slip_of_the_pen_is_named(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    with pytest.raises(QuestionnaireError, match=said):
        load(edited(tmp_path, "phq2", **changes))


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    data = yaml.safe_load((FOLDER / "peg.yml").read_text())
    del data["source"]
    path = tmp_path / "peg.yml"
    path.write_text(yaml.safe_dump(data))
    with pytest.raises(QuestionnaireError, match=r"peg\.yml: 'source' is missing"):
        load(path)


def licensed(tmp_path: Path, **changes: object) -> Path:
    entry = {"wording": "Question", "options": ["first", "second", "third", "fourth"]}
    path = tmp_path / "licensed.yml"
    path.write_text(yaml.safe_dump({"licence": "permission 1", "items": [entry] * 10} | changes))
    return path


def test_a_licensed_text_is_put_on_our_scoring(tmp_path: Path) -> None:
    found = load_epds(licensed(tmp_path))
    assert [item.wording for item in found.items] == ["Question"] * 10
    assert found.licence == "permission 1" and found.follow_up == epds_scoring().follow_up
    assert [option.value for option in found.items[2].options] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"licence": ""}, "who permitted"), ({"items": []}, "10 entries"),
     ({"items": [{"wording": "Q", "options": ["a"]}] * 10}, "four 'options'")],
)  # fmt: skip
def test_an_incomplete_licensed_text_is_refused(
    tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(QuestionnaireError, match=said):
        load_epds(licensed(tmp_path, **changes))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionnaireError, match=r"absent\.yml: cannot be read"):
        load_epds(tmp_path / "absent.yml")
