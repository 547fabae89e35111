"""How much each family of messages counts, from how often mothers took part after one.

Shares are shrunk twice: a family's towards that of all messages, hers towards the family's; so that
a few days of hers change little and many much (empirical Bayes with fixed weights).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policies.motivation.messages import FAMILIES

Counts = Mapping[str, tuple[float, float]]  # by family: messages, and those followed by taking part
BY_DESIGN: Mapping[str, float] = {"checkin": 6.0}
"""Weights before anything is known, 1 where not named: the check-in is what the rest lives on."""
ALL, FAMILY = 20.0, 10.0  # messages that the share of all, and of the family, is worth
LEAST, MOST = 0.5, 2.0  # how much what was learnt may change a weight


def counted(outcomes: Iterable[tuple[str | None, bool]]) -> dict[str, tuple[float, float]]:
    """Counts of (family, took part)."""
    counts: dict[str, tuple[float, float]] = {}
    for family, took_part in outcomes:
        if family is not None:
            sent, followed = counts.get(family, (0.0, 0.0))
            counts[family] = sent + 1, followed + took_part
    return counts


def weights(everybody: Counts, hers: Counts) -> dict[str, float]:
    """The weight of each family for template.choose."""
    sent = sum(n for n, _ in everybody.values())
    overall = (sum(k for _, k in everybody.values()) + 1) / (sent + 2)
    found: dict[str, float] = {}
    for family in FAMILIES:
        n, k = everybody.get(family, (0.0, 0.0))
        pooled = (k + ALL * overall) / (n + ALL)
        own_n, own_k = hers.get(family, (0.0, 0.0))
        own = (own_k + FAMILY * pooled) / (own_n + FAMILY)
        change = min(max(own / overall, LEAST), MOST)
        found[family] = BY_DESIGN.get(family, 1.0) * change
    return found
