"""Floors on the labelled messages: the whole screen on the sets that nobody tuned on.

A floor stands below what was measured (docs/evaluation.md), so that it fails for a real loss and
not for a message or two.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backstay.safety_net import open_second_net
from benchmarks.safety import Screen, evaluate, load_cases
from policies.safety.labelled import CORPUS, read_labelled
from policies.safety.screen import load_screen

FLOORS = {
    "sensitivity": 0.95,
    "emergency_sensitivity": 0.95,
    "right_flag": 0.92,
    "exact_tier": 0.88,
}
MOST_FALSE_ALARMS = 0.05


@pytest.fixture(scope="module")
def screen(prepared: Path) -> Screen:
    return load_screen(second_net=open_second_net(prepared / "safety"))


@pytest.mark.models
@pytest.mark.parametrize("name", ["blind_a", "blind_b", "held_out"])
def test_the_screen_holds_its_floors(name: str, screen: Screen) -> None:
    figures: dict[str, Any] = evaluate(screen, load_cases(name))
    for figure, floor in FLOORS.items():
        assert figures[figure]["rate"] >= floor, figure
    assert figures["false_alarms"]["rate"] <= MOST_FALSE_ALARMS


@pytest.mark.slow
def test_the_rules_alone_read_the_messages_they_were_written_with() -> None:
    figures = evaluate(load_screen(), read_labelled(CORPUS / "first.yml"))
    assert figures["sensitivity"]["rate"] >= 0.97
    assert figures["right_flag"]["rate"] >= 0.95
    assert figures["false_alarms"]["rate"] <= 0.02
