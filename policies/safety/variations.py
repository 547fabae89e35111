"""Variations of the corpus for fine-tuning: slips, lost punctuation, a sign among other talk.

The second net would otherwise learn the writers' hands. Nothing here changes what a message means:
what is put beside it is an ordinary harmless message.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from policies.safety.labelled import Labelled

BESIDE, SLIPS, BARE = 0.25, 0.25, 0.15
"""The share of messages that get other talk beside them, slips, or lose their punctuation."""
LONGEST = 40  # words; a longer message is buried enough
_JOINTS = (". ", " ", ", and ", ", ", "\n", " also ")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def vary(messages: Sequence[Labelled], seed: int) -> list[str]:
    """The texts of one round of training, in the order of the messages; the same for one seed."""
    chance = random.Random(seed)  # noqa: S311
    talk = [m.text for m in messages if m.kind == "ordinary" and 4 <= len(m.text.split()) <= 30]
    return [_varied(message.text, talk, chance) for message in messages]


def _varied(text: str, talk: Sequence[str], chance: random.Random) -> str:
    if talk and chance.random() < BESIDE and len(text.split()) < LONGEST:
        parts = [text, chance.choice(talk)]
        chance.shuffle(parts)
        text = chance.choice(_JOINTS).join(parts)
    if chance.random() < SLIPS:
        text = _slipped(text, chance)
    if chance.random() < BARE:
        text = re.sub(r"[.,!?']", "", text)
    return text


def _slipped(text: str, chance: random.Random) -> str:
    """A slip in about every tenth word: two letters swapped, one lost, twice, or wrong."""
    letters = list(text)
    for _ in range(1 + len(letters) // 60):
        at = chance.randrange(len(letters))
        if not letters[at].isalpha():
            continue
        kind = chance.random()
        if kind < 0.3 and at + 1 < len(letters):
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        elif kind < 0.6:
            letters[at] = ""
        elif kind < 0.8:
            letters[at] *= 2
        else:
            letters[at] = chance.choice(_LETTERS)
    return "".join(letters)
