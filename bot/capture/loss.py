"""Taking back that a baby's death was told, or heard by mistake."""

from __future__ import annotations

import re

_ALIVE = re.compile(
    r"\bbab(?:y|ies)(?:'?s| is| are)? (?:\w+ ){0,2}(?:fine|alive|ok|okay|well)\b"
    r"|\b(?:he|she|they)(?:'?s|'?re| is| are) (?:\w+ )?alive\b"
    r"|\b(?:did ?n'?t|not) mean (?:that|it|like that|he|she|the baby|my baby)\b"
    r"|\byou (?:mis\w+|got (?:that|it|me) wrong)\b|\bno ?(?:one|body) (?:has )?died\b",
    re.IGNORECASE,
)


def says_alive(text: str) -> bool:
    """Whether she says that her baby lives, or that she was misread."""
    return bool(_ALIVE.search(text))
