"""Whether a message goes on from the passage she was shown: "and after a c-section?"

Such a message names half of what it asks about; the other half is the question before it.
"""

from __future__ import annotations

import re

from knowledge.words import words as content_words

LONGEST = 12
"""Words; a longer question says what it is about itself."""

_PLAIN = re.compile(r"[^\W_]+")
_GOES_ON = re.compile(
    r"(?:ok |okay |right |yes |yeah |great |thanks |thank you |ta |cool |oh |hmm )*"
    r"(?:and|but|or|also|then|so|what about|what if|how about|even (?:if|with|when|after|at)|"
    r"same (?:for|with|after|if)|does (?:that|this) (?:go|apply|count|change)|"
    r"is (?:that|it|this) the same|not even)\b"
)
_POINTS_BACK = re.compile(r"\b(?:it|that|this|them|these|those|they|one)\b")
_ASKS = re.compile(
    r"(?:ok |okay |and |but |so )*"
    r"(?:how|when|where|why|what|which|can|could|should|shall|do|does|did|is|are|will|would|"
    r"for how)\b"
)
_AMOUNTS = frozenset(
    "day days week weeks month months minute minutes hour hours time times once twice daily start "
    "stop wait worse better enough first".split()
)
"""Words a question may hold and still not say what it is about: "how many times a day"."""
_IMPERSONAL = re.compile(
    r"\bis (?:it|that|this) (?:ok|okay|normal|safe|bad|true|too|possible|common|fine|all)\b|"
    r"\bmake it\b|\bthat (?:i|my|the|hurts)\b|\b(?:this|that) (?:pain|ache|feeling|morning|week)\b"
)


def follows_up(text: str) -> bool:
    """Whether these words make sense only after what was said before."""
    words = _PLAIN.findall(text.lower())
    if not words or len(words) > LONGEST:
        return False
    plain = " ".join(words)
    if _GOES_ON.match(plain):
        return True
    if not _ASKS.match(plain):
        return False
    names_nothing = not set(content_words(plain)) - _AMOUNTS
    points_back = _POINTS_BACK.search(plain) and not _IMPERSONAL.search(plain)
    return names_nothing or bool(points_back)
