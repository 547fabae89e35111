"""Rasa's own checks: the rules don't contradict one another, and each leads where it should."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, clean_environment

pytestmark = [pytest.mark.models, pytest.mark.slow]


def rasa(*arguments: str) -> tuple[int, str]:
    ran = subprocess.run(
        [sys.executable, "-m", "rasa", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=clean_environment(RASA_TELEMETRY_ENABLED="false"),
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_the_data_are_valid() -> None:
    code, output = rasa(
        "data", "validate", "--domain", "bot/domain", "--data", "bot/data",
        "--config", "bot/config.yml", "--fail-on-warnings",
    )  # fmt: skip
    assert code == 0, output
    assert "No story structure conflicts found" in output
    # Rasa looks for responses in stories only; ours are said by actions (tests/bot/test_domain.py)
    warnings = re.findall(r"UserWarning: (.*)", output)
    assert not [w for w in warnings if "is not used in any story" not in w and "EXTERNAL" not in w]


def test_every_rule_leads_where_it_should(prepared: Path, tmp_path: Path) -> None:
    model = max((prepared / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    code, output = rasa(
        "test", "core", "--stories", "tests/dialogue/test_stories.yml", "--model", str(model),
        "--fail-on-prediction-errors", "--no-plot", "--out", str(tmp_path),
    )  # fmt: skip
    assert code == 0, output
    right, tested = re.search(r"Correct:\s+(\d+) / (\d+)", output).groups()  # type: ignore[union-attr]
    assert right == tested and int(tested) >= 30
