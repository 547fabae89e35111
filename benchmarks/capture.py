"""How well the capture grammar reads messages: exact match, and precision and recall a measure.

    python benchmarks/capture.py [CASES.yml] [--json] [--errors]

CASES is a list of {text, asked?, values}; the default is the test split, written from the
definitions alone and never tuned on. Look at its totals only: --errors is for the dev files.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bot.capture.measures import MEASURES  # noqa: E402
from bot.capture.values import extract  # noqa: E402

DEFAULT = ROOT / "tests/bot/capture/cases_blind_b.yml"


def same(expected: Any, got: Any) -> bool:
    """Numbers to a hundredth, words exactly."""
    if isinstance(expected, str) or isinstance(got, str):
        return bool(expected == got)
    return abs(float(expected) - float(got)) < 0.01


def same_values(expected: dict[str, Any], got: dict[str, Any]) -> bool:
    return expected.keys() == got.keys() and all(same(expected[m], got[m]) for m in expected)


def evaluate(cases: list[dict[str, Any]]) -> dict[str, Any]:
    """Exact match of the whole set of values, and precision and recall of each measure."""
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    errors = []
    began = time.perf_counter()
    answers = [extract(case["text"], case.get("asked")).to_dict()["values"] for case in cases]
    seconds = time.perf_counter() - began
    for case, got in zip(cases, answers, strict=True):
        expected = case["values"]
        for measure in expected.keys() | got.keys():
            if measure in expected and measure in got and same(expected[measure], got[measure]):
                right[measure] += 1
                continue
            wrong[measure] += measure in got
            missed[measure] += measure in expected
        if not same_values(expected, got):
            errors.append({**case, "got": got})
    rows = {m: _rates(right[m], wrong[m], missed[m]) for m in MEASURES}
    rows["all"] = _rates(right.total(), wrong.total(), missed.total())
    return {
        "cases": len(cases),
        "exact_match": 1 - len(errors) / len(cases),
        "milliseconds_a_message": 1000 * seconds / len(cases),
        "measures": rows,
        "errors": errors,
    }


def _rates(right: int, wrong: int, missed: int) -> dict[str, float]:
    return {
        "precision": right / (right + wrong) if right + wrong else 1.0,
        "recall": right / (right + missed) if right + missed else 1.0,
        "values": right + missed,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--errors", action="store_true", help="list the messages read wrongly")
    options = parser.parse_args()
    result = evaluate(yaml.safe_load(options.cases.read_text(encoding="utf-8")))
    if not options.errors:
        result.pop("errors")
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
        return
    print(
        f"{result['cases']} messages, exact match {result['exact_match']:.3f}, "
        f"{result['milliseconds_a_message']:.2f} ms each"
    )
    print(f"{'measure':15} {'precision':>9} {'recall':>7} {'values':>7}")
    for measure, row in result["measures"].items():
        print(f"{measure:15} {row['precision']:9.3f} {row['recall']:7.3f} {row['values']:7}")
    for error in result.get("errors", []):
        print(json.dumps(error, ensure_ascii=False))


if __name__ == "__main__":
    main()
