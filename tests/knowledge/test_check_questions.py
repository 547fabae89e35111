from __future__ import annotations

import pytest

from knowledge.articles import topics
from knowledge.check_questions import FEWEST, check_questions
from knowledge.questions import QUESTIONS, known_questions


@pytest.fixture
def folder(tmp_path):
    """Enough questions of every topic, and two that none answers."""
    groups: dict[str, list[str]] = {}
    for topic, group in topics().items():
        asked = [f"- {topic} question {i}" for i in range(FEWEST)]
        groups.setdefault(group, []).append("\n".join([f"{topic}:", *asked]))
    for group, parts in groups.items():
        (tmp_path / f"{group}.yml").write_text("\n".join(parts) + "\n", encoding="utf-8")
    (tmp_path / "outside.yml").write_text("- which nappies\n- what weather\n", encoding="utf-8")
    return tmp_path


def test_the_questions_that_ship_are_in_order():
    assert check_questions(QUESTIONS) == []
    known = known_questions()
    assert len(known) > 5_000
    assert {question.topic for question in known} == {None, *topics()}


def test_a_good_folder_has_no_problems(folder):
    assert check_questions(folder) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "what"),
    [
        ("sleep", "broken-sleep-and-pain:", "broken-sleep:", 2, "no topic of sleep"),
        ("sleep", "- broken-sleep-and-pain question 3\n", "", 1, "19 questions"),
        ("sleep", "and-pain question 3", "and-pain question 2", 5, "already"),
        ("sleep", "- broken-sleep-and-pain question 3", "- yes", 5, "quote it"),
        ("sleep", "- broken-sleep-and-pain question 3", "- 'a", 5, "not YAML"),
        ("sleep", "- broken-sleep-and-pain question 3", "- ''", 5, "empty"),
        ("outside", "- which nappies", "- What  weather", 2, "outside.yml:1 already"),
        ("outside", "- which nappies\n- what weather", "nappies: which", 1, "not a list"),
    ],
)
def test_each_fault_is_named_with_its_line(folder, file, old, new, line, what):
    path = folder / f"{file}.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = [problem for problem in check_questions(folder) if what in problem.what]
    assert found, check_questions(folder)
    assert (found[0].path, found[0].line) == (path, line)


def test_questions_that_cannot_be_read_say_which_file(folder):
    (folder / "mood.yml").write_text("- just a list\n", encoding="utf-8")
    with pytest.raises(ValueError, match="mood"):
        known_questions(folder)
