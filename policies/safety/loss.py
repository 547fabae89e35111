"""Whether she tells that her baby has died: not a warning sign, but a path of its own.

Hearing this by mistake would be cruel, and so would asking her to say it twice. So it is read by
rules, as the signs are (`loss.yml`), and words of a death that are somebody else's, long ago or a
figure of speech are told apart from no such words at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from policies.safety.reading.normalise import Word
from policies.safety.reading.scope import Scope
from policies.safety.reading.together import Hit
from policies.safety.rules import Rule


class Loss(str, Enum):
    """What a message says of a baby's death."""

    UNSAID = "unsaid"
    TOLD = "told"
    EXCUSED = "excused"  # another's, long ago, supposed, or a figure of speech


def read_loss(
    rules: Sequence[Rule],
    hits: Mapping[str, list[Hit]],
    message: Sequence[Word],
    scope: Scope,
) -> Loss:
    """What the rules of loss.yml make of a message with these hits."""
    if any(rule.find(hits, message, scope) for rule in rules):
        return Loss.TOLD
    excuses = {name for rule in rules for name in (*rule.unless, *rule.unless_anywhere)}
    named = {name for rule in rules for name in rule.together.needs[0]} | excuses
    return Loss.EXCUSED if any(hits.get(name) for name in named) else Loss.UNSAID
