"""Words of a baby's death, and what sounds like them and is none."""

from __future__ import annotations

import re

_OF_A_DEATH = re.compile(
    r"\b(?:die[ds]?|dead|death|lost|loss|losing|stillb\w+|still ?born|passed|gone|miscarr\w+|"
    r"heartbeat|surviv\w+|make it|funeral|buried|sids)\b",
    re.IGNORECASE,
)
_FIGURE_OF_SPEECH = re.compile(
    r"\bdead (?:to the world|tired|asleep|arm|weight)\b|\bdrop dead\b|\blost (?:count|track|weight|"
    r"sleep|it|my (?:mind|voice|temper|patience))\b|\b(?:lost|losing) .{0,15}'?s \w*(?:hat|sock|"
    r"shoe|dummy|toy|blanket|teddy|bottle|mitten|blankie|passport|weight)\w*\b"
    r"|\bbaby (?:weight|brain)\b"
    r"|\b(?:to|for|at) (?:the|his|her|our|an?) (?:appointment|clinic|class|party)\b"
    r"|\b(?:isn'?t|not|hasn'?t) (?:here|born|arrived|come) yet\b",
    re.IGNORECASE,
)
_NOT_HERS = re.compile(
    r"\b(?:friend|sister|neighbour|neighbor|colleague|cousin|someone|auntie?|mum|mother|sil|"
    r"sister.in.law)(?:'?s)?\b.{0,30}\b(?:baby|babies|daughter|son|miscarr|lost)",
    re.IGNORECASE,
)
_LONG_AGO = re.compile(
    r"\byears? ago\b|\blast year\b|\bbefore (?:him|her|this (?:one|baby))\b|\bprevious\w*\b|"
    r"\bafter (?:\d|two|three|four|several|a few|many) (?:miscarriages|losses)\b|\brainbow\b|"
    r"\bin 20[01]\d\b",
    re.IGNORECASE,
)
_ALIVE = re.compile(
    r"\bbab(?:y|ies)(?:'?s| is| are)? (?:\w+ ){0,2}(?:fine|alive|ok|okay|well)\b"
    r"|\b(?:he|she|they)(?:'?s|'?re| is| are) (?:\w+ )?alive\b"
    r"|\b(?:did ?n'?t|not) mean (?:that|it|like that|he|she|the baby|my baby)\b"
    r"|\byou (?:mis\w+|got (?:that|it|me) wrong)\b|\bno ?(?:one|body) (?:has )?died\b",
    re.IGNORECASE,
)


def names_death(text: str) -> bool:
    """Whether a plain word of death or loss is in the text."""
    return bool(_OF_A_DEATH.search(text))


def is_figure_of_speech(text: str) -> bool:
    """ "Dead to the world", "lost my baby's hat": nobody has died."""
    return bool(_FIGURE_OF_SPEECH.search(text))


def is_another_loss(text: str) -> bool:
    """Whether somebody else's baby died, or hers long ago."""
    return bool(_NOT_HERS.search(text) or _LONG_AGO.search(text))


def says_alive(text: str) -> bool:
    """Whether she says that her baby lives, or that she was misread."""
    return bool(_ALIVE.search(text))
