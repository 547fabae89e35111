"""How the two nets decide together: either may raise an alarm, and each makes the other surer.

The rules name the words, the second net reads the whole. A message is an alarm when the second net
is sure of it by itself, or when a rule fired and the second net does not read the message as
plainly harmless. That keeps "my dad's legs went numb" quiet in all the wordings that no list of
excuses foresees; its threshold is low, and a rule that is overruled stays on record. Without the
second net the rules decide alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from policies.safety.errors import SafetyRulesError, read_yaml
from policies.safety.evidence import Evidence
from policies.safety.rules import TIERS, Tier

ALARMS: tuple[Tier, ...] = ("urgent", "emergency")


@dataclass(frozen=True)
class Reading:
    """What the second net makes of a message: the chance of each label (flag/tier, none/kind)."""

    chances: Mapping[str, float]

    def of_tier(self, *tiers: Tier) -> float:
        """The chance that the message is a sign of one of these tiers."""
        return sum(self.flags(*tiers).values())

    def flags(self, *tiers: Tier) -> dict[str, float]:
        """The chance of each flag in these tiers, likeliest first."""
        found: dict[str, float] = {}
        for label, chance in self.chances.items():
            flag, tier = label.split("/")
            if flag != "none" and tier in tiers:
                found[flag] = found.get(flag, 0.0) + chance
        return dict(sorted(found.items(), key=lambda item: -item[1]))


@dataclass(frozen=True)
class Thresholds:
    """Chances of the second net, chosen on messages that it did not learn from.

    `alone`: of an alarm, enough by itself. `supported`: enough when a rule fired. `review` and
    `review_supported` likewise for signs that wait for the next review. `beside`: of a second flag.
    `emergency`: the emergency's share of a flag's chance from which on the higher tier is taken.
    """

    alone: float
    supported: float
    review: float
    review_supported: float
    beside: float
    emergency: float


def load_thresholds(file: Path) -> Thresholds:
    """The thresholds of a file; SafetyRulesError when one is missing or is no chance."""
    written = read_yaml(file)
    names = [field.name for field in fields(Thresholds)]
    for name in (*names, *written):
        value = written.get(name)
        if name not in names or not isinstance(value, (int, float)) or not 0 <= value <= 1:
            raise SafetyRulesError(file, str(name), f"{value!r} is no chance from 0 to 1")
    return Thresholds(**written)


@dataclass(frozen=True)
class Verdict:
    """The evidence that stands, most urgent first, and the rules that were overruled."""

    evidence: tuple[Evidence, ...]
    overruled: tuple[Evidence, ...]


def combine(
    ruled: Sequence[Evidence],
    reading: Reading,
    thresholds: Thresholds,
    resembling: Callable[[str, Tier], Evidence],
) -> Verdict:
    """What stands of the rules' evidence, and what the second net adds.

    `resembling` makes the evidence of a flag that the second net found.
    """
    likely = reading.flags(*ALARMS)
    alarm, review = sum(likely.values()), reading.of_tier("review")
    stands: list[Evidence] = []
    overruled: list[Evidence] = []
    for item in ruled:
        if item.tier in ALARMS:
            believed = alarm >= thresholds.supported
        else:
            believed = alarm + review >= thresholds.review_supported
        (stands if believed else overruled).append(item)
    if alarm >= thresholds.alone:
        foremost = next(iter(likely))
        added = [f for f, chance in likely.items() if f == foremost or chance >= thresholds.beside]
        signs = [(flag, _tier(reading, flag, thresholds)) for flag in added]
    elif review >= thresholds.review:
        signs = [(next(iter(reading.flags("review"))), "review")]
    else:
        signs = []
    stands += [resembling(*sign) for sign in signs if not _said(stands, *sign)]
    return Verdict(by_urgency(stands), by_urgency(overruled))


def by_urgency(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The most urgent first, then in the order of the words."""
    return tuple(sorted(evidence, key=lambda e: (-TIERS.index(e.tier), e.start, e.flag)))


def _tier(reading: Reading, flag: str, thresholds: Thresholds) -> Tier:
    emergency = reading.flags("emergency").get(flag, 0.0)
    urgent = reading.flags("urgent").get(flag, 0.0)
    return "emergency" if emergency >= thresholds.emergency * (emergency + urgent) else "urgent"


def _said(evidence: Sequence[Evidence], flag: str, tier: Tier) -> bool:
    """Whether a rule has found the flag already, as urgent as that."""
    at = TIERS.index(tier)
    return any(item.flag == flag and TIERS.index(item.tier) >= at for item in evidence)
