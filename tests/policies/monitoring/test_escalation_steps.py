"""The file of the steps: what a clinician may write, and what the linter says of the rest."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from policies.monitoring.escalation import Step
from policies.monitoring.escalation_steps import FILE, EscalationError, check, load_steps


def test_ours_is_in_order() -> None:
    assert check() == []


def test_a_repeated_step_stands_for_many() -> None:
    steps = load_steps()["emergency"]
    assert steps[:3] == (
        Step(timedelta(0), "team"),
        Step(timedelta(minutes=10), "lead"),
        Step(timedelta(minutes=40), "lead"),
    )
    assert steps[-1].after == timedelta(hours=23, minutes=40)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("after: 0 min", "after: soon", "'soon' is no time"),
        ("after: 0 min", "after: 20 min", "step 2: must come after the one before"),
        ("every: 30 min", "every: 1 min", "more than 100 steps"),
        ("every: 30 min", "every: 0 min", "`every` must be more than nothing"),
        ("until: 24 h", "until: 5 min", "`until` comes before"),
        ("to: team", "to: boss", "needs `to: team` or `to: lead`"),
        ("{after: 0 min, to: team}", "{to: team}", "step 1: needs after and to"),
        ("{after: 0 min, to: team}", "{every: 5 min, until: 1 h, to: team}", "step 1: needs after"),
        ("  review:", "  someday:", "needs emergency, urgent, review"),
        ("source:", "sauce:", "needs source"),
        ("steps:", "steps: [", "can't be read"),
        ("\n    - {after: 7 days, to: lead}", "", "review: the lead is never told"),
        ("    - {after: 0 min, to: team}\n", "", "first step must come within 10 min"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    file = tmp_path / "escalation.yml"
    text = FILE.read_text()
    assert old in text
    text = text.replace(old, new, 1)
    if "within" in said:
        text = text.replace("{after: 10 min, to: lead}", "{after: 11 min, to: lead}", 1)
    file.write_text(text)
    (problem,) = check(file)
    assert said in problem and problem.startswith("escalation.yml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EscalationError, match=r"none\.yml can't be read"):
        load_steps(tmp_path / "none.yml")
