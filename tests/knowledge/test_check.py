from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.articles import ARTICLES
from knowledge.check import DOSE, check

TODAY = date(2026, 11, 28)
GOOD = (
    "## Start\n"
    + "Walk a little each day and see how it goes. " * 6
    + "Build up to 30 minutes [who-2023].\n"
)


def errors(path: Path, today: date = TODAY) -> list[str]:
    return [p.what for p in check(path.parents[1], today) if p.level == "error"]


def test_the_articles_that_ship_have_no_errors():
    problems = [problem for problem in check(ARTICLES, TODAY) if problem.level == "error"]
    assert problems == []
    assert len(list(ARTICLES.rglob("*.md"))) >= 110


def test_a_good_article_has_no_errors(write):
    assert errors(write(body=GOOD)) == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("topic: walking", "topic: flying", "not in topics.yaml"),
        ("topic: walking", "topic: flare-ups", "belongs in back_pain/flare-ups.md"),
        ("cautions: []", "cautions: [vertigo]", "caution vertigo"),
        ("## Start", "## Start {cautions=vertigo}", "caution vertigo"),
        ("  - a question\n", "", "questions in asks"),
        (', url: "https://example.org/a"', "", "neither a doi nor a url"),
        ("https://example.org/a", "http://example.org/a", "no https address"),
        ("url:", "doi: 11.1/x, url:", "no DOI"),
        ("[who-2023].\n", "[who-1999].\n", "cites who-1999"),
        ("30 minutes [who-2023]", "walks [who-2023]. Then 30 minutes", "number without a source"),
        ("30 minutes [who-2023]", "30 minutes", "never cited"),
        ("year: 2023", "year: 2031", "from the future"),
        ("last_reviewed: 2026-11-22", "last_reviewed: 2027-11-22", "in the future"),
        ("Walk a little each day and see how it goes. " * 4, "", "words, not"),
        ("Walk a little each day", "Walk a little each day " * 12, "words, not"),
        (". Walk", ", and, notwithstanding considerable musculoskeletal discomfort, walk", "grade"),
        ("Build up", "Take two tablets. Build up", "dose"),
        ("Build up", "See [this](nowhere.md). Build up", "leads nowhere"),
        ("Build up", "See [this](http://example.org). Build up", "leads nowhere"),
        ("birth: any", "birth: [water]", "birth"),
    ],
)
def test_each_fault_is_found(write, old, new, what):
    path = write(body=GOOD)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert any(what in error for error in errors(path)), errors(path)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("topic: walking", "topic: flying", 2),
        ("cautions: []", "cautions: [vertigo]", 6),
        ("https://example.org/a", "http://example.org/a", 9),
        ("  - a question\n", "", 12),
        ("Build up", "Take two tablets. Build up", 19),
    ],
)
def test_a_fault_is_named_with_its_line(write, old, new, line):
    path = write(body=GOOD)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    found = [p.line for p in check(path.parents[1], TODAY) if p.level == "error"]
    assert found[0] == line


def test_an_old_review_is_a_warning(write):
    path = write(body=GOOD)
    late = [p for p in check(path.parents[1], date(2027, 11, 24)) if "last reviewed" in p.what]
    assert [problem.level for problem in late] == ["warning"]


def test_titles_questions_and_sources_agree_between_articles(write):
    path = write("walking", GOOD)
    other = write("core-exercises", GOOD)
    other.write_text(other.read_text().replace("example.org/a", "example.org/b"), encoding="utf-8")
    found = errors(path)
    for what in ("has the title of", "asks what", "another link"):
        assert any(what in error for error in found), found


def test_topics_without_an_article_are_named(write):
    warnings = [p.what for p in check(write(body=GOOD).parents[1], TODAY) if p.level == "warning"]
    assert "topic flare-ups has no article yet" in warnings
    assert not any("topic walking" in warning for warning in warnings)


@pytest.mark.parametrize(
    "text",
    [
        "Take 400 mg with food.",
        "Take two tablets at night.",
        "You can have ibuprofen every 6 hours.",
        "Take paracetamol up to four times a day.",
        "Every four hours, take your painkillers.",
        "Half a tablet is enough.",
        "5 ml of syrup",
    ],
)
def test_a_dose_is_recognised(text):
    assert DOSE.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "Squeeze eight times, three times a day.",
        "Ask a pharmacist which painkiller suits you.",
        "Stand up every two hours.",
        "Walk for 30 minutes, five days a week.",
    ],
)
def test_exercise_is_not_a_dose(text):
    assert not DOSE.search(text)
