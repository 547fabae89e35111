"""`backstay simulate`: what ways of writing to mothers bring in worlds that are made up."""

from __future__ import annotations

import json
import os
from multiprocessing import get_context
from typing import TYPE_CHECKING, Annotated

import typer

from backstay.failure import Failure

if TYPE_CHECKING:
    from policies.motivation.simulation.compare import Row

simulate = typer.Typer(no_args_is_help=True, help="Try policies on simulated mothers.")


def register(app: typer.Typer) -> None:
    app.add_typer(simulate, name="simulate")


@simulate.command()
def nudges(
    world: Annotated[
        list[str] | None, typer.Option(help="only this world; may be given several times")
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="cohorts in each world")] = 20,
    mothers: Annotated[int, typer.Option(min=4, help="mothers in a cohort")] = 200,
    days: Annotated[int, typer.Option(min=1, max=366)] = 90,
    as_json: Annotated[bool, typer.Option("--json", help="for machines")] = False,
) -> None:
    """Compare ways of deciding when to write: taking part, leaving, messages, regret.

    All mothers are simulated. Policies are compared on the same mothers and the same luck.
    """
    from policies.motivation.simulation.compare import summarise
    from policies.motivation.simulation.world import worlds

    chosen = world or list(worlds())
    unknown = [name for name in chosen if name not in worlds()]
    if unknown:
        raise Failure(f"There is no world {unknown[0]!r}. There are: {', '.join(worlds())}.")
    results = {
        name: summarise(found, days)
        for name, found in run_all(chosen, seeds, mothers, days).items()
    }
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "simulated": True,
                    "seeds": seeds,
                    "mothers": mothers,
                    "days": days,
                    "worlds": {
                        name: {"says": worlds()[name].says, "policies": [vars(r) for r in rows]}
                        for name, rows in results.items()
                    },
                }
            )
        )
        return
    for name, rows in results.items():
        show(name, worlds()[name].says, rows)


def run_all(
    chosen: list[str], seeds: int, mothers: int, days: int
) -> dict[str, list[dict[str, list[float]]]]:
    """`one_seed` for all worlds and seeds, on all cores, with a bar on standard error."""
    from rich.console import Console
    from rich.progress import Progress

    # one thread a process: the matrices are small, and the cores are taken
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    jobs = [(name, seed, mothers, days) for name in chosen for seed in range(seeds)]
    found: dict[str, list[dict[str, list[float]]]] = {name: [] for name in chosen}
    console = Console(stderr=True)
    with (
        Progress(console=console, disable=not console.is_terminal) as progress,
        get_context("spawn").Pool() as pool,
    ):
        task = progress.add_task("simulated cohorts", total=len(jobs))
        for name, result in pool.imap(_one, jobs):
            found[name].append(result)
            progress.advance(task)
    return found


def _one(job: tuple[str, int, int, int]) -> tuple[str, dict[str, list[float]]]:
    from policies.motivation.simulation.compare import one_seed

    name, seed, mothers, days = job
    return name, one_seed(name, seed, mothers, days)


def show(name: str, says: str, rows: list[Row]) -> None:
    """One world as a table."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{name}: {says} (simulated)", title_justify="left")
    table.add_column("policy")
    for head in (
        "took part, 30 days", "took part, 90 days", "worst quarter", "left", "messages a week",
        "against ours", "regret, days",
    ):  # fmt: skip
        table.add_column(head, justify="right")
    for row in rows:
        mean, half = row.means, row.intervals
        cells = [
            f"{mean['participation_30']:.3f}",
            f"{mean['participation_90']:.3f}{_within(half['participation_90'], 3)}",
            f"{mean['worst_quarter_90']:.3f}",
            f"{mean['dropouts_90']:.3f}",
            f"{mean['messages_a_week']:.1f}",
            f"{row.against_ours:+.4f}{_within(row.against_ours_interval, 4)}",
            f"{row.regret_days:.2f}",
        ]
        style = "bold" if row.policy == "ours" else None
        table.add_row(row.policy, *cells, style=style)
    Console(width=130).print(table)


def _within(half: float | None, digits: int) -> str:
    return "" if half is None else f" ±{half:.{digits}f}"
