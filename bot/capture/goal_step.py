"""Whether she says that she did something towards her goal."""

from __future__ import annotations

import re

from Stemmer import Stemmer

_DONE = re.compile(
    r"\b(?:did|done|tried|exercised|walked|went|managed|made it|got there|finished|completed|"
    r"practi[sc]ed|started|lifted|carried|climbed|swam|ran|jogged|cycled|danced|knelt|picked|"
    r"pushed|stretched|reached|met|smashed|nailed|achieved|took|been (?:out|for|to))\b",
    re.IGNORECASE,
)
_NOT_DONE = re.compile(
    r"\b(?:not|no|never|nothing|none|nope|tomorrow|later|will|shall|going to|gonna|want|wish|hope|"
    r"if|yet|forgot|unable|nearly|almost|wanna|should|would|could|dont|didnt|havent|couldnt|cant|"
    r"wont|hasnt|wasnt|\w+n['\N{RIGHT SINGLE QUOTATION MARK}]t)\b|\?",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"\b(?:nothing hurt|(?:no|without (?:any )?) ?pain|didn?['\N{RIGHT SINGLE QUOTATION MARK}]?t "
    r"(?:hurt|wince))\b",
    re.IGNORECASE,
)
_CALLED_SO = re.compile(
    r"\b(?:did|reached|met|smashed|nailed|achieved|hit|made|managed|completed) (?:\w+ )?my "
    r"(?:goal|aim|target)\b",
    re.IGNORECASE,
)
_SMALL = frozenset(
    "the and with without for her him them his our out off into from any more less able get got "
    "back again being have can one two all day days time today week this that was were too want "
    "just really pain".split()
)
SHARED_WORDS = 2  # of her goal in what she did: then that was a step towards it
_STEMMER = Stemmer("english")


def tells_done(text: str) -> bool:
    """Whether she says that she did something, and nothing that she did not or will."""
    return bool(_DONE.search(text)) and not _NOT_DONE.search(_HARMLESS.sub(" ", text))


def is_towards(text: str, goal: str) -> bool:
    """Whether what she did is what her goal names, or she calls it her goal."""
    if not tells_done(text):
        return False
    return bool(_CALLED_SO.search(text)) or len(_stems(text) & _stems(goal)) >= SHARED_WORDS


def _stems(text: str) -> set[str]:
    words = [w for w in re.findall(r"[a-z]+", text.lower()) if len(w) > 2 and w not in _SMALL]
    return set(_STEMMER.stemWords(words))
