"""What each threshold of the second net would give: ``python -m benchmarks.safety_thresholds``.

Reads the validation sets only. Every pair of `alone` and `supported` is a row; the chosen one is
marked. More alarms with a lower value, fewer misses.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path

from rich.console import Console
from rich.table import Table

from backstay.safety_net import open_second_net
from benchmarks.safety import ALARMS, CASES, load_cases
from policies.safety.combine import Thresholds, Verdict, combine
from policies.safety.labelled import Labelled
from policies.safety.screen import load_screen
from policies.safety.second_net import SecondNet

ALONE = (0.25, 0.3, 0.35, 0.4, 0.43, 0.46, 0.5)
SUPPORTED = (0.05, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3)
EMERGENCY = (0.3, 0.4, 0.5, 0.6)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(".data"), help="where the models are")
    net = open_second_net(parser.parse_args().data / "safety")
    names = sorted(file.stem.removeprefix("cases_") for file in CASES.glob("cases_validation_*"))
    cases = [case for name in names for case in load_cases(name)]
    read = _read(net, cases)
    table = Table("alone", "supported", "sensitivity", "emergencies", "false alarms", "exact tier")
    for alone, supported in product(ALONE, SUPPORTED):
        chosen = replace(net.thresholds, alone=alone, supported=supported)
        mark = "* " if chosen == net.thresholds else ""
        table.add_row(f"{mark}{alone}", f"{supported}", *_figures(read, chosen))
    Console().print(table)
    tiers = Table("emergency", "sensitivity", "emergencies", "false alarms", "exact tier")
    for emergency in EMERGENCY:
        tiers.add_row(f"{emergency}", *_figures(read, replace(net.thresholds, emergency=emergency)))
    Console().print(tiers)


Read = Sequence[tuple[Labelled, "partial[Verdict]"]]


def _read(net: SecondNet, cases: Sequence[Labelled]) -> Read:
    """Each case with the decision that waits for its thresholds."""
    rules = load_screen()
    waiting = []
    for case in cases:
        found = net(case.text)
        resembling = partial(net.evidence, case.text, found)
        ruled = rules(case.text).evidence
        waiting.append((case, partial(combine, ruled, found.reading, resembling=resembling)))
    return waiting


def _figures(read: Read, thresholds: Thresholds) -> list[str]:
    tiers = []
    for case, decide in read:
        evidence = decide(thresholds=thresholds).evidence
        tiers.append((case, evidence[0].tier if evidence else "none"))

    def share(chosen: list[bool]) -> str:
        return f"{sum(chosen) / len(chosen):.3f}"

    return [
        share([tier in ALARMS for case, tier in tiers if case.tier in ALARMS]),
        share([tier in ALARMS for case, tier in tiers if case.tier == "emergency"]),
        share([tier in ALARMS for case, tier in tiers if case.flag is None]),
        share([tier == case.tier for case, tier in tiers]),
    ]


if __name__ == "__main__":
    main()
