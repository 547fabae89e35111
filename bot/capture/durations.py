"""How long: hours and minutes.

DUR holds hours. A duration that is no night's sleep ("every 2 hours", "3 hours ago") becomes X.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.capture.clock import SOFT
from bot.capture.nodes import Node, label, over, rewrite, rule

_H = "(?:hours|hour|hrs|hr|h)"
_M = "(?:minutes|minute|mins|min|m)"
_N = "(?:NUM|RNG)"


def _first(found: Sequence[Node], sym: str = "NUM") -> Node:
    return next(node for node in found if node.sym == sym)


_HOUR_OR_TWO = rule(rf"(?:an|a|one|NUM) {_H} or (?:two|NUM)(?! {_M} )")
_HOURS_MINUTES = rule(
    rf"{_N} {_H} (?:and |an |n |, )?NUM {_M}(?! of (?:that|it|which|those|them) )"
)
_HOURS_GLUED = rule(rf"NUM {_H} (?:NUM|X)(?! (?:/|times|x|out|percent|%|of|{_H}) )")
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
    rf"then|another|plus|after|until|till|before|later|with|times) )[a-z]+) ){{0,2}}{_H}"
)
_MINUTES = rule(rf"{_N} (?:- )?(?:more )?{_M}")
_AN_HOUR = rule(
    r"(?:an|a) (?:(?:full|whole|solid|good|single|measly) )?hour|"
    r"(?<=another )(?:hour|hr)(?= )(?! and )"
)
_OR_MORE = rule(
    rf"DUR (?:- |to |or |, or |, maybe |maybe |, possibly |or maybe ){SOFT}(?:NUM|"
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
    rf"(?:in )?NUM (?:x )?NUM (?:- )?{_H}(?: (?:stretches|blocks|chunks|sleeps|bursts|naps|slots|"
    rf"spells|stints|goes|lots|bouts))"
)


def _product(found: Sequence[Node]) -> Node:
    times, hours = (node for node in found if node.sym == "NUM")
    return over(found, "DUR", times.low * hours.low)


def _hours_minutes(found: Sequence[Node]) -> Node | None:
    hours, minutes = (node for node in found if node.sym in {"NUM", "RNG"})
    part = minutes.low / 60
    return over(found, "DUR", hours.low + part, hours.high + part) if minutes.low < 60 else None


def _hours_glued(found: Sequence[Node]) -> Node | None:
    hours, _, minutes = found
    if minutes.sym == "X":  # "7h05"
        if not re.fullmatch("0[0-9]", minutes.raw):
            return None
        minutes = replace(minutes, low=float(minutes.raw))
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
    rf"(?:every|each|per|hourly) (?:other )?{SOFT}(?:an |a )?(?:DUR|hour|{_N}|FEW|X)(?: {_H}|"
    rf" minutes)?"
)

# "slept about 4 hours": whatever follows, these are hours of sleep, unless they only compare.
_SLEPT_FOR = rule(
    r"SLEEP (?:(?:for|about|around|maybe|only|just|like|roughly|nearly|almost|a|solid|at|least|"
    r"most|probably|approx) ){0,3}(?P<it>DUR)(?! (?:ago|less|more|longer|later|earlier|early|late|"
    r"each|per|every|apart|behind|a|at|in|before|chunks|blocks|bursts|stretches|intervals|here) )"
)
_NOT_SLEEP = [
    rule(
        r"DUR (?:of |s )?(?:ago|later(?! on )|earlier|early|late|away|apart|each|drive|journey|"
        r"walk|walking|"
        r"feeds?|feeding|pain|crying|screaming|labour|labor|work|naps?|awake|without|in bed|"
        r"in labour|"
        r"appointment|session|class|behind|ahead|wait|less|per|every|exercise|physio|cuddles|"
        r"tv|stretch|"
        r"here|trying|rocking|pushing|surgery|settling|drives?|before bed|after(?! (?:he|she|"
        r"baby|they|i|the|lo) )|"
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
    rule(
        r"(?:can|could|cant|couldnt) (?:only )?(?:sit|stand|walk|lie|drive|carry|hold|play|work|"
        r"bend|"
        r"manage) (?:\S+ ){0,3}?(?P<it>DUR)"
    ),
    rule(r"DUR (?:sleep |of sleep |SLEEP |of SLEEP )?(?:a|per|each|every|most) nights?"),
    rule(r"DUR (?:a |each )?(?:day|week)|X (?:for|per) (?:a |an )?DUR"),
    rule(
        r"DUR (?:whole |good )?of (?!(?:SLEEP|rest|shut|that|it|broken|solid|uninterrupted|good|"
        r"proper|actual|decent|bad|light|deep|interrupted|on|patchy|NIGHT|NOW|TODAY|straight|"
        r"unbroken|restless|which|sweet|lovely|glorious|blissful) )[a-z]+"
    ),
]


def durations(nodes: Sequence[Node]) -> list[Node]:
    """ "7h30", "an hour and a half", "two lots of 2 hours", "4 or 5 hours" to DUR in hours."""
    out = rewrite(nodes, _FEW, lambda f: over(f, "FEW"))
    out = rewrite(out, _COMPACT, _product)
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
    nodes = rewrite(nodes, _EVERY, label("EVERY"))
    nodes = rewrite(nodes, _SLEPT_FOR, lambda f: over(f, "SLEPT", f[0].low, f[0].high))
    for pattern in _NOT_SLEEP:
        nodes = rewrite(nodes, pattern, label("X"))
    return rewrite(nodes, rule("SLEPT"), lambda f: replace(f[0], sym="DUR"))
