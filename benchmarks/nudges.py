"""Ways of deciding when to write, on simulated mothers: tables like `backstay simulate nudges`.

    python -m benchmarks.nudges [--seeds 200] [--mothers 200]

The policies and worlds are in policies/motivation/simulation. Each world is lived through by the
same mothers with the same luck under each policy.
"""

from __future__ import annotations

import argparse
import platform
import time

import numpy as np
import scipy

from backstay.commands.simulate import run_all, show
from policies.motivation.simulation.compare import Row, summarise
from policies.motivation.simulation.world import worlds

MARGIN = 0.01
"""Differences in participation that count as a tie: one day in a hundred."""
LISTED = (
    "never", "always", "fixed daily", "coin 0.5", "dose rule", "epsilon-greedy", "Thompson",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--mothers", type=int, default=200)
    chosen = parser.parse_args()
    started = time.perf_counter()
    found = run_all(list(worlds()), chosen.seeds, chosen.mothers, 90)
    results = {name: summarise(seeds) for name, seeds in found.items()}
    for name, rows in results.items():
        show(name, worlds()[name].says, rows)
    print(against_peers(results))
    took = time.perf_counter() - started
    print(
        f"{chosen.seeds} cohorts of {chosen.mothers} in each world, {took:.0f} s; "
        f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, "
        f"numpy {np.__version__}, scipy {scipy.__version__}"
    )


def against_peers(results: dict[str, list[Row]]) -> str:
    """A line for each world: participation at 90 days of ours less each listed policy's."""
    lines = ["", "ours less the other, participation at 90 days (95% interval):"]
    for name, rows in results.items():
        by_name = {row.policy: row for row in rows}
        cells = []
        for peer in LISTED:
            row = by_name[peer]
            behind = row.against_ours > MARGIN
            interval = row.against_ours_interval or 0.0
            cells.append(f"{peer} {-row.against_ours:+.4f}±{interval:.4f}{' !' if behind else ''}")
        lines.append(f"  {name}: " + ", ".join(cells))
    lines.append(f"'!' marks a policy that is better than ours by more than {MARGIN}.")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
