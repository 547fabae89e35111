"""What a message says in numbers: the one door of the capture grammar.

`extract` reads a mother's message, given the measure she was asked about (if any), and answers
with the values it states, each with the span of the words it came from. Words of severity never
become numbers; only her own values for now or the last night count; a range counts as its middle.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.capture import (
    clock,
    corrections,
    cues,
    durations,
    exercise,
    masks,
    numbers,
    scope,
    scores,
    timewords,
)
from bot.capture.assign import Reader
from bot.capture.candidates import Candidate
from bot.capture.clauses import clauses
from bot.capture.measures import MEASURES, Measure, rounded
from bot.capture.nodes import Node
from bot.capture.tokens import tokenise
from policies.monitoring.ranges import in_range

Reason = Literal["out_of_range", "not_a_number"]


_NAMES: dict[Measure, frozenset[str]] = {
    "pain_now": frozenset({"PAIN", "NOPAIN"}),
    "pain_worst": frozenset({"WORST"}),
    "mood": frozenset({"MOOD"}),
    "sleep_hours": frozenset({"SLEEP", "NOSLEEP"}),
    "night_wakings": frozenset({"WAKE", "NOWAKE"}),
}


@dataclass(frozen=True)
class Found:
    """A value and the span of the original text it came from; `rule` says how it was read."""

    measure: Measure
    value: float | str
    start: int
    end: int
    rule: str


@dataclass(frozen=True)
class Problem:
    """A number given for a measure that it cannot be. Never recorded; she is asked again."""

    measure: Measure
    value: float | str
    start: int
    end: int
    reason: Reason


@dataclass(frozen=True)
class Extraction:
    """All that one message says of the measures, at most one value each."""

    values: tuple[Found, ...] = ()
    problems: tuple[Problem, ...] = ()
    correction: bool = False
    skipped: bool = False
    text: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON: values by measure, spans with their text, problems, flags."""
        return {
            "values": {found.measure: found.value for found in self.values},
            "spans": [
                {
                    "measure": found.measure, "value": found.value,
                    "start": found.start, "end": found.end,
                    "text": self.text[found.start : found.end], "rule": found.rule,
                }
                for found in self.values
            ],
            "problems": [
                {
                    "measure": problem.measure, "value": problem.value, "start": problem.start,
                    "end": problem.end, "reason": problem.reason,
                }
                for problem in self.problems
            ],
            "correction": self.correction,
            "skipped": self.skipped,
        }  # fmt: skip


def extract(text: str, asked: Measure | None = None) -> Extraction:
    """Read the values in a message.

    `asked` is the measure the last question was about: it decides how a bare number, "none" or
    "yes" is read. Without it, these mean nothing. Never raises on any text; linear in its length.
    """
    nodes = _understood(text)
    correcting = corrections.is_correction(nodes, text)
    row = clauses(nodes, correcting)
    candidates = list(Reader(asked, correcting).read(row))
    found, problems = _settled(candidates, correcting)
    problems += _not_numbers(row, asked)
    done = exercise.read(row, asked == "exercise_done")
    if done is not None and done[0] == "no" and found and corrections.of_another(nodes):
        done = None
    skipped = asked is not None and not found and not problems and corrections.is_skip(nodes)
    if done is not None and not skipped:
        found.append(Found("exercise_done", *done))
    return Extraction(tuple(found), tuple(problems), correcting, skipped, text)


def named_measures(text: str) -> tuple[Measure, ...]:
    """The measures a message speaks of, with a value or without ("my sleep was wrong")."""
    nodes = _understood(text)
    kinds = {node.sym for node in nodes}
    found = {measure for measure, names in _NAMES.items() if kinds & names}
    if exercise.names(nodes):
        found.add("exercise_done")
    return tuple(measure for measure in MEASURES if measure in found)


