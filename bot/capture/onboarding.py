"""What she says when she joins: the birth, where she lives, the time that suits her.

Each function reads one answer and returns None when it can't tell, so that she is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time

from bot.capture import clock, lexicon, numbers
from bot.capture.births import parse_birth_date, parse_birth_kind
from bot.capture.nodes import Node, label, rewrite, rule
from bot.capture.places import country_of_zone, parse_zone
from bot.capture.tokens import tokenise

__all__ = [
    "country_of_zone",
    "parse_birth_date",
    "parse_birth_kind",
    "parse_time_of_day",
    "parse_zone",
]

_PART_OF_DAY = rule(
    r"(?:NUM|HM|CLOCK) (?:ish )?(?:(?:in the|at|this|of the|every) )?(?:morning|mornings|"
    r"evening|evenings|"
    r"afternoon|night|tonight)"
)
_LETTER_H = rule("NUM h(?: NUM)?")
_HOUR_MINUTES = rule("NUM NUM")
_GLUED_MERIDIEM = rule("(?:NUM|X) (?:am|pm)")
_MINUTES_TO = rule("NUM (?:minutes |mins )?to NUM")
_LATE = lexicon.words(
    "evening evenings afternoon afternoons night nights tonight dinner supper bedtime"
)
_AFTERNOON = lexicon.words("afternoon afternoons")
_SAID_EARLY = lexicon.words("morning mornings am breakfast")
_AFTER_NOON = frozenset({"evening", "evenings", "afternoon", "night", "tonight"})
_COUNTED = rule(
    r"NUM (?:weeks?|months?|days?|kids|children|years?|times|minutes?|mins|hours?|hrs|feeds?|naps?)"
)


def _part_of_day(found: Sequence[Node]) -> Node | None:
    hour = _hour(found[0])
    if hour is None:
        return None
    late = (
        found[-1].sym in _AFTER_NOON and hour < 12 and not (found[-1].sym == "night" and hour < 5)
    )
    hour += 12 if late else 0
    hour = 0.0 if hour == 12 and found[-1].sym == "night" else hour
    return Node("CLOCK", found[0].start, found[-1].end, hour, hour)


def _glued_meridiem(found: Sequence[Node]) -> Node | None:
    """ "730pm"."""
    hour = _hour(found[0]) if len(found[0].raw) >= 3 and found[0].raw.isdigit() else None
    if hour is None or not 1 <= hour < 13:
        return None
    hour = hour % 12 + (12 if found[1].sym == "pm" else 0)
    return Node("CLOCK", found[0].start, found[1].end, hour, hour, found[1].sym)


def _minutes_to(found: Sequence[Node]) -> Node | None:
    """ "ten to nine"; "7 to 8" is a range."""
    minutes, hour = found[0], found[-1]
    spelled = minutes.raw.isalpha()
    if minutes.low not in ({5, 10, 20, 25} if spelled else {10, 20, 25}) or not 1 <= hour.low <= 12:
        return None
    value = (hour.low - minutes.low / 60) % 12 or 12.0
    return Node("HM", minutes.start, hour.end, value, value)


def _letter_h(found: Sequence[Node]) -> Node | None:
    minutes = found[2].low if len(found) > 2 else 0.0
    hour = found[0].low + minutes / 60
    return Node("CLOCK", found[0].start, found[-1].end, hour, hour) if minutes < 60 else None


def _hour_minutes(found: Sequence[Node]) -> Node | None:
    """ "nine thirty"."""
    hour, minutes = found
    if not (hour.low <= 23 and 10 <= minutes.low < 60):
        return None
    value = hour.low + minutes.low / 60
    return Node("HM", hour.start, minutes.end, value, value)


def _hour(node: Node) -> float | None:
    four = re.fullmatch(r"([01]?[0-9]|2[0-3])([0-5][0-9])", node.raw)
    if node.sym in {"NUM", "X"} and four and len(node.raw) >= 3:
        return int(four.group(1)) + int(four.group(2)) / 60
    return clock.digital(node) if node.sym in {"NUM", "HM", "CLOCK"} else None


def parse_time_of_day(text: str) -> time | None:
    """The time she names: "half ten", "9am", "7 in the evening", "20h30", "noon", a bare "9"."""
    nodes = numbers.read_words(tokenise(text[:2000]))
    nodes = rewrite(nodes, _LETTER_H, _letter_h)
    nodes = rewrite(nodes, _COUNTED, label("X"))
    nodes = rewrite(nodes, _HOUR_MINUTES, _hour_minutes)
    nodes = rewrite(nodes, _GLUED_MERIDIEM, _glued_meridiem)
    nodes = rewrite(nodes, _MINUTES_TO, _minutes_to)
    late_from = _late_from({node.sym for node in nodes})
    nodes = clock.clock_times(nodes)
    nodes = rewrite(nodes, _PART_OF_DAY, _part_of_day)
    for kinds in ({"CLOCK"}, {"HM"}, {"NUM", "X"}):
        for node in nodes:
            hour = _hour(node) if node.sym in kinds else None
            if hour is not None and 0 <= hour <= 24:
                if late_from <= hour < 12 and node.raw not in {"am", "pm"}:
                    hour += 12  # "evenings, 7"
                minutes = round(hour * 60) % (24 * 60)
                return time(minutes // 60, minutes % 60)
    return None


def _late_from(syms: set[str]) -> int:
    """The least hour meant after noon: "evenings, 7" is; "at night, about 2" isn't."""
    if not syms & _LATE or syms & _SAID_EARLY:
        return 12
    return 1 if syms & _AFTERNOON else 5
