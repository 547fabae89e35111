"""Whether a yes is one: consent needs a clear answer."""

from __future__ import annotations

import re

_YES = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|sure|ok|okay|of course|fine|that'?s (?:ok|okay|fine)|i agree|"
    r"agreed)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:maybe|perhaps|might|idk|dunno|not sure|unsure|depends|but|unless|only if|"
    r"no(?! (?:problem|worries|bother))|nope|not|do ?n[o']?t|dont)\b",
    re.IGNORECASE,
)


def says_yes(text: str) -> bool:
    """Whether the text begins with a plain yes."""
    return bool(_YES.search(text))


def is_hedged(text: str) -> bool:
    """Whether something in the text stands against a yes."""
    return bool(_HEDGED.search(text))
