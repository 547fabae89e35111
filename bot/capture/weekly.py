"""What she says round the weekly questions: to begin or leave them, what they mean, activities."""

from __future__ import annotations

import re

from bot.capture.navigation import read_command

MOST_ACTIVITIES = 3
LONGEST_ACTIVITY = 60  # characters; each comes back in a question
LONGEST_WISH = 80
SAME_WORD = 6  # letters: "interfere" is "interfered", "active" isn't "activity"

_WISH = re.compile(
    r"(?:(?:ok|okay|hi|hello|yes|please|can i|can we|could i|could we|may i|lets|let us|let me|do|"
    r"start|begin|open|continue|resume|finish|answer|take|go on with|carry on with|fill in|i|id|"
    r"want|would|like|to|ready for|im|time for|my|the|this|weeks|your|now) )*"
    r"week(?:ly|s) (?:questions?|questionnaires?|qs?|survey|form|ones|check(?: ?in|ins?)?|scores?|"
    r"quiz|stuff|things?)"
    r"(?: (?:now|please|pls|again|then|thanks|today|here))*|"
    r"(?:(?:ok|okay|please|do|start|begin|open|continue|the|my) )*weekly(?: (?:now|please|pls))*"
)
_STOP = re.compile(
    r"(?:ok |please |no )?(?:stop|stop (?:it|now|here|there|asking)|thats enough|"
    r"no more(?: now)?|enough(?: now| already| of (?:this|these|it))?|"
    r"(?:(?:ive|i have|i) (?:just )?)?had enough(?: (?:now|of (?:this|these|it)))?|"
    r"(?:im|i am) (?:done|finished|fed up)(?: (?:with )?(?:this|these|it|answering))?|"
    r"leave it (?:there|for now))(?: (?:questions?|please|thanks|thank you|for (?:now|today)|now))*"
)
_MEANING = re.compile(
    r"(?:(?:sorry|um|but|and|ok|hi|please|hang on|wait) )*(?:"
    r"what (?:does|do|did|is|are)(?P<what> .*?)? (?:mean|means|meant|about)|"
    r"what (?:(?:do|did) you mean|is meant|counts|do you call)(?P<by>(?: .*)?)|"
    r"what (?:is|are) (?P<thing>(?:the )?\w+(?: \w+)?)|"
    r"whats (?:meant by )?(?P<whats>.*?)(?: mean| about)?|how do you mean|"
    r"(?:what is the |the )?(?:meaning|definition) of (?P<of>.*)|"
    r"(?:(?:can|could) you )?(?:define|explain)(?P<explain>(?: .*)?)|"
    r"i (?:dont|do not) (?:really )?(?:understand|get)(?P<get>(?: .*)?)|(?:dont|do not) understand)"
    r"(?: (?:mean|means|please|here|exactly))*"
)
_ASKING = frozenset(
    "a about and are as asking by do does exactly for in is it mean means meant my of on one or "
    "please question questions that the their these this to what which with word words you "
    "youre your".split()
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


def asks_meaning(text: str, wording: str) -> bool:
    """Whether she asks what the question means: "what does interfere mean", or just "that".

    What she asks about has to stand in the question's wording; else it is a question of her own.
    """
    found = _MEANING.fullmatch(_plain(text)) if len(text) <= LONGEST_WISH else None
    if found is None:
        return False
    asked = {word for part in found.groups() if part for word in part.split()} - _ASKING
    known = {word[:SAME_WORD] for word in _plain(wording).split()}
    return all(word[:SAME_WORD] in known for word in asked)


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
