"""What kept her from exercising, as she says it: small lists of words, one a barrier."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Barrier = Literal["time", "tired", "pain", "forgot", "mood", "baby", "other"]

_CHILD = (
    r"(?:bab(?:y|ies)|bub|lo|little (?:one|man|girl)|newborn|twins?|toddlers?|kids?|child(?:ren)?|"
    r"son|daughter|he|she|they)(?:'?(?:s|re|ll))?"
)
_WORDS: dict[Barrier, str] = {
    "time": r"(?:no|not (?:much|enough)|have ?n'?t|(?:did|do)n'?t have|never (?:get|have|find)|"
    r"can'?t find|without|out of) (?:got )?(?:(?:the|any|much|enough|an?|spare|five|ten) )*"
    r"(?:time|minutes?|mins?|moment)|(?:too|so) busy|no (?:gap|chance)|rushed off my feet|"
    r"back at work|(?:can'?t|cannot|could ?n'?t) (?:\w+ )?(?:fit|squeeze) (?:\w+ )?in|"
    r"days? (?:are|is|was) (?:too|so) full",
    "tired": r"(?:(?:too|so|very|really|just) )?(?:tired|exhausted|knackered|shattered|worn out|"
    r"wiped out|drained|wrecked|sleepy)|no (?:energy|sleep)|dead on my feet|"
    r"(?:have|did) ?n'?t (?:really )?(?:slept|sleep)",
    "pain": r"(?<!no )(?<!not )(?<!n't )(?<!without )(?<!nothing )"
    r"(?:hurt(?:s|ing)?|painful|pains?(?!\W*(?:(?:is|was|at|about|score|level)\W*)*\d)|sore|ach(?:e|es|ed|ing|y)|agony|pinch(?:es|ed|ing)?|"
    r"kill(?:s|ing) (?:me|my)|makes? (?:it|my \w+) worse|worse after\w*)",
    "forgot": r"forg[oe]t(?:ting|s|ten)?|slipped my mind|(?:do|did) ?n'?t remember|never remember",
    "mood": r"(?:feel(?:ing)?|felt) (?:(?:so|too|really|very|quite|a bit) )?(?:low|down|sad|awful|"
    r"rubbish|flat|hopeless|anxious|depressed|overwhelmed|miserable)|(?:no|zero) motivation|"
    r"(?:not |un)motivated|not in the mood|"
    r"(?:can'?t|could ?n'?t) (?:be (?:bothered|arsed)|face)",
    "baby": rf"{_CHILD} (?:(?:just|always|only) )?"
    r"(?:(?:wo|would|does|do) ?n'?t|never|keeps?|kept|wants?|wanted|cr(?:y|ies|ied|ying)|"
    r"scream\w*|fuss\w*|woke|wakes|climbs?|"
    r"(?:(?:is|was|has been|been) )?(?:ill|sick|poorly|teething|clingy|unsettled|up all night))|"
    r"with (?:\w+ )?(?:baby|newborn|twins|toddlers?|kids)|put (?:him|her|them|the baby) down|"
    r"no ?(?:one|body) to (?:hold|mind|watch|take)|no (?:childcare|free hands?)|"
    r"hands (?:are )?full|cluster ?feed\w*|contact nap\w*",
}
_PATTERNS = {
    barrier: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for barrier, words in _WORDS.items()
}


@dataclass(frozen=True)
class Found:
    """A barrier and the span of the words that name it."""

    barrier: Barrier
    start: int
    end: int


def read_barriers(text: str) -> tuple[Found, ...]:
    """The barriers that a message names, each once, in the order in which it names them."""
    plain = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    matches = {barrier: pattern.search(plain) for barrier, pattern in _PATTERNS.items()}
    found = [Found(barrier, *match.span()) for barrier, match in matches.items() if match]
    return tuple(sorted(found, key=lambda one: one.start))
