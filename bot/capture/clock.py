"""Times of day: "11pm", "half ten", "midnight", and the hours from one to another.

CLOCK holds a time in hours, with am or pm, if said, as its `raw`; SPAN the hours between two times,
overnight allowed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.capture.nodes import Node, over, rewrite, rule

SOFT = (
    r"(?:(?:about|around|maybe|roughly|just|like|say|nearly|almost|gone|approx|"
    r"approximately|circa|past|after|before) ){0,3}"
)

_MERIDIEM = rule(
    r"(?:NUM|HM) (?:- )?(?:ish )?(?:am|pm|a|p)(?: ish)?(?! (?:lot|bit|few|couple|half|good|NUM) )"
)
_OCLOCK = rule(r"(?:NUM|HM) (?:o clock|oclock)(?: (?:am|pm))?")
_HALF_PAST = rule(r"half (?:past )?NUM(?: (?:am|pm))?|half past (?:midnight|NUM)")
_QUARTER = rule(r"quarter (?:past|to) NUM(?: (?:am|pm))?")
_MINUTES_PAST = rule(r"NUM (?:minutes |mins )?past NUM(?: (?:am|pm))?|NUM to NUM(?: (?:am|pm))?")
_IN_WORDS = rule(r"NUM NUM(?= (?:to|til|till|until|-|am|pm|and then|[.,!]|$))")
_TWELVE = rule("midnight|noon|midday")


def digital(node: Node) -> float | None:
    """ "10.30" or "10:30" as a time of day; None when it can't be one."""
    if node.sym in {"HM", "CLOCK"}:
        return node.low
    match = re.fullmatch(r"([0-9]{1,2})\.([0-5][0-9])", node.raw)
    if match and int(match.group(1)) < 24:
        return int(match.group(1)) + int(match.group(2)) / 60
    if node.low.is_integer() and 0 <= node.low <= 24:
        return node.low
    return None


def _clock(found: Sequence[Node]) -> Node | None:
    number = next(node for node in found if node.sym in {"NUM", "HM", "CLOCK"})
    hour = digital(number)
    if hour is None:
        return None
    marks = {node.sym for node in found}
    if hour > 12 or not marks & {"am", "pm", "a", "p", "evening", "afternoon", "morning"}:
        return over(found, "CLOCK", hour)
    late = bool(marks & {"pm", "p", "evening", "afternoon"})
    hour = hour % 12 + (12 if late else 0)
    return Node("CLOCK", found[0].start, found[-1].end, hour, hour, "pm" if hour >= 12 else "am")


def _at(found: Sequence[Node], hour: float) -> Node:
    """A clock time; am or pm, if said, is kept as its `raw`."""
    marks = {node.sym for node in found}
    raw = "am" if "am" in marks else "pm" if "pm" in marks else ""
    hour = hour % 12 + (12 if raw == "pm" else 0) if raw else hour
    return Node("CLOCK", found[0].start, found[-1].end, hour, hour, raw)


def _half_past(found: Sequence[Node]) -> Node | None:
    hour = next((node.low for node in found if node.sym == "NUM"), 0.0)
    return _at(found, hour + 0.5) if hour.is_integer() and 0 <= hour <= 12 else None


def _quarter(found: Sequence[Node]) -> Node | None:
    number = next(node for node in found if node.sym == "NUM")
    shift = 0.25 if any(node.sym == "past" for node in found) else -0.25
    return _at(found, number.low + shift) if 1 <= number.low <= 12 else None


def _minutes_past(found: Sequence[Node]) -> Node | None:
    """ "ten past 3", "20 to 6"; "10 to 6" may be a range and stays."""
    minutes, hour = (node.low for node in found if node.sym == "NUM")
    to = any(node.sym == "to" for node in found)
    if not (
        1 <= hour <= 12 and hour.is_integer() and (minutes in {20, 25} if to else minutes < 60)
    ):
        return None
    return _at(found, hour + (-minutes if to else minutes) / 60)


def _twelve(found: Sequence[Node]) -> Node:
    hour, raw = (0.0, "am") if found[0].sym == "midnight" else (12.0, "pm")
    return Node("CLOCK", found[0].start, found[0].end, hour, hour, raw)


def _in_words(found: Sequence[Node]) -> Node | None:
    """ "ten thirty": said in words, no two numbers."""
    hour, minute = found
    spelled = hour.raw.isalpha() and minute.raw.replace(" ", "").isalpha()
    if not spelled or hour.low not in range(1, 13) or minute.low not in range(10, 60, 5):
        return None
    return over(found, "HM", hour.low + minute.low / 60)


