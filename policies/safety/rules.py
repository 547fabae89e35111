"""Rules: which concepts together are which warning sign, and how urgent. One file per flag.

A rule fires when every concept of ``needs`` is said within ``within`` words, live: not excused
(see scope.py), except by the excuses it lists under ``despite``. ``with`` asks for context anywhere
in the message, ``unless`` for its absence nearby, ``who`` says whose sign it must be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from policies.safety.errors import SafetyRulesError, read_yaml
from policies.safety.reading.concepts import Concepts
from policies.safety.reading.excuses import EXCUSES
from policies.safety.reading.normalise import Word
from policies.safety.reading.scope import WHO, Scope
from policies.safety.reading.together import WITHIN, Hit, Together, combine, needs

Tier = Literal["none", "review", "urgent", "emergency"]
TIERS: tuple[Tier, ...] = get_args(Tier)
_KEYS = {
    "id", "tier", "needs", "within", "in_order", "with", "unless", "unless_anywhere",
    "despite", "who", "source", "note",
}  # fmt: skip
NEARBY = 8
ANYWHERE = 100_000


@dataclass(frozen=True)
class Rule:
    """One way a warning sign is told."""

    flag: str
    name: str
    tier: Tier
    source: str
    together: Together
    context: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...]
    unless_anywhere: tuple[str, ...]
    excuses: frozenset[str]
    who: str

    def concepts(self) -> set[str]:
        """Every concept the rule names."""
        named = {name for need in (*self.together.needs, *self.context) for name in need}
        return named | set(self.unless) | set(self.unless_anywhere)

    def find(
        self, hits: Mapping[str, list[Hit]], message: Sequence[Word], scope: Scope
    ) -> list[Hit]:
        """Where the rule fires."""
        said = {name: hits.get(name, []) for need in self.together.needs for name in need}
        if not all(any(said[name] for name in need) for need in self.together.needs):
            return []
        meant = frozenset(at for found in said.values() for hit in found for at in hit.words())
        live = {
            name: [hit for hit in found if self._live(hit, meant, scope)]
            for name, found in said.items()
        }
        for asked in self.context:
            if not any(self._context(hit, scope) for name in asked for hit in hits.get(name, ())):
                return []
        if any(hits.get(name) for name in self.unless_anywhere):
            return []
        return [
            hit
            for hit in combine(self.together, live, message)
            if not any(
                _near(hit, other, message) for name in self.unless for other in hits.get(name, ())
            )
        ]

    def _live(self, hit: Hit, meant: frozenset[int], scope: Scope) -> bool:
        return scope.about(hit, self.who) and not (scope.excuse(hit, meant) & self.excuses)

    def _context(self, hit: Hit, scope: Scope) -> bool:
        return not (scope.excuse(hit) & {"figure", "negated"})


def _near(hit: Hit, other: Hit, message: Sequence[Word]) -> bool:
    gap = max(
        message[other.first].place - message[hit.last].place,
        message[hit.first].place - message[other.last].place,
    )
    return gap <= NEARBY


def load_rules(folder: Path, concepts: Concepts) -> tuple[Rule, ...]:
    """The rules of every file in ``folder``; SafetyRulesError names the file and the rule."""
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise SafetyRulesError(folder, "", "holds no rules (*.yml)")
    return tuple(rule for file in files for rule in load_rule_file(file, concepts))


def load_rule_file(file: Path, concepts: Concepts) -> list[Rule]:
    """The rules of one file; SafetyRulesError names it and the rule."""
    content = read_yaml(file)
    flag, entries = content.get("flag"), content.get("rules")
    if not isinstance(flag, str) or not isinstance(entries, list) or not entries:
        raise SafetyRulesError(file, "", "needs a 'flag' and a list of 'rules'")
    rules = []
    for number, entry in enumerate(entries, 1):
        name = entry.get("id") if isinstance(entry, dict) else None
        where = f"rule {name or number}"
        if not isinstance(entry, dict) or not isinstance(name, str):
            raise SafetyRulesError(file, where, "needs an 'id'")
        try:
            rule = _rule(flag, name, entry, content.get("source"))
        except (TypeError, ValueError, AttributeError) as error:
            raise SafetyRulesError(file, where, str(error)) from error
        unknown = rule.concepts() - concepts.names
        if unknown:
            raise SafetyRulesError(file, where, f"unknown concept {', '.join(sorted(unknown))}")
        rules.append(rule)
    return rules


def _rule(flag: str, name: str, entry: Mapping[str, Any], source: object) -> Rule:
    if extra := set(entry) - _KEYS:
        raise ValueError(f"unknown key {', '.join(sorted(map(str, extra)))}")
    tier, asked = entry.get("tier"), entry.get("needs")
    if tier not in TIERS or tier == "none":
        raise ValueError(f"tier must be one of {', '.join(TIERS[1:])}, not {tier!r}")
    if not isinstance(asked, list) or not asked:
        raise ValueError("'needs' must list at least one concept")
    despite = set(entry.get("despite", ()))
    if despite - set(EXCUSES):
        raise ValueError(f"'despite' may hold {', '.join(EXCUSES)}")
    if entry.get("who", "her") not in WHO:
        raise ValueError(f"'who' must be {', '.join(WHO)}")
    within = entry.get("within", WITHIN)
    return Rule(
        flag=flag,
        name=name,
        tier=cast(Tier, tier),
        source=str(entry.get("source") or source or ""),
        together=Together(
            needs(asked),
            ANYWHERE if within == "message" else int(within),
            bool(entry.get("in_order", False)),
        ),
        context=needs(entry.get("with", ())),
        unless=tuple(entry.get("unless", ())),
        unless_anywhere=tuple(entry.get("unless_anywhere", ())),
        excuses=frozenset(EXCUSES) - despite,
        who=str(entry.get("who", "her")),
    )
