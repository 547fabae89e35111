"""What she says when she joins: the birth, where she lives, the time that suits her.

Each function reads one answer and returns None when it can't tell, so that she is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time

from bot.capture import clock, numbers
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
    return Node("CLOCK", found[0].start, found[-1].end, hour, hour)


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
    nodes = clock.clock_times(nodes)
    nodes = rewrite(nodes, _PART_OF_DAY, _part_of_day)
    for kinds in ({"CLOCK"}, {"HM"}, {"NUM", "X"}):
        for node in nodes:
            hour = _hour(node) if node.sym in kinds else None
            if hour is not None and 0 <= hour <= 24:
                minutes = round(hour * 60) % (24 * 60)
                return time(minutes // 60, minutes % 60)
    return None