def clock_times(nodes: Sequence[Node]) -> list[Node]:
    """ "11pm", "half ten", "quarter past 6", "midnight", "3 this morning"."""
    out = rewrite(nodes, _IN_WORDS, _in_words)
    out = rewrite(out, _HALF_PAST, _half_past)
    out = rewrite(out, _QUARTER, _quarter)
    out = rewrite(out, _MINUTES_PAST, _minutes_past)
    out = rewrite(out, _OCLOCK, _clock)
    out = rewrite(out, _MERIDIEM, _clock)
    return rewrite(out, _TWELVE, _twelve)


_T = "(?:NUM|HM|CLOCK)"
_SPAN = rule(rf"(?:from |between )?{_T} (?:NIGHT )?(?:to|til|till|until|-|and) {SOFT}{_T}")


def between(start: float, end: float, start_known: bool = False, end_known: bool = False) -> float:
    """Hours from one time to the next one after it; without am or pm, the shorter reading."""
    if start_known and end_known:
        return (end - start) % 24
    return (end - start) % 12 or 12.0


_BED_SLEPT = rule(
    rf"(?:bed|down|asleep) (?:at |by |around |about )*{_T} (?:, )?(?:and |then )?(?:i )?"
    rf"(?:slept|sleep|asleep|out) (?:right |straight |through |solid )*(?:to|til|till|"
    rf"until) {SOFT}{_T}"
)
_ASLEEP_AWAKE = rule(
    rf"(?:asleep|nodded off|dropped off|dozed off|drifted off|conked out|passed out|crashed out|"
    rf"went down|down|went to sleep|got to sleep|off to sleep) (?P<it>(?:at |by |around |"
    rf"about )*{_T} (?:(?:,|and|then|-|to|until|till|til) ){{0,2}}"
    rf"(?:i |was |then |got )*(?:woke|up|awake|woken)(?: up)?(?: for (?:the day|good)| properly)? "
    rf"(?:at |by |around |about |again )*{_T})"
)


def _span(found: Sequence[Node]) -> Node | None:
    first, last = (node for node in found if node.sym in {"NUM", "HM", "CLOCK"})
    syms = {node.sym for node in found}
    begin, end = digital(first), digital(last)
    if begin is None or end is None:
        return None
    told = bool({"CLOCK", "HM"} & syms) or any("." in node.raw for node in (first, last))
    until = bool({"til", "till", "until"} & syms)
    if "and" in syms and not ("between" in syms and told):
        return None
    if not told and not until:
        return None
    if not told and (begin > 12 or end > 12):
        return None
    known = [node.raw in {"am", "pm"} or node.low > 12 for node in (first, last)]
    return over(found, "SPAN", between(begin, end, *known))


def _asleep_awake(found: Sequence[Node]) -> Node | None:
    """ "asleep at 11 and up at 6"."""
    first, last = (node for node in found if node.sym in {"NUM", "HM", "CLOCK"})
    begin, end = digital(first), digital(last)
    if begin is None or end is None:
        return None
    known = [node.raw in {"am", "pm"} or node.low > 12 for node in (first, last)]
    return over(found, "SPAN", between(begin, end, *known))


_FOUR_DIGITS = rule(r"(?:NUM|X) (?:to|til|till|until|-) (?:NUM|X)")


def _four_digits(found: Sequence[Node]) -> Node | None:
    """ "2300-0500"."""
    hours, known = [], []
    for node in (found[0], found[-1]):
        if not re.fullmatch(r"(?:[01][0-9]|2[0-3])[0-5][0-9]", node.raw):
            return None
        hours.append(int(node.raw[:2]) + int(node.raw[2:]) / 60)
        known.append(node.raw[0] == "0" or hours[-1] >= 13)
    return over(found, "SPAN", between(hours[0], hours[1], *known))


def spans(nodes: Sequence[Node]) -> list[Node]:
    """ "11pm to 4am", "10.30-6", "11 til about 4"; two bare numbers stay a range here."""
    nodes = rewrite(nodes, _BED_SLEPT, _asleep_awake)
    nodes = rewrite(nodes, _ASLEEP_AWAKE, _asleep_awake)
    return rewrite(rewrite(nodes, _FOUR_DIGITS, _four_digits), _SPAN, _span)


def as_span(range_: Node, said_from: bool = False) -> float | None:
    """A bare range ("11-4") read as clock times: None where it reads better as 4 to 5 hours.

    "From 5 to 7" (`said_from`) is always one of times.
    """
    low, high = range_.low, range_.high
    if not (0 < low <= 12 and 0 < high <= 12) or (0 < high - low <= 2 and not said_from):
        return None
    return between(low, high)
