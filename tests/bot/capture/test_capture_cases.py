"""The messages of the case files: the tuned ones (nearly) exactly, the test split to a floor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.capture import evaluate
from bot.capture.values import extract

HERE = Path(__file__).parent
Cases = list[dict[str, Any]]


def load(name: str) -> Cases:
    return yaml.load((HERE / name).read_text(encoding="utf-8"), yaml.CSafeLoader)


TUNED = {path.name: load(path.name) for path in sorted(HERE.glob("cases_dev*.yml"))}
TUNED["cases_blind_a.yml"] = load("cases_blind_a.yml")
FLAGGED = ("cases_dev.yml", "cases_dev_3.yml")  # these tell of corrections, skips, problems too
TEST = load("cases_test.yml")
BLIND = load("cases_blind_b.yml")  # written from the definitions alone; its totals are the figures


@pytest.mark.parametrize("name", TUNED)
def test_tuned_messages_are_read_exactly(name: str) -> None:
    result = evaluate(TUNED[name])
    assert result["exact_match"] >= 0.99, result["errors"]
    assert result["measures"]["all"]["precision"] >= 0.995, result["errors"]


@pytest.mark.parametrize("name", FLAGGED)
def test_corrections_skips_and_problems_are_told(name: str) -> None:
    wrong = []
    for case in TUNED[name]:
        read = extract(case["text"], case.get("asked"))
        told = (read.correction, read.skipped, sorted(p.measure for p in read.problems))
        expected = (case.get("correction", False), case.get("skipped", False))
        if told != (*expected, case.get("problems", [])):
            wrong.append((case["text"], told))
    assert len(wrong) <= 0.01 * len(TUNED[name]), wrong


def test_case_files_are_large_and_apart() -> None:
    def keys(cases: Cases) -> set[tuple[str, str | None]]:
        return {(case["text"].lower(), case.get("asked")) for case in cases}

    tuned = [case for cases in TUNED.values() for case in cases]
    assert len(tuned) >= 3000
    assert len(TEST) >= 250
    assert len(BLIND) >= 160
    for split in (TEST, BLIND):
        shared = keys(tuned) & keys(split)
        assert len(shared) <= 8
        assert all(len(text.split()) <= 3 for text, _ in shared)  # bare answers anybody gives


def test_untuned_messages_stay_read() -> None:
    result = evaluate(TEST)
    assert result["exact_match"] >= 0.96
    assert result["measures"]["all"]["precision"] >= 0.97


def test_messages_of_strangers_stay_read() -> None:
    result = evaluate(BLIND)
    assert result["exact_match"] >= 0.9
    assert result["measures"]["all"]["precision"] >= 0.97
