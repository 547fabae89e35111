"""Which parts of the rules no message would miss: ``python -m benchmarks.safety_mutants``.

A mutant is a rule left out, or a rule without one of its conditions (`with`, `unless`, an excuse).
It is caught when some labelled message of the corpus changes for the worse: a sign that only this
rule found is lost or loses its tier, or a harmless message gains an alarm. Survivors are listed:
each is either covered by another rule, or not shown by any message yet.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from rich.console import Console
from rich.progress import track
from rich.table import Table

from policies.safety.labelled import Labelled, read_corpus
from policies.safety.reading.excuses import EXCUSES
from policies.safety.reading.normalise import Word, words
from policies.safety.reading.scope import Scope, read
from policies.safety.reading.together import Hit
from policies.safety.rules import TIERS, Rule
from policies.safety.screen import load_screen


@dataclass(frozen=True)
class Mutant:
    """A rule changed in one place; None: left out."""

    rule: Rule
    change: str
    mutated: Rule | None


@dataclass(frozen=True)
class Prepared:
    """A message with what does not depend on the rules."""

    case: Labelled
    message: Sequence[Word]
    hits: Mapping[str, list[Hit]]
    scope: Scope

    def fires(self, rule: Rule) -> bool:
        return bool(rule.find(self.hits, self.message, self.scope))


T = TypeVar("T")


def _watched(items: Sequence[T], what: str) -> Iterable[T]:
    """The items, with a bar on standard error."""
    return track(items, what, console=Console(stderr=True))


def mutants(rules: Sequence[Rule]) -> Iterator[Mutant]:
    """Every way to weaken or loosen one rule."""
    for rule in rules:
        yield Mutant(rule, "left out", None)
        for i, need in enumerate(rule.context):
            kept = rule.context[:i] + rule.context[i + 1 :]
            yield Mutant(rule, f"without 'with {'|'.join(need)}'", replace(rule, context=kept))
        for name in rule.unless:
            kept_names = tuple(other for other in rule.unless if other != name)
            yield Mutant(rule, f"without 'unless {name}'", replace(rule, unless=kept_names))
        for name in rule.unless_anywhere:
            kept_names = tuple(other for other in rule.unless_anywhere if other != name)
            changed = replace(rule, unless_anywhere=kept_names)
            yield Mutant(rule, f"without 'unless_anywhere {name}'", changed)
        for excuse in sorted(rule.excuses):
            fewer = replace(rule, excuses=rule.excuses - {excuse})
            yield Mutant(rule, f"despite {excuse}", fewer)
        for excuse in sorted(set(EXCUSES) - rule.excuses):
            more = replace(rule, excuses=rule.excuses | {excuse})
            yield Mutant(rule, f"not despite {excuse}", more)


def prepare() -> tuple[tuple[Rule, ...], list[Prepared]]:
    """The shipped rules and the corpus, read once."""
    screen = load_screen()
    prepared = []
    for case in _watched(read_corpus(), "Reading the corpus"):
        message = words(case.text)
        hits = screen.concepts.find(message)
        prepared.append(Prepared(case, message, hits, read(message, hits)))
    return screen.rules, prepared


def survivors(rules: Sequence[Rule], prepared: Sequence[Prepared]) -> list[Mutant]:
    """The mutants that no message catches."""
    fired = {
        id(p): [rule for rule in rules if p.fires(rule)]
        for p in _watched(prepared, "Today's alarms")
    }
    found = []
    every = list(mutants(rules))
    for mutant in _watched(every, "Mutants"):
        needs = mutant.rule.together.needs
        concerned = (p for p in prepared if all(any(map(p.hits.get, need)) for need in needs))
        if not any(_catches(p, mutant, fired[id(p)]) for p in concerned):
            found.append(mutant)
    return found


def _catches(p: Prepared, mutant: Mutant, fired: Sequence[Rule]) -> bool:
    before = mutant.rule in fired
    after = mutant.mutated is not None and p.fires(mutant.mutated)
    if before == after:
        return False
    others = [rule for rule in fired if rule is not mutant.rule]
    if before:  # a true sign is lost, or its tier, that no other rule gives
        best = max((TIERS.index(o.tier) for o in others if o.flag == p.case.flag), default=0)
        mine = min(TIERS.index(mutant.rule.tier), TIERS.index(p.case.tier))
        return p.case.flag == mutant.rule.flag and best < mine
    return p.case.flag is None and not others  # a harmless message gains an alarm


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the survivors as JSON")
    as_json = parser.parse_args().json
    rules, prepared = prepare()
    found = survivors(rules, prepared)
    of = sum(1 for _ in mutants(rules))
    if as_json:
        rows = [[m.rule.flag, m.rule.name, m.change] for m in found]
        print(json.dumps({"mutants": of, "survivors": rows}, indent=2))
        return
    table = Table("flag", "rule", "survives", title=f"{len(found)} of {of} mutants survive")
    for mutant in found:
        table.add_row(mutant.rule.flag, mutant.rule.name, mutant.change)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
