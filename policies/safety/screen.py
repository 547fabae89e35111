"""The safety screen: one inbound message -> the warning signs in it and how urgent they are.

Two nets. The rules (data beside this file) name the words; the second net, if it is given, reads
the message as a whole. `combine.py` says how they decide together. Deterministic: no network, no
clock. Every flag comes with the words that raised it, as spans of the original text, and with the
rule or the example behind it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policies.safety.combine import by_urgency, combine
from policies.safety.errors import SafetyRulesError
from policies.safety.evidence import Evidence
from policies.safety.loss import Loss, read_loss
from policies.safety.reading.concepts import Concepts, read_vocabulary
from policies.safety.reading.normalise import words
from policies.safety.reading.scope import read
from policies.safety.rules import Rule, Tier, load_rule_file, load_rules

if TYPE_CHECKING:  # scikit-learn comes with it, and the rules need none
    from policies.safety.second_net import SecondNet

HERE = Path(__file__).parent
SCOPE = "scope.yml"
logger = logging.getLogger(__name__)

__all__ = ["Evidence", "SafetyRulesError", "Screen", "Screening", "Tier", "load_screen"]


@dataclass(frozen=True)
class Screening:
    """What the screen found: the highest tier, the flags by urgency, and why.

    `overruled`: rules that fired in a message which the second net reads as plainly harmless.
    `loss`: whether she tells of her baby's death, which is no warning sign and has its own path.
    """

    tier: Tier
    flags: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    overruled: tuple[Evidence, ...] = ()
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
            "overruled": [asdict(item) for item in self.overruled],
        }


class Screen:
    """Call it with a message. Load it once: the vocabulary is compiled on construction."""

    def __init__(
        self,
        concepts: Concepts,
        rules: Sequence[Rule],
        loss: Sequence[Rule],
        second_net: SecondNet | None = None,
    ) -> None:
        self.rules = tuple(rules)
        self.loss = tuple(loss)
        self.concepts = concepts
        self._second_net = second_net

    def __call__(self, text: str) -> Screening:
        """Screen one message; never raises on any text.

        A second net that fails is logged, without the text, and the rules decide alone.
        """
        ruled, loss = self._rules(text)
        return replace(self.decide(ruled, text), loss=loss)

    def decide(self, ruled: tuple[Evidence, ...], text: str) -> Screening:
        """What the evidence of the rules and the second net come to for a message."""
        evidence, overruled = ruled, ruled[:0]
        if self._second_net is not None and text.strip():
            try:
                found = self._second_net(text)
                resembling = partial(self._second_net.evidence, text, found)
                verdict = combine(ruled, found.reading, self._second_net.thresholds, resembling)
                evidence, overruled = verdict.evidence, verdict.overruled
            except Exception as error:  # whatever it is, it must not stop the screen
                logger.error("the second net failed: %s", type(error).__name__)
        flags = tuple(dict.fromkeys(item.flag for item in evidence))
        tier: Tier = evidence[0].tier if evidence else "none"
        return Screening(tier, flags, evidence, overruled)

    def _rules(self, text: str) -> tuple[tuple[Evidence, ...], Loss]:
        """What the rules find, most urgent first."""
        message = words(text)
        hits = self.concepts.find(message)
        if not hits:
            return (), Loss.UNSAID
        scope = read(message, hits)
        evidence = []
        for rule in self.rules:
            found = rule.find(hits, message, scope)
            if found:
                hit = min(found, key=lambda h: (h.last - h.first, h.first))
                start, end = message[hit.first].start, message[hit.last].end
                words_said = text[start:end]
                evidence.append(
                    Evidence(rule.flag, rule.tier, start, end, words_said, rule.name, rule.source)
                )
        return by_urgency(evidence), read_loss(self.loss, hits, message, scope)


def load_screen(folder: Path | None = None, second_net: SecondNet | None = None) -> Screen:
    """The screen of a folder with concepts/, rules/, scope.yml, loss.yml (the shipped one if None).

    Raises SafetyRulesError, naming the file and the rule, when they cannot be used.
    """
    folder = folder or HERE
    vocabulary = read_vocabulary([*concept_files(folder), folder / SCOPE])
    cues = frozenset(name for name, file in vocabulary.files.items() if file.name == SCOPE)
    concepts = Concepts(vocabulary, HERE / "reading" / "common_words.txt", cues)
    loss = load_rule_file(folder / "loss.yml", concepts)
    return Screen(concepts, load_rules(folder / "rules", concepts), loss, second_net)


def concept_files(folder: Path) -> list[Path]:
    """The files of the concepts, by part of the body or kind of trouble."""
    return sorted((folder / "concepts").glob("*.yml"))
