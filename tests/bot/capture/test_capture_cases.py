"""The messages of the two case files: the tuned ones exactly, the held-out ones to a floor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from benchmarks.capture import evaluate

HERE = Path(__file__).parent


def load(name: str) -> list[dict[str, Any]]:
    return yaml.load((HERE / name).read_text(encoding="utf-8"), yaml.CSafeLoader)


DEV = load("cases_dev.yml")
HELD_OUT = load("cases_held_out.yml")


def test_every_tuned_message_is_read_exactly() -> None:
    result = evaluate(DEV)
    assert result["errors"] == []
    assert result["exact_match"] == 1.0


def test_case_files_are_large_and_apart() -> None:
    def keys(cases: list[dict[str, Any]]) -> set[tuple[str, str | None]]:
        return {(case["text"], case.get("asked")) for case in cases}

    assert len(DEV) >= 250
    assert len(HELD_OUT) >= 200
    shared = keys(DEV) & keys(HELD_OUT)
    assert len(shared) <= 20, shared  # the shortest messages ("none") are anybody's


def test_held_out_messages_stay_read() -> None:
    result = evaluate(HELD_OUT)
    assert result["exact_match"] >= 0.97
    assert result["flags_match"] >= 0.97
    assert result["measures"]["all"]["precision"] >= 0.985