def _understood(text: str) -> list[Node]:
    """The cascade: each step names more of the message, and later steps see the names."""
    nodes = numbers.signs(numbers.read_words(tokenise(text)))
    nodes = numbers.halves(nodes)
    nodes = masks.early(nodes)
    nodes = scores.out_of_ten(nodes)
    nodes = timewords.mark(nodes)
    nodes = cues.pain(nodes)
    nodes = scores.changes(nodes)
    nodes = clock.spans(clock.clock_times(nodes))
    nodes = scores.score_ranges(numbers.ranges(nodes))
    nodes = durations.durations(nodes)
    nodes = scores.counts(nodes)
    nodes = scores.not_counted(nodes)
    nodes = cues.nights(nodes)
    nodes = scores.kisses(nodes)
    nodes = durations.not_sleep(nodes)
    nodes = masks.late(nodes)
    return corrections.mark_negated(nodes)


def _settled(
    candidates: Sequence[Candidate], correcting: bool
) -> tuple[list[Found], list[Problem]]:
    found: list[Found] = []
    problems: list[Problem] = []
    for measure in MEASURES:
        mine = [candidate for candidate in candidates if candidate.measure == measure]
        if not mine:
            continue
        chosen = _chosen(mine, correcting)
        if chosen is None:
            continue
        value = rounded(chosen.value)
        whole = measure != "night_wakings" or (chosen.low % 1 == 0 and chosen.high % 1 == 0)
        if in_range(measure, value) and whole:
            found.append(Found(measure, value, chosen.start, chosen.end, chosen.rule))
        else:
            problems.append(_problem(measure, chosen.value, chosen.start, chosen.end))
    return found, problems


def _problem(measure: Measure, value: float, start: int, end: int) -> Problem:
    if math.isfinite(value):
        return Problem(measure, value, start, end, "out_of_range")
    return Problem(measure, str(value), start, end, "not_a_number")


def _chosen(mine: Sequence[Candidate], correcting: bool) -> Candidate | None:
    """One candidate of several: the corrected one, the latest in time, or none if they compete."""
    if correcting:
        corrected = [candidate for candidate in mine if candidate.corrects]
        return corrected[-1] if corrected else mine[-1]
    mine = [candidate for candidate in mine if candidate.own] or mine
    mine = [candidate for candidate in mine if candidate.total][-1:] or mine
    mine = [candidate for candidate in mine if not candidate.conditional] or mine
    best = max(candidate.when for candidate in mine)
    if any(candidate.joins for candidate in mine[1:]):
        return _summed(mine)
    top = [candidate for candidate in mine if candidate.when == best]
    if top[0].plain:  # "about 4, and I'm alone with 2"
        top = [candidate for candidate in top if candidate.plain or candidate.rule != "asked"]
    agree = len({candidate.value for candidate in top}) == 1
    adds_up = top[0].value == sum(
        candidate.value for candidate in top[1:]
    )  # "2: once ..., once ..."
    return top[0] if agree or adds_up else None


def _summed(parts: Sequence[Candidate]) -> Candidate:
    first, last = parts[0], parts[-1]
    if len(parts) > 2 and first.value == sum(part.value for part in parts[1:]):
        return first  # "5 hours, 2 then 3"
    low, high = sum(part.low for part in parts), sum(part.high for part in parts)
    return Candidate("sleep_hours", low, high, first.start, last.end, "sum", first.when)


def _not_numbers(row: Iterable[scope.Clause], asked: Measure | None) -> list[Problem]:
    """ "pain nan": something that looks like a number to a computer and is none."""
    names: dict[str, Measure] = {
        "PAIN": "pain_now", "MOOD": "mood", "SLEEP": "sleep_hours", "WORST": "pain_worst"
    }  # fmt: skip
    problems: list[Problem] = []
    for clause in row:
        for before, node in zip([None, *clause.nodes], clause.nodes, strict=False):
            if node.sym not in {"nan", "inf", "infinity", "infinite"} or len(clause.nodes) > 4:
                continue
            alone = len(clause.nodes) == 1 and node.sym != "nan"
            measure = names.get(before.sym) if before else (asked if alone else None)
            if measure is not None and measure != "exercise_done":
                problems.append(Problem(measure, node.raw, node.start, node.end, "not_a_number"))
    return problems
