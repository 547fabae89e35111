"""What she answers when she is asked whether she is safe and whether someone is with her."""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    r"\b(?:not (?:really |feeling )?(?:safe|ok|okay|sure)|un ?safe|no ?(?:one|body)|alone|"
    r"by myself|on my own|dunno|idk|(?:do ?n[o']?t|dont) know|can'?t (?:cope|promise|stop|go on))\b"
    r"|^\W*(?:no|nope|nah)\W*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:safe|with me|is here|here with|husband|partner|mum|mom|friend|joking|jk|didn'?t mean|"
    r"(?:im|i'?m|i am) (?:ok|okay|fine|alright)|never do (?:it|that)|called|ringing|calling)\b",
    re.IGNORECASE,
)


def is_unsafe(text: str) -> bool:
    """Whether she is alone, not safe, or can't say. "I wouldn't" is neither."""
    return bool(_UNSAFE.search(text))


def is_about_safety(text: str) -> bool:
    """Whether the text answers that question, and not another one that is open."""
    return is_unsafe(text) or bool(_ABOUT.search(text))
