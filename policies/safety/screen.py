"""The safety screen: one inbound message -> the warning signs in it and how urgent they are.

Pure and deterministic: no model, no network, no clock. Rules and vocabulary are data beside this
file. Every flag comes with the words that raised it, as spans of the original text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from policies.safety.concepts import Concepts, read_vocabulary
from policies.safety.errors import SafetyRulesError
from policies.safety.loss import Loss, read_loss
from policies.safety.normalise import words
from policies.safety.rules import TIERS, Rule, Tier, load_rule_file, load_rules
from policies.safety.scope import read

HERE = Path(__file__).parent
SCOPE = "scope.yml"

__all__ = ["Evidence", "SafetyRulesError", "Screen", "Screening", "Tier", "load_screen"]


@dataclass(frozen=True)
class Evidence:
    """One rule that fired: ``text`` is ``message[start:end]``."""

    flag: str
    tier: Tier
    start: int
    end: int
    text: str
    rule: str
    source: str


@dataclass(frozen=True)
class Screening:
    """What the screen found: the highest tier, the flags by urgency, and why.

    `loss`: whether she tells of her baby's death, which is no warning sign and has its own path.
    """

    tier: Tier
    flags: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    loss: Loss = Loss.UNSAID

    @property
    def foremost(self) -> tuple[str, ...]:
        """The flags at the highest tier: those that she is answered about."""
        at_tier = (item.flag for item in self.evidence if item.tier == self.tier)
        return tuple(dict.fromkeys(at_tier))

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "tier": self.tier,
            "flags": list(self.flags),
            "evidence": [asdict(item) for item in self.evidence],
        }


class Screen:
    """Call it with a message. Load it once: the vocabulary is compiled on construction."""

    def __init__(self, concepts: Concepts, rules: Sequence[Rule], loss: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self.loss = tuple(loss)
        self._concepts = concepts

    def __call__(self, text: str) -> Screening:
        """Screen one message; never raises on any text."""
        message = words(text)
        hits = self._concepts.find(message)
        if not hits:
            return Screening("none", (), ())
        scope = read(message, hits)
        evidence = []
        for rule in self.rules:
            found = rule.find(hits, message, scope)
            if found:
                hit = min(found, key=lambda h: (h.last - h.first, h.first))
                start, end = message[hit.first].start, message[hit.last].end
                evidence.append(
                    Evidence(
                        rule.flag, rule.tier, start, end, text[start:end], rule.name, rule.source
                    )
                )
        evidence.sort(key=lambda item: (-TIERS.index(item.tier), item.start, item.flag))
        flags = tuple(dict.fromkeys(item.flag for item in evidence))
        tier = evidence[0].tier if evidence else "none"
        return Screening(tier, flags, tuple(evidence), read_loss(self.loss, hits, message, scope))


def load_screen(folder: Path | None = None) -> Screen:
    """The screen of a folder with concepts/, scope.yml and rules/ (the shipped one if None).

    Raises SafetyRulesError, naming the file and the rule, when they cannot be used.
    """
    folder = folder or HERE
    vocabulary = read_vocabulary([*concept_files(folder), folder / SCOPE])
    cues = frozenset(name for name, file in vocabulary.files.items() if file.name == SCOPE)
    concepts = Concepts(vocabulary, HERE / "common_words.txt", cues)
    loss = load_rule_file(folder / "loss.yml", concepts)
    return Screen(concepts, load_rules(folder / "rules", concepts), loss)


def concept_files(folder: Path) -> list[Path]:
    """The files of the concepts, by part of the body or kind of trouble."""
    return sorted((folder / "concepts").glob("*.yml"))
