"""A weekly answer that she takes back: which one she speaks of, and what it should have been."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from policies.measures.questionnaire import Item

_NUMBER = r"(?:\d+(?:[.]\d+)?(?:/10)?|zero|one|two|three|four|five|six|seven|eight|nine|ten)"
_THING = r"(?:one|ones|answer|question|number|score|rating|item|thing)"
_LAST = re.compile(
    rf"\b(?:the |my |that )?(?:last|previous) {_THING}\b|"
    r"\b(?:the )?(?:one|question|answer) before\b"
)
_ORDINALS = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3}
_ORDINAL = re.compile(
    rf"\b(?:the |my )?(?:very )?(?P<place>{'|'.join(_ORDINALS)}) (?:{_THING}|activity)\b"
    rf"|\b(?:the|my) (?P<alone>{'|'.join(_ORDINALS)})(?= (?:should|was|is|to|from)\b|[\s.!]*$)"
)
_PUT = r"(?:say|put|write|type|press|pick|choose|tap|click|be|answer)"
# What can only take an answer back, wherever it stands ...
_STRONG = re.compile(
    rf"\b(?:i meant(?! to\b)|meant to {_PUT}|should (?:be|have been|say|have said)|"
    r"make (?:that|it)|correction|oops|whoops|typo|my mistake|wrong (?:number|button|one|answer)|"
    r"(?:that|it|one|answer|thats) (?:was|is|s) wrong|thats wrong|got that wrong|scrap that|"
    r"ignore that)\b|"
    r"^\W*(?:(?:can|could|please|pls|you|i|id|we|ok|sorry|actually|oh|no(?=[,.])|wait|want|like|need|would|"
    r"to|let|me)\W+)*"
    r"(?:change|correct|fix|edit|update|alter|amend|redo)\b"
)
# ... and what does so only when the message says nothing but the other answer.
_WEAK = re.compile(
    r"^\W*(?:(?:oh|ah|erm?|um|hmm|no|sorry|wait|hang on)\W+)*"
    rf"(?:actually|sorry|wait|hang on|i mean|no(?=\W+(?:(?:its|it's|it was)\W+)?{_NUMBER}\b))\b|"
    r"\b(?:actually|instead|i mean)[\s.!]*$"
)
_SAYS_ONLY = frozenset(
    "a about actually ah amend an and answer answers be been button can change changed correct "
    "correction could edit er erm fix for from got had hang has have hmm i i'd id instead into is "
    "it it's its just let like make mean meant mistake more my no not number of oh on one oops or "
    "pain please pls press pressed put question rating rather said say score scored should sorry "
    "so than thanks that that's thats the then think this to typed typo um update wait want was "
    "wasn't wasnt we were whoops with would wrong x xx you".split()
)
LONGEST = 160  # characters; a longer message tells a story


@dataclass(frozen=True)
class Correction:
    """An answer taken back. `items`: the ids it may be about, several when that isn't clear.

    `by`: whether she says which, says "the last one", or neither. `strong`: the words can mean
    nothing else; `marked`: there is at least a word for it ("sorry"). `text` is the message with
    blanks for all but the new answer's words, so that places stay the message's.
    """

    items: tuple[str, ...]
    by: Literal["name", "last", "nothing"]
    strong: bool
    marked: bool
    text: str

    def says_only(self, start: int = 0, end: int = 0) -> bool:
        """Whether nothing but the correction is said around the answer at these places."""
        words = re.findall(r"[\w']+", _lower(self.text[:start] + " " + self.text[end:]))
        return all(word in _SAYS_ONLY or (not end and word.isdigit()) for word in words)


def read_correction(
    text: str, items: Mapping[str, Item], names: Mapping[str, Sequence[str]], told: Sequence[str]
) -> Correction | None:
    """The answer that `text` takes back, or None when it takes none back. Never raises.

    `items` are those of the round, by id; `names` what each is called by her or by us; `told` the
    ids that she has dealt with, the latest last. Without a name it is the last one.
    """
    if len(text) > LONGEST or not told:
        return None
    lower = _lower(text)
    strong = _STRONG.search(lower) is not None
    said = _blank(lower, _taken_back(items.values(), strong).finditer(lower))
    last, places = list(_LAST.finditer(said)), list(_ORDINAL.finditer(said))
    marked = strong or bool(last) or said != lower or _WEAK.search(lower) is not None
    said = _blank(said, [*last, *places])
    named = _named(said, names)
    if not (marked or named):
        return None
    said = _blank(said, (match for _, match in named))
    if named:
        about = list(dict.fromkeys(name for name, _ in named))
    elif places:
        about = _at(places[0], told, items)
    else:
        about = [told[-1]]
    return Correction(
        tuple(about),
        "name" if named or places else "last" if last else "nothing",
        strong,
        marked,
        "".join(
            c if after == before else " "
            for c, before, after in zip(text, lower, said, strict=True)
        ),
    )


def _named(lower: str, names: Mapping[str, Sequence[str]]) -> list[tuple[str, re.Match[str]]]:
    """The items named, longer names first: "general activity" names no other activity."""
    found: list[tuple[str, re.Match[str]]] = []
    pairs = [(name, item) for item, called in names.items() for name in called]
    for name, item in sorted(pairs, key=lambda pair: -len(pair[0])):
        pattern = r"\s+".join(map(re.escape, _lower(name).split()))
        for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", lower):
            if not any(m.start() < match.end() and match.start() < m.end() for _, m in found):
                found.append((item, match))
    return found


def _at(place: re.Match[str], told: Sequence[str], items: Mapping[str, Item]) -> list[str]:
    """What "the first one" may be: the first of the round, or of one of its questionnaires."""
    number = _ORDINALS[place["place"] or place["alone"]]
    answered = [name for name in items if name in told]
    parts = [list(part) for _, part in groupby(answered, key=lambda name: name.split("_")[0])]
    rows = [answered, *parts]
    if "activity" in place.group():
        rows = [row for row in parts if row[0].startswith("psfs")]
    return list(dict.fromkeys(row[number] for row in rows if number < len(row)))


def _taken_back(items: Iterable[Item], strong: bool) -> re.Pattern[str]:
    """ "not 7", "instead of several days", "from 5 to": the answer that she no longer means."""
    labels = {_lower(words) for i in items for o in i.options for words in (o.label, *o.also)}
    answers = "|".join([_NUMBER, *map(re.escape, sorted(labels, key=len, reverse=True))])
    no = "not|isnt|isn't|wasnt|wasn't|instead of|rather than" + ("|from" if strong else "")
    return re.compile(rf"\b(?:{no}) (?:a |an |the )?(?:{answers})(?!\w)")


def _blank(text: str, matches: Iterable[re.Match[str]]) -> str:
    for match in matches:
        text = text[: match.start()] + " " * len(match.group()) + text[match.end() :]
    return text


def _lower(text: str) -> str:
    """Lower case and straight quotes, character by character, so that places stay the text's."""
    text = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
