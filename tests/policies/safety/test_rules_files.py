"""The clinician's files: the shipped ones are in order, and a slip gets a clear message."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from policies.safety.check import check
from policies.safety.screen import HERE, SafetyRulesError, load_screen

pytestmark = pytest.mark.slow

CHEST = "concepts/chest.yml"
Edit = Callable[[str, str, str], Path]


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """Copies the shipped files and replaces a text in one of them."""

    def change(file: str, old: str, new: str) -> Path:
        shutil.copytree(HERE, tmp_path / "safety", ignore=shutil.ignore_patterns("*.py"))
        target = tmp_path / "safety" / file
        text = target.read_text(encoding="utf-8")
        assert old in text
        target.write_text(text.replace(old, new, 1), encoding="utf-8")
        return tmp_path / "safety"

    return change


def test_the_shipped_files_are_in_order() -> None:
    assert check() == []


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("rules/clot.yml", "tier: urgent", "tier: soon", r"clot\.yml, rule calf_swollen_red.*tier"),
        ("rules/clot.yml", "needs: [calf,", "needs: [clfa,", r"clot\.yml.*unknown concept clfa"),
        ("rules/clot.yml", "    within: 8", "    wihtin: 8", r"clot\.yml.*unknown key wihtin"),
        ("rules/clot.yml", "flag: clot", "flag: [clot", r"clot\.yml: is not valid YAML"),
        ("rules/clot.yml", "flag: clot", "name: clot", r"clot\.yml: needs a 'flag'"),
        (
            CHEST,
            "\ncalf:\n",
            "\ncalf:\n  - yes\n",
            r"chest\.yml, concept calf",
        ),
        (
            CHEST,
            "\ncalf:\n",
            "\ncalf:\n  - <shin>\n",
            r"calf: unknown concept 'shin'",
        ),
        (CHEST, "\ncalf:\n", "\ncalf:\n  - (my) (the)\n", r"calf: phrase"),
        (
            CHEST,
            "\ncalf:\n",
            "\ncalf:\n  - can not\n",
            r"calf: .*write 'cant'",
        ),
        (
            CHEST,
            "\ncalf:\n",
            "\ncalf:\n  - <calf>\n",
            r"calf: is made of itself",
        ),
    ],
)
def test_a_slip_names_the_file_and_the_rule(
    edit: Edit, file: str, old: str, new: str, message: str
) -> None:
    folder = edit(file, old, new)
    with pytest.raises(SafetyRulesError, match=message):
        load_screen(folder)
    assert len(check(folder)) == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("rules/fracture.yml", "tier: urgent", "tier: emergency", "no tier emergency"),
        ("rules/clot.yml", "source:", "note:", "has no source"),
        ("rules/mastitis.yml", "flag: mastitis", "flag: breast", "nothing finds mastitis"),
        (
            CHEST,
            "\ncalf:\n",
            "\nelbow:\n  - elbow\ncalf:\n",
            "no rule uses elbow",
        ),
        ("responses.yml", "  mastitis: ", "  breast: ", "no reason ('why') for mastitis"),
        ("responses.yml", "      - mastitis\n", "", "no family answers mastitis"),
        ("responses.yml", "Please call {emergency} now.", "Please call. " * 40, "characters"),
        ("numbers.yml", "source: SADAG (sadag.org)", "source: ''", "ZA crisis: has no source"),
    ],
)
def test_the_linter_says_what_is_missing(
    edit: Edit, file: str, old: str, new: str, problem: str
) -> None:
    problems = check(edit(file, old, new))
    assert any(problem in found for found in problems), problems


def test_a_number_nobody_has_checked_for_a_year_is_named(edit: Edit) -> None:
    folder = edit("numbers.yml", "emergency: {number: 112 or 999", "emergency: {number: 112 or 999")
    assert check(folder, today=date(2027, 1, 1)) == []
    problems = check(folder, today=date(2028, 1, 1))
    assert any("IE emergency: last checked on 2026-11-22" in found for found in problems)


def test_a_phrase_a_clinician_adds_is_found(edit: Edit) -> None:
    text = "my gastrocnemius is swollen"
    assert load_screen()(text).tier == "none"
    folder = edit(CHEST, "\ncalf:\n", "\ncalf:\n  - gastrocnemius\n")
    assert load_screen(folder)(text).flags == ("clot",)


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(SafetyRulesError, match=r"scope\.yml: cannot be read"):
        load_screen(tmp_path)
