"""Floors on the labelled messages. The held-out ones were written first and never tuned on."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.safety import evaluate, load_cases
from policies.safety.check import CONTRACT
from policies.safety.screen import load_screen

pytestmark = pytest.mark.slow

# split -> figure -> floor, below what was measured on purpose. Held out, looked at twice as totals
# only: sensitivity .971 (95% .927-.992), right flag .973, exact tier .977, false alarms .009.
FLOORS = {
    "dev": {"sensitivity": 0.98, "emergency_sensitivity": 0.98, "right_flag": 0.97,
            "exact_tier": 0.97},
    "held_out": {"sensitivity": 0.93, "emergency_sensitivity": 0.94, "right_flag": 0.92,
                 "exact_tier": 0.93},
}  # fmt: skip
MOST_FALSE_ALARMS = {"dev": 0.01, "held_out": 0.03}


@pytest.fixture(scope="module", params=["dev", "held_out"])
def split(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def figures(split: str) -> dict[str, Any]:
    return evaluate(load_screen(), load_cases(split))


def test_figures_hold_their_floors(split: str, figures: dict[str, Any]) -> None:
    for name, floor in FLOORS[split].items():
        assert figures[name]["rate"] >= floor, name
    assert figures["false_alarms"]["rate"] <= MOST_FALSE_ALARMS[split]


def test_every_flag_and_tier_of_the_contract_has_messages(split: str) -> None:
    cases = load_cases(split)
    assert len(cases) >= 250
    assert sum(case.flag is None for case in cases) >= 100
    labelled = {(case.flag, case.tier) for case in cases if case.flag}
    for flag, tiers in CONTRACT.items():
        if flag == "preeclampsia_stroke":  # its urgent form, raised pressure, is ours
            tiers = ("emergency",)
        assert {tier for found, tier in labelled if found == flag} == set(tiers)


def test_no_message_is_in_both_splits() -> None:
    dev, held_out = ({case.text.casefold() for case in load_cases(s)} for s in ("dev", "held_out"))
    assert not dev & held_out


def test_messages_have_one_label() -> None:
    for name in ("dev", "held_out"):
        texts = [case.text for case in load_cases(name)]
        assert len(texts) == len(set(texts))
