"""The steps of the escalation as a clinician can edit them, and the linter of that file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast, get_args

import yaml

from policies.monitoring.escalation import Recipients, Step, Steps
from records.events import Tier

FILE = Path(__file__).with_name("escalation.yml")
TIERS: tuple[Tier, ...] = ("emergency", "urgent", "review")
MOST = 100  # steps of one alert; more would be noise that nobody reads
EMERGENCY_WITHIN = timedelta(minutes=10)  # the safety case says so
UNITS = {"min": "minutes", "h": "hours", "days": "days"}


class EscalationError(ValueError):
    """The file can't be used; the message names the entry and what is wrong."""


def load_steps(file: Path = FILE) -> Steps:
    """The steps by tier. Raises EscalationError."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise EscalationError(f"{file.name} can't be read: {error}") from error
    entries = content.get("steps") if isinstance(content, dict) else None
    if not isinstance(entries, dict) or set(entries) != set(TIERS):
        raise EscalationError(f"{file.name}, steps: needs {', '.join(TIERS)} and nothing else")
    if not content.get("source") or not content.get("reviewed_by"):
        raise EscalationError(f"{file.name}: needs source and reviewed_by")
    return {tier: _ladder(f"{file.name}, {tier}", entries[tier]) for tier in TIERS}


def check(file: Path = FILE) -> list[str]:
    """Every problem of the file as a sentence; [] when there is none."""
    try:
        steps = load_steps(file)
    except EscalationError as error:
        return [str(error)]
    problems = [
        f"{file.name}, {tier}: the lead is never told"
        for tier in TIERS
        if "lead" not in {step.to for step in steps[tier]}
    ]
    if steps["emergency"][0].after > EMERGENCY_WITHIN:
        problems.append(f"{file.name}, emergency: the first step must come within 10 min")
    return problems


def _ladder(where: str, entries: object) -> tuple[Step, ...]:
    if not isinstance(entries, list) or not entries:
        raise EscalationError(f"{where}: needs a list of steps")
    ladder: list[Step] = []
    for number, entry in enumerate(entries, 1):
        for step in _read(f"{where}, step {number}", entry, ladder[-1].after if ladder else None):
            if ladder and step.after <= ladder[-1].after:
                raise EscalationError(f"{where}, step {number}: must come after the one before")
            ladder.append(step)
            if len(ladder) > MOST:
                raise EscalationError(f"{where}: more than {MOST} steps, repeated ones counted")
    return tuple(ladder)


def _read(where: str, entry: Any, last: timedelta | None) -> Iterator[Step]:
    """The steps that an entry stands for; `last`: when the one before it comes."""
    if not isinstance(entry, dict) or entry.get("to") not in get_args(Recipients):
        raise EscalationError(f"{where}: needs `to: team` or `to: lead`")
    to = cast(Recipients, entry["to"])
    if set(entry) == {"after", "to"}:
        yield Step(_span(where, entry["after"]), to)
    elif set(entry) == {"every", "until", "to"} and last is not None:
        every, until = _span(where, entry["every"]), _span(where, entry["until"])
        if not every:
            raise EscalationError(f"{where}: `every` must be more than nothing")
        if last + every > until:
            raise EscalationError(f"{where}: `until` comes before its first time")
        while last + every <= until:
            last += every
            yield Step(last, to)
    else:
        raise EscalationError(f"{where}: needs after and to; or, later, every, until and to")


def _span(where: str, text: object) -> timedelta:
    found = re.fullmatch(r"(\d{1,4}) (min|h|days)", str(text))
    if not found:
        raise EscalationError(f"{where}: {text!r} is no time; write 10 min, 4 h or 3 days")
    return timedelta(**{UNITS[found[2]]: int(found[1])})
