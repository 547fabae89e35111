"""How long: hours and minutes, clock times, and the hours between two of them.

DUR holds hours, CLOCK a time of day in hours, SPAN the hours between two times, overnight allowed.
A duration that is no night's sleep ("every 2 hours", "3 hours ago") becomes X.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.capture.nodes import Node, over, rewrite, rule

_H = "(?:hours|hour|hrs|hr|h)"
_M = "(?:minutes|minute|mins|min|m)"
_N = "(?:NUM|RNG)"
_SOFT = (
    r"(?:(?:about|around|maybe|roughly|just|like|say|nearly|almost|gone|approx|"
    r"approximately|circa|past|after|before) ){0,3}"
)


def _first(found: Sequence[Node], sym: str = "NUM") -> Node:
    return next(node for node in found if node.sym == sym)


# -- clock times ---------------------------------------------------------------------------------

_MERIDIEM = rule(
    r"(?:NUM|HM) (?:- )?(?:ish )?(?:am|pm|a|p)(?: ish)?(?! (?:lot|bit|few|couple|half|good|NUM) )"
)
_OCLOCK = rule(r"(?:NUM|HM) (?:o clock|oclock)(?: (?:am|pm))?")
_HALF_PAST = rule(r"half (?:past )?NUM(?: (?:am|pm))?|half past (?:midnight|NUM)")
_QUARTER = rule(r"quarter (?:past|to) NUM(?: (?:am|pm))?")
_PAST = rule(r"NUM (?:past|to) (?:NUM|midnight)(?= (?:am|pm|til|till|until) )")
_TWELVE = rule("midnight|noon|midday")
_PART_OF_DAY = rule(r"(?:NUM|HM|CLOCK) (?:in the|this) (?:morning|evening|afternoon)")


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
    number = _first(found)
    shift = 0.25 if any(node.sym == "past" for node in found) else -0.25
    return _at(found, number.low + shift) if 1 <= number.low <= 12 else None


def _twelve(found: Sequence[Node]) -> Node:
    hour, raw = (0.0, "am") if found[0].sym == "midnight" else (12.0, "pm")
    return Node("CLOCK", found[0].start, found[0].end, hour, hour, raw)


def clock_times(nodes: Sequence[Node]) -> list[Node]:
    """ "11pm", "half ten", "quarter past 6", "midnight", "3 this morning"."""
    out = rewrite(nodes, _HALF_PAST, _half_past)
    out = rewrite(out, _QUARTER, _quarter)
    out = rewrite(out, _OCLOCK, _clock)
    out = rewrite(out, _MERIDIEM, _clock)
    return rewrite(out, _TWELVE, _twelve)


_T = "(?:NUM|HM|CLOCK)"
_SPAN = rule(rf"(?:from |between )?{_T} (?:NIGHT )?(?:to|til|till|until|-|and) {_SOFT}{_T}")


def between(start: float, end: float, start_known: bool = False, end_known: bool = False) -> float:
    """Hours from one time to the next one after it; without am or pm, the shorter reading."""
    if start_known and end_known:
        return (end - start) % 24
    return (end - start) % 12 or 12.0


_ASLEEP_AWAKE = rule(
    rf"(?:asleep|nodded off|dropped off|dozed off|drifted off) (?P<it>(?:at |by |around |"
    rf"about )*{_T} (?:(?:,|and|then|-|to|until|till|til) ){{0,2}}"
    rf"(?:i |was |then |got )*(?:woke|up|awake|woken)(?: up)? (?:at |by |around |about |"
    rf"again )*{_T})"
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


def spans(nodes: Sequence[Node]) -> list[Node]:
    """ "11pm to 4am", "10.30-6", "11 til about 4"; two bare numbers stay a range here."""
    nodes = rewrite(nodes, _ASLEEP_AWAKE, _asleep_awake)
    return rewrite(rewrite(nodes, _FOUR_DIGITS, _four_digits), _SPAN, _span)


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
    hours = []
    for node in (found[0], found[-1]):
        if not re.fullmatch(r"(?:[01][0-9]|2[0-3])[0-5][0-9]", node.raw):
            return None
        hours.append(int(node.raw[:2]) + int(node.raw[2:]) / 60)
    return over(found, "SPAN", between(*hours, True, True))


def as_span(range_: Node) -> float | None:
    """A bare range ("11-4") read as clock times: None where it reads better as 4 to 5 hours."""
    low, high = range_.low, range_.high
    if not (0 < low <= 12 and 0 < high <= 12) or 0 < high - low <= 2:
        return None
    return between(low, high)


# -- durations -----------------------------------------------------------------------------------

_HOUR_OR_TWO = rule(rf"(?:an|a|one|NUM) {_H} or (?:two|NUM)(?! {_M} )")
_HOURS_MINUTES = rule(rf"{_N} {_H} (?:and |, )?NUM {_M}")
_HOURS_GLUED = rule(rf"NUM {_H} NUM(?! (?:/|times|x|out|{_H}) )")
_HOURS_PART = rule(
    rf"{_N} (?:more )?{_H} (?:and |n )?(?:a )?(?:half|NUM quarters|three quarters|"
    rf"quarter)(?! {_H} )"
)
_HOUR_PART = rule(
    rf"(?:an |one )?{_H} (?:and |n )(?:a |an )?(?:half|three quarters|NUM quarters|quarter)"
)
_PART_OF_HOUR = rule(
    r"(?:about )?(?:half (?:an? )?|(?:a )?quarter of an |(?:three |NUM )quarters of an )hour"
)
_HM_HOURS = rule(rf"HM {_H}")
_HOURS = rule(
    rf"(?:{_N}|FEW) (?:- )?(?:(?:very |really )?(?:or so|(?!(?:of|to|for|in|and|or|per|at|on|x|"
    rf"times) )[a-z]+) ){{0,2}}{_H}"
)
_MINUTES = rule(rf"{_N} (?:- )?(?:more )?{_M}")
_AN_HOUR = rule(r"(?:an|a) (?:(?:full|whole|solid|good|single|measly) )?hour")
_OR_MORE = rule(
    rf"DUR (?:- |to |or |, or |, maybe |maybe |, possibly |or maybe ){_SOFT}(?:NUM|"
    rf"DUR)(?! (?:/|times|x|out) )"
)

_LOT = (
    "(?:lots|blocks|chunks|stretches|bouts|goes|spells|bits|sets|stints|bursts|rounds|sleeps|"
    "sections|slots|batches|sessions|goes) (?:of )?"
)
_PRODUCT = rule(rf"NUM (?:(?:separate|different|short) )?(?:x |{_LOT})(?:about )?DUR")
_PRODUCT_AFTER = rule("DUR x NUM|DUR twice|DUR,? two times")
_COMPACT_MINUTES = rule(
    rf"NUM NUM (?:- )?{_M} (?:stretches|blocks|chunks|sleeps|bursts|naps|slots|spells)"
)
_COMPACT = rule(
    rf"NUM NUM (?:- )?{_H}(?: (?:stretches|blocks|chunks|sleeps|bursts|naps|slots|spells|"
    rf"stints|goes|lots|bouts))"
)


def _hours_minutes(found: Sequence[Node]) -> Node | None:
    hours, minutes = (node for node in found if node.sym in {"NUM", "RNG"})
    part = minutes.low / 60
    return over(found, "DUR", hours.low + part, hours.high + part) if minutes.low < 60 else None


def _hours_glued(found: Sequence[Node]) -> Node | None:
    hours, _, minutes = found
    likely = minutes.start == found[1].end or minutes.low in {
        10,
        15,
        20,
        25,
        30,
        35,
        40,
        45,
        50,
        55,
    }
    if not likely or minutes.low >= 60 or not hours.low.is_integer():
        return None
    return over(found, "DUR", hours.low + minutes.low / 60)


def _part(found: Sequence[Node]) -> float:
    syms = [node.sym for node in found]
    if "half" in syms:
        return 0.5
    return 0.75 if "quarters" in syms else 0.25


def _plus_part(found: Sequence[Node]) -> Node:
    head = found[0]
    part = _part(found)
    if head.sym in {"NUM", "RNG"}:
        return over(found, "DUR", head.low + part, head.high + part)
    return over(found, "DUR", 1 + part)


def _hours(found: Sequence[Node]) -> Node:
    if found[0].sym == "FEW":
        return over(found, "X")
    return over(found, "DUR", found[0].low, found[0].high)


def _minutes(found: Sequence[Node]) -> Node:
    return over(found, "DUR", found[0].low / 60, found[0].high / 60)


def _times(found: Sequence[Node]) -> Node:
    factor = next((node.low for node in found if node.sym == "NUM"), 2.0)
    hours = _first(found, "DUR")
    return over(found, "DUR", factor * hours.low, factor * hours.high)


def _either(found: Sequence[Node]) -> Node | None:
    first, last = found[0], found[-1]
    if last.sym == "NUM" and not 0 <= last.low - first.high <= 6:
        return None
    return over(found, "DUR", first.low, last.high) if first.low <= last.high else None


_FEW = rule(r"(?:a )?few|several|many|countless")
_EVERY = rule(
    rf"(?:every|each|per|hourly) (?:other )?{_SOFT}(?:an |a )?(?:DUR|hour|{_N}|FEW|X)(?: {_H}|"
    rf" minutes)?"
)

_NOT_SLEEP = [
    rule(
        r"DUR (?:of |s )?(?:ago|later|earlier|early|late|away|apart|each|drive|journey|walk|"
        r"walking|"
        r"feeds?|feeding|pain|crying|screaming|labour|labor|work|naps?|awake|without|in bed|"
        r"in labour|"
        r"appointment|session|class|behind|ahead|wait|less|per|every|exercise|physio|cuddles|"
        r"tv|stretch|"
        r"here|on and off|trying|rocking|pushing|surgery|settling|drives?|before bed|after|"
        r"at a time|at once|of being)"
        r"(?: (?:sleep|than))?"
    ),
    rule(
        r"(?:havent|hasnt|no|not|without|didnt|never) (?:really |had |any |been )*(?:SLEEP|"
        r"NOSLEEP) (?:in|for|since) (?:about |over |the last |nearly |almost )*DUR"
    ),
    rule(
        r"(?:SLEEP|NOSLEEP) in (?:over |about |nearly |the last )*DUR|NOSLEEP for (?:about |"
        r"over )*DUR"
    ),
    rule(
        r"(?:havent|hasnt|never|not) (?:\S+ ){0,5}?(?P<it>DUR) (?:[a-z]+ ){0,4}(?:for|"
        r"in) (?:weeks|months|ages|days|years|X|so long)"
    ),
    rule(r"DUR to (?:get|fall|settle|drive|go|drop|nod|feed|calm|put|walk|myself)"),
    rule(r"DUR (?:chunks|blocks|bursts|stretches|intervals|stints|spells)"),
    rule(
        r"(?:took|takes|take|last|past|next|lost|losing|within|after|awake|waited|waiting|"
        r"walked|walking|"
        r"walk|drove|driving|fed|feeding|cried|crying|screamed|screaming|pumped|pumping|"
        r"carried|carrying|"
        r"napped|napping|nap|worked|working|lay|laid|lying|up|every|cooked|cleaned|rocking|"
        r"rocked|labour|"
        r"labor|missed|owe|in bed|bed|sat|sitting|stood|standing|out|shopping|played|playing|"
        r"exercised|trying|tried) "
        r"(?:there |her |him |me |us |them |it |myself )?(?:for |about |around |over |at |"
        r"nearly |almost |"
        r"the |a |another |only |just |of |in ){0,3}DUR(?! (?:sleep|of sleep) )"
    ),
    rule(r"(?:longest|best|biggest|longer) (?:(?!DUR|SPAN|NUM)[^ .!?;¶]+ ){0,5}DUR"),
    rule(r"in DUR (?:chunks|blocks|bursts|stretches|bits|time)|in (?:about )?DUR time"),
    rule(
        r"(?:bed|awake|up|fed|feeding|feed|walk|walked|out|working|worked|cried|appointment|"
        r"lay) (?:from )?SPAN"
    ),
    rule(r"DUR (?:a |each )?(?:day|week)"),
]


def durations(nodes: Sequence[Node]) -> list[Node]:
    """ "7h30", "an hour and a half", "two lots of 2 hours", "4 or 5 hours" to DUR in hours."""
    out = rewrite(nodes, _FEW, lambda f: over(f, "FEW"))
    out = rewrite(out, _COMPACT, lambda f: over(f, "DUR", f[0].low * f[1].low))
    out = rewrite(out, _COMPACT_MINUTES, lambda f: over(f, "DUR", f[0].low * f[1].low / 60))
    out = rewrite(out, _HOUR_OR_TWO, lambda f: over(f, "DUR", 1, 2) if f[0].low < 2 else None)
    out = rewrite(out, _HOURS_MINUTES, _hours_minutes)
    out = rewrite(out, _HOURS_GLUED, _hours_glued)
    out = rewrite(out, _HOURS_PART, _plus_part)
    out = rewrite(out, _HOUR_PART, _plus_part)
    out = rewrite(out, _PART_OF_HOUR, lambda f: over(f, "DUR", _part(f)))
    out = rewrite(out, _HM_HOURS, lambda f: over(f, "DUR", f[0].low))
    out = rewrite(out, _HOURS, _hours)
    out = rewrite(out, _MINUTES, _minutes)
    out = rewrite(out, _AN_HOUR, lambda f: over(f, "DUR", 1.0))
    out = rewrite(out, _OR_MORE, _either)
    out = rewrite(out, _PRODUCT, _times)
    return rewrite(out, _PRODUCT_AFTER, _times)


def not_sleep(nodes: Sequence[Node]) -> list[Node]:
    """Durations of something else than her night, to X."""
    nodes = rewrite(nodes, _EVERY, lambda f: over(f, "EVERY"))
    for pattern in _NOT_SLEEP:
        nodes = rewrite(nodes, pattern, lambda f: over(f, "X"))
    return list(nodes)
