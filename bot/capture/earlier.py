"""Values told of an earlier day: "yesterday's pain was wrong, it was 5", "on monday my mood was 3".

`extract` reads today alone, so here the day she names is found, everything said of other days is
blanked, and what remains is read as if that day were today. "Last night" belongs to today, and
so the night of a Sunday belongs to Monday.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from bot.capture.measures import MEASURES, Measure
from bot.capture.values import Extraction, extract, named_measures

DAYS_BACK = 7
NIGHTLY: frozenset[Measure] = frozenset({"sleep_hours", "night_wakings"})

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FULL = (
    r"mond[ae]y|tuesday|wed(?:ne|en|n)sday|thursday|friday|satu?[re]?r?day|sund[ae]y"
    r"|tues|weds|thurs|thur"
)
_SHORT = r"mon|tue|wed|thu|fri|sat|sun"  # also words of their own: only after a preposition
_COUNTS = {"two": 2, "2": 2, "couple": 2, "three": 3, "3": 3, "four": 4, "4": 4, "five": 5, "5": 5,
           "six": 6, "6": 6, "seven": 7, "7": 7}  # fmt: skip
_DAY = re.compile(
    r"(?P<before>\bthe\s+day\s+before\s+yest[ue]rday(?:'?s)?\b)"
    r"|(?P<night2>\b(?:the\s+)?night\s+before\s+last\b)"
    r"|(?P<yesterday>\b(?:yest[ue]rda?y|yesteday|yday|y'day|yest)(?:'?s)?\b"
    r"(?P<ynight>\s+night\b)?)"
    r"|\b(?P<count>" + "|".join(_COUNTS) + r")\s+(?:of\s+)?(?:days|nights)\s+(?:ago|back)\b"
    r"|\b(?:(?P<full>(?:(?:on|last|this|for)\s+)?(?:" + _FULL + r"))"
    r"|(?P<short>(?:on|last)\s+(?:" + _SHORT + r")))"
    r"(?:'?s)?\b(?P<night>\s+night(?:'?s)?\b)?",
    re.IGNORECASE,
)
# A day after one of these is a limit, a comparison or a plan, not the day a value is of.
_NOT_OF_IT = re.compile(
    r"\b(?:next|coming|every|each|since|from|until|till?|by|than|like|as|after|before|to|with)\s+$",
    re.IGNORECASE,
)
_TODAY = re.compile(
    r"\b(?:today|todays|tonight|now|atm|currently|this\s+morning|last\s+night)\b", re.IGNORECASE
)
_PRESENT = re.compile(r"\b(?:is|am|are|it'?s|i'?m)\b", re.IGNORECASE)
_FUTURE = re.compile(r"\b(?:will|'ll|going\s+to|gonna)\b", re.IGNORECASE)
_WRONG = re.compile(
    r"\b(?:wrong(?:ly)?|incorrect|mistake|mistaken|should|shouldve|meant|correct(?:ion)?|change"
    r"|fix|amend|edit|update|(?:not|isnt|wasnt|isn'?t|wasn'?t)\s+(?:right|correct|true))\b",
    re.IGNORECASE,
)
_SEGMENT = re.compile(r"[,;.!?\n](?!\d)|\b(?:and|but|while|whereas)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Earlier:
    """What she says of one earlier day. `extraction` has the spans of the original text;
    `measures` are all measures she names, those without a value too."""

    day: date
    extraction: Extraction
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True)
class _Mention:
    start: int
    end: int
    day: date
    night: bool


def read_earlier(text: str, today: date, asked: Measure | None = None) -> Earlier | None:
    """The first earlier day she names (of the last seven) and what she says of it.

    `asked` reads bare numbers as `extract` does. None when no such day is named, or when the day
    is only the time of something else ("I saw the physio on monday").
    """
    straight = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    mentions = list(_mentions(straight, today))
    if not mentions:
        return None
    first = mentions[0]
    kept = _only(first.day, mentions, straight)
    extraction = extract(kept, asked)
    spoken_of = named_measures(text)
    if not extraction.values and len(spoken_of) == 1:  # "pain is 6 but yesterday it was 5"
        extraction = extract(kept, spoken_of[0])
    extraction = replace(extraction, text=text)
    named = set(named_measures(kept)) | {found.measure for found in extraction.values}
    measures = tuple(measure for measure in MEASURES if measure in named)
    if not measures and not _WRONG.search(kept):
        return None
    day = first.day
    if first.night and measures and set(measures) <= NIGHTLY:
        day += timedelta(days=1)
    return Earlier(day, extraction, measures) if day < today else None


def _mentions(text: str, today: date) -> Iterator[_Mention]:
    for match in _DAY.finditer(text):
        if _NOT_OF_IT.search(text[: match.start()]):
            continue
        back, night = _days_back(match, today)
        if 1 <= back <= DAYS_BACK:
            yield _Mention(match.start(), match.end(), today - timedelta(days=back), night)


def _days_back(match: re.Match[str], today: date) -> tuple[int, bool]:
    """How many days before today, and whether it is the night that began on that day."""
    if match["before"]:
        return 2, False
    if match["night2"]:
        return 2, True
    if match["yesterday"]:
        return 1, bool(match["ynight"])
    if match["count"]:
        return _COUNTS[match["count"].lower()], False
    weekday = _WEEKDAYS.index((match["full"] or match["short"]).split()[-1].lower()[:3])
    return (today.weekday() - weekday) % 7 or 7, bool(match["night"])


def _only(day: date, mentions: list[_Mention], text: str) -> str:
    """The text, as long as before, with the names of the day and all that is of other days blank.

    A segment without a day goes with the one before it, unless it is in the present tense and
    nothing is being put right ("yesterday was awful, the pain is 4").
    """
    bounds = [0, *(match.start() for match in _SEGMENT.finditer(text)), len(text)]
    kept, current = "", day
    correcting = bool(_WRONG.search(text))
    for start, end in pairwise(bounds):
        segment = text[start:end]
        here = [mention for mention in mentions if start <= mention.start < end]
        if here:
            current = here[0].day
        elif _TODAY.search(segment) or (_PRESENT.search(segment) and not correcting):
            current = date.max
        for mention in here:
            a, b = mention.start - start, min(mention.end, end) - start
            segment = segment[:a] + " " * (b - a) + segment[b:]
        mine = current == day and not _FUTURE.search(segment)
        kept += segment if mine else " " * len(segment)
    return kept
