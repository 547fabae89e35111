"""What the record says the messages do."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from math import exp
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from backstay import parts
from backstay.failure import Failure

if TYPE_CHECKING:
    from policies.motivation.analysis.estimate import Estimate
    from policies.motivation.analysis.report import Finding, Report

Json = Annotated[bool, typer.Option("--json", help="Answer with JSON.")]
WIDTH = 21  # of a line of the chart, in characters; odd, so that zero has one of its own


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="What the record says.", no_args_is_help=True)
    group.command()(nudges)
    app.add_typer(group, name="analyse")


def nudges(
    as_json: Json = False,
    replay: Annotated[
        bool, typer.Option("--replay", help="make every decision again and compare")
    ] = False,
) -> None:
    """What a message does for taking part, by family and over time, and other policies."""
    if replay:
        _replay(as_json)
        return
    from policies.motivation.analysis.points import decision_points
    from policies.motivation.analysis.report import analyse

    store = parts.open_store(parts.settings())
    made_up = {p.id for p in store.participants() if p.simulated}
    events = store.read(kinds=("checkin_decided", "checkin_outcome"))
    real = [event for event in events if event.participant not in made_up]
    report = analyse(decision_points(real or events))
    simulated = bool(events) and not real
    left_out = 0 if simulated else len({e.participant for e in events} & made_up)
    if as_json:
        marks = {"simulated": simulated, "simulated_left_out": left_out}
        print(json.dumps(marks | asdict(report)))
        return
    console = Console(soft_wrap=True, highlight=False)
    if simulated:
        console.print("SIMULATED mothers: these figures say nothing about anybody.")
    if left_out:
        console.print(f"{left_out} simulated mothers are left out.")
    _show(console, report)


def _replay(as_json: bool) -> None:
    """Fails when a stored probability or action doesn't come out again."""
    from policies.motivation.replay import KINDS, replay

    made = list(replay(parts.open_store(parts.settings()).read(kinds=KINDS)))
    differ = [each.checkin for each in made if not each.same]
    if as_json:
        print(json.dumps({"decisions": len(made), "differ": differ}))
    else:
        print(f"{len(made)} decisions were made again; {len(differ)} came out otherwise.")
    if differ:
        raise Failure(
            f"Among them {differ[0]}. After somebody has been forgotten this is to be expected: "
            "what was learnt from her is no longer in the record."
        )


def _show(console: Console, report: Report) -> None:
    console.print(
        f"{report.points} decision points of {report.persons} mothers, "
        f"{report.messages} with a message."
    )
    for reason, count in report.left_out.items():
        if count:
            console.print(f"{count} points are left out: {reason}.")
    if not report.points:
        console.print("There is nothing to analyse yet.")
        return
    console.print()
    console.print(_sentence(report.difference))
    if report.difference.estimate is not None:
        _show_ratio(console, report.log_ratio)
        _show_trend(console, report.by_week)
    _show_findings(console, "What a message adds over time, in percentage points", report.weeks)
    by_family = "What a message adds by family, beside silence where both were possible"
    _show_findings(console, by_family, report.families)
    console.print("One interval in twenty misses by chance alone.")
    _show_policies(console, report)


def _sentence(finding: Finding) -> str:
    found = finding.estimate
    if found is None:
        return f"Whether a message helps can't be said yet. {finding.refused}"
    interval = f"95% interval {_interval(found)}, {_p(found.p)}"
    if found.low > 0 or found.high < 0:
        did = "raised" if found.value > 0 else "lowered"
        size = f"{100 * abs(found.value):.1f}"
        return f"A message {did} taking part by {size} percentage points ({interval})."
    size = _points(found.value)
    return f"No clear effect of a message on taking part: {size} percentage points ({interval})."


def _show_ratio(console: Console, finding: Finding) -> None:
    found = finding.estimate
    if found is None:
        console.print(f"As a ratio: {finding.refused}")
        return
    value, low, high = (exp(each) for each in (found.value, found.low, found.high))
    console.print(
        f"With a message she takes part {value:.2f} times as often ({low:.2f} to {high:.2f})."
    )


def _show_trend(console: Console, finding: Finding) -> None:
    found = finding.estimate
    if found is None:
        console.print(f"Whether that changes over time can't be said yet. {finding.refused}")
        return
    words = "The effect changes" if found.low > 0 or found.high < 0 else "No clear change over time"
    console.print(
        f"{words}: {_points(found.value)} percentage points a week "
        f"({_interval(found)}, {_p(found.p)})."
    )


def _show_findings(console: Console, title: str, findings: tuple[Finding, ...]) -> None:
    console.print(f"\n{title}")
    table = _table("", "effect", "95% interval", "p", "written", "")
    known = {f: f.estimate for f in findings if f.estimate is not None}
    reach = max((max(abs(e.low), abs(e.high)) for e in known.values()), default=1.0)
    for finding, found in known.items():
        table.add_row(
            finding.name.replace("_", " "),
            _points(found.value),
            _interval(found),
            _p(found.p).removeprefix("p ").removeprefix("= "),
            f"{finding.messages}/{finding.points}",
            _line(found, reach),
        )
    if known:
        console.print(table)
    _show_refused(console, ((f.name, f.refused) for f in findings))


def _show_refused(console: Console, refusals: Iterable[tuple[str, str | None]]) -> None:
    """The same reason once, for all it holds for."""
    names: dict[str, list[str]] = {}
    for name, reason in refusals:
        if reason is not None:
            names.setdefault(reason, []).append(name.replace("_", " "))
    for reason, those in names.items():
        console.print(f"Not yet for {', '.join(those)}. {reason}")


def _line(found: Estimate, reach: float) -> str:
    """The interval as a line of text: `|` is zero, `o` the estimate."""
    middle = WIDTH // 2

    def place(value: float) -> int:
        return middle + round(value / reach * middle)

    drawn = [" "] * WIDTH
    for at in range(place(found.low), place(found.high) + 1):
        drawn[at] = "-"
    drawn[middle] = "|"
    drawn[place(found.value)] = "o"
    return "".join(drawn)


def _show_policies(console: Console, report: Report) -> None:
    console.print("\nOther policies at the same moments: % of points at which she takes part")
    table = _table("", "doubly robust", "beside what was", "SNIPS", "IPS", "worth", "weight")
    known = [(f.name, f.value) for f in report.policies if f.value is not None]
    for name, found in known:
        table.add_row(
            name,
            _share(found.doubly_robust),
            f"{_points(found.gain.value)} ({_interval(found.gain)})" if found.gain.se else "",
            f"{100 * found.snips.value:.1f}",
            f"{100 * found.ips.value:.1f}",
            f"{found.effective:.0f}",
            f"{found.largest:.1f}",
        )
    if known:
        console.print(table)
        console.print(
            "worth: how many points the weighted ones are worth; weight: the largest.\n"
            "What a policy would change about later moments, her dose above all, isn't in this."
        )
    _show_refused(console, ((f.name, f.refused) for f in report.policies))


def _table(*columns: str) -> Table:
    return Table(*columns, box=None, pad_edge=False, padding=(0, 1, 0, 0))


def _share(found: Estimate) -> str:
    return f"{100 * found.value:.1f} ({100 * found.low:.1f} to {100 * found.high:.1f})"


def _points(value: float) -> str:
    """Percentage points with their sign."""
    return f"{100 * value:+.1f}"


def _interval(found: Estimate) -> str:
    return f"{_points(found.low)} to {_points(found.high)}"


def _p(value: float) -> str:
    return "p < 0.001" if value < 0.001 else f"p = {value:.3f}"
