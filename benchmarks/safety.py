"""How well the safety screen reads labelled messages: ``python -m benchmarks.safety [--json]``.

Labels: ``tests/policies/safety/cases_*.yml``. Intervals are exact (Clopper-Pearson, 95%).
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.stats import beta

from policies.safety.screen import Screening, load_screen

CASES = Path(__file__).parents[1] / "tests" / "policies" / "safety"
ALARMS = ("urgent", "emergency")


@dataclass(frozen=True)
class Case:
    """A labelled message; ``flag`` is None when it is harmless, ``kind`` says why."""

    text: str
    tier: str
    flag: str | None
    kind: str


def load_cases(split: str) -> list[Case]:
    """The cases of ``dev`` or ``held_out``."""
    text = (CASES / f"cases_{split}.yml").read_text(encoding="utf-8")
    content = yaml.load(text, yaml.CSafeLoader)
    signs = [
        Case(text, tier, flag, flag)
        for flag, tiers in content["signs"].items()
        for tier, texts in tiers.items()
        for text in texts
    ]
    harmless = [
        Case(text, "none", None, kind)
        for kind, texts in content["harmless"].items()
        for text in texts
    ]
    return signs + harmless


def proportion(hits: int, of: int) -> dict[str, float]:
    """A share with its exact 95% interval."""
    low = float(beta.ppf(0.025, hits, of - hits + 1)) if hits else 0.0
    high = float(beta.ppf(0.975, hits + 1, of - hits)) if hits < of else 1.0
    return {"hits": hits, "of": of, "rate": hits / of, "low": low, "high": high}


def evaluate(screen: Callable[[str], Screening], cases: Sequence[Case]) -> dict[str, Any]:
    """Every figure of a split, and the messages that went wrong."""
    read, seconds = [], []
    for case in cases:
        begun = time.perf_counter()
        read.append(screen(case.text))
        seconds.append(time.perf_counter() - begun)
    pairs = list(zip(cases, read, strict=True))

    def share(of: Callable[[Case], bool], hit: Callable[[Case, Screening], bool]) -> Any:
        chosen = [(case, found) for case, found in pairs if of(case)]
        return proportion(sum(hit(case, found) for case, found in chosen), len(chosen))

    return {
        "messages": len(cases),
        "sensitivity": share(lambda c: c.tier in ALARMS, lambda c, s: s.tier in ALARMS),
        "emergency_sensitivity": share(
            lambda c: c.tier == "emergency", lambda c, s: s.tier in ALARMS
        ),
        "any_sign_sensitivity": share(lambda c: c.flag is not None, lambda c, s: s.tier != "none"),
        "false_alarms": share(lambda c: c.flag is None, lambda c, s: s.tier != "none"),
        "right_flag": share(lambda c: c.flag is not None, lambda c, s: c.flag in s.flags),
        "exact_tier": share(lambda c: True, lambda c, s: c.tier == s.tier),
        "exact_tier_signs": share(lambda c: c.flag is not None, lambda c, s: c.tier == s.tier),
        "ms_p50": float(np.percentile(seconds, 50)) * 1000,
        "ms_p95": float(np.percentile(seconds, 95)) * 1000,
        "wrong": [
            {
                "text": case.text,
                "expected": [case.tier, case.flag or case.kind],
                "got": [found.tier, *found.flags],
                "rules": [f"{e.flag}.{e.rule}: {e.text}" for e in found.evidence],
            }
            for case, found in pairs
            if case.tier != found.tier or (case.flag is not None and case.flag not in found.flags)
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=("dev", "held_out"), default="held_out")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--wrong", action="store_true", help="list the messages that went wrong")
    chosen = parser.parse_args()
    figures = evaluate(load_screen(), load_cases(chosen.split))
    if not chosen.wrong:
        del figures["wrong"]
    if chosen.json:
        print(json.dumps({"split": chosen.split, **figures}, indent=2))
        return
    print(f"safety screen, {chosen.split}: {figures['messages']} messages")
    for name, value in figures.items():
        if isinstance(value, dict):
            print(
                f"  {name:24} {value['rate']:.3f}  ({value['hits']}/{value['of']}, "
                f"95% {value['low']:.3f}-{value['high']:.3f})"
            )
    print(f"  p50 {figures['ms_p50']:.1f} ms, p95 {figures['ms_p95']:.1f} ms per message")
    for item in figures.get("wrong", ()):
        print(f"- {item['expected']} -> {item['got']}\n    {item['text']}\n    {item['rules']}")


if __name__ == "__main__":
    main()
