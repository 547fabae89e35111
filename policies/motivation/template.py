"""Which message: one that fits what is known of her, the rarer the sooner it was sent before.

After the sleeping, recovering bandit of Yancey and Settles (KDD 2020, 10.1145/3394486.3403351):
messages that don't fit sleep, and one that was sent recovers. Pure: the same arguments and the same
draw choose the same message, so that every choice can be recomputed from what was stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum, inf, isfinite

from policies.motivation.messages import Message

PENALTY = 3.0
"""How much a message loses by being sent, gamma of the paper, on the logarithm of its weight: one
just sent counts exp(-3), a twentieth. Ours; the paper's is on the scale of its own scores."""
HALF_LIFE = 15.0
"""Days until half of that is made up for, h of the paper. Ours: at one message a day the same one
comes back after about four weeks, and seldom within twelve days."""
REST = 7.0
"""Days in which the same message isn't sent again while another one fits."""


@dataclass(frozen=True)
class Choice:
    """The message chosen, and the probability that each one had by its id, in the order drawn."""

    message: Message
    probabilities: Mapping[str, float]


def choose(
    messages: Iterable[Message],
    facts: frozenset[str],
    history: Sequence[tuple[str, float]],
    family_weights: Mapping[str, float],
    draw: float,
) -> Choice:
    """One of the messages that fit the facts.

    `history`: ids of messages sent to her and how many days ago. `family_weights`: how much each
    family counts beside the others, above 0, and 1 where it isn't named; a family shares its weight
    among its messages, so that one with many isn't chosen more often for that. `draw`: uniform in
    [0, 1). Raises ValueError when nothing fits, or a weight or the draw is out of range.
    """
    if not 0 <= draw < 1:
        raise ValueError(f"the draw must lie in [0, 1), not at {draw}")
    if not all(weight > 0 and isfinite(weight) for weight in family_weights.values()):
        raise ValueError(f"the weights of families must be above 0: {dict(family_weights)}")
    fitting = sorted((m for m in messages if m.fits(facts)), key=lambda message: message.id)
    if not fitting:
        raise ValueError(f"no message fits {sorted(facts)}")
    since: dict[str, float] = {}
    for name, days in history:
        since[name] = min(days, since.get(name, inf))
    rested = [m for m in fitting if since.get(m.id, inf) >= REST] or fitting
    shares = Counter(message.family for message in rested)
    weights = [
        family_weights.get(m.family, 1.0) / shares[m.family] * recovered(since.get(m.id, inf))
        for m in rested
    ]
    total = fsum(weights)
    chances = {m.id: weight / total for m, weight in zip(rested, weights, strict=True)}
    name = drawn(chances, draw)
    return Choice(next(message for message in rested if message.id == name), chances)


def recovered(days: float) -> float:
    """What is left of a message's weight so many days after it was sent: rising to 1."""
    return exp(-PENALTY * 0.5 ** (max(days, 0.0) / HALF_LIFE))


def drawn(chances: Mapping[str, float], draw: float) -> str:
    """The id at which the probabilities (at least one), added up in their order, pass the draw."""
    reached = 0.0
    for name, chance in chances.items():
        reached += chance
        if draw < reached:
            return name
    return name  # the sum may end a rounding error below 1
