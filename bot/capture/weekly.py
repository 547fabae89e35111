"""What she says round the weekly questions: a wish to begin them, activities, a change of mind."""

from __future__ import annotations

import re

from bot.capture.navigation import read_command

MOST_ACTIVITIES = 3
LONGEST_ACTIVITY = 60  # characters; each comes back in a question
LONGEST_WISH = 80

_WISH = re.compile(
    r"(?:(?:ok|okay|hi|hello|yes|please|can i|can we|could i|could we|may i|lets|let us|let me|do|"
    r"start|begin|open|continue|resume|finish|answer|take|go on with|carry on with|fill in|i|id|"
    r"want|would|like|to|ready for|im|time for|my|the|this|weeks|your|now) )*"
    r"week(?:ly|s) (?:questions?|questionnaires?|survey|form|ones|check|scores?|quiz)"
    r"(?: (?:now|please|pls|again|then|thanks|today|here))*"
)
_STOP = re.compile(
    r"(?:ok |please )?(?:stop|stop (?:it|now|here|there|asking)|thats enough|no more(?: now)?|"
    r"enough now|leave it (?:there|for now))(?: (?:please|thanks|thank you|for now|now))*"
)
_LAST = re.compile(
    r"\b(?:the |my |that )?(?:last|previous) (?:one|answer|question|number|score)\b|"
    r"\b(?:the )?(?:one|question|answer) before\b"
)
_MEANT = re.compile(
    r"\b(?:i meant|meant to|should (?:be|have been|say)|make (?:that|it)|change (?:that|it|my)|"
    r"correction|oops|typo|my mistake|wrong (?:number|button|one)|that was wrong|thats wrong)\b"
)
_BETWEEN = re.compile(
    r"\s*(?:[,;\n/&+]|\b(?:and|also|plus|then|or)\b|\d[.)]|[-*]\s|[.](?=\s|$))+\s*"
)
_LEAD = re.compile(
    r"^(?:(?:i|ive|i've|im|i'm|cant|can't|cannot|struggle|find|it|its|it's|is|hard|difficult|"
    r"to|with|really|just|the|a|mostly|mainly|um|well|maybe|probably|things|like|hurts|when|"
    r"my hardest are|trouble|problems)\s+)+",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^(?:how|what|why|when|where|who|which|can|could|should|would|is|are|do|does|will)\b|\?\s*$",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"^(?:(?:no|nothing|none|nope|n/?a|all|is|fine|really|at the moment|right now|now|"
    r"not|hard|special|i can think of|comes to mind|thanks)\W*)+$",
    re.IGNORECASE,
)


def wants_weekly(text: str) -> bool:
    """Whether the whole message asks for the weekly questions; a question about them doesn't."""
    return len(text) <= LONGEST_WISH and _WISH.fullmatch(_plain(text)) is not None


def wants_to_stop(text: str) -> bool:
    """Whether the whole message puts the questions off: "not now", "later", "stop"."""
    return read_command(text) == "leave" or _STOP.fullmatch(_plain(text)) is not None


def names_last(text: str) -> bool:
    """Whether she speaks of the answer before: "the last one should be 2"."""
    return _LAST.search(_plain(text)) is not None


def corrects(text: str) -> bool:
    """Whether she takes her last answer back: names it, or says that she meant another."""
    return names_last(text) or _MEANT.search(_plain(text)) is not None


def without_last(text: str) -> str:
    """The text with "last one" blanked out, so that its "one" is no number."""
    return re.sub(
        r"\b(?:last|previous) one\b|\bone before\b",
        lambda found: " " * len(found.group()),
        text,
        flags=re.IGNORECASE,
    )


def read_activities(text: str) -> list[tuple[str, int, int]]:
    """The activities she names, each with its span; at most three, none for a question.

    Split at commas, lines and "and"; what introduces them ("I can't") is left out.
    """
    if _QUESTION.search(text.strip()) or names_nothing(text):
        return []
    found: list[tuple[str, int, int]] = []
    at = 0
    for gap in [*_BETWEEN.finditer(text), None]:
        end = len(text) if gap is None else gap.start()
        piece = text[at:end]
        start = at + len(piece) - len(piece.lstrip())
        lead = _LEAD.match(text[start:end])
        start += lead.end() if lead else 0
        words = text[start:end].rstrip(" .!,")[:LONGEST_ACTIVITY].rstrip()
        new = words.lower() not in {name.lower() for name, _, _ in found}
        if new and sum(character.isalpha() for character in words) >= 3:
            found.append((" ".join(words.split()), start, start + len(words)))
        at = len(text) if gap is None else gap.end()
    return found[:MOST_ACTIVITIES]


def names_nothing(text: str) -> bool:
    """Whether she says that there is nothing to name."""
    return _NOTHING.match(text.strip()) is not None


def _plain(text: str) -> str:
    words = re.sub(r"['\N{RIGHT SINGLE QUOTATION MARK}]", "", text.lower())
    return " ".join(re.findall(r"[a-z0-9]+", words))
