"""Marks out of ten and counts: "7/10", "6-7 out of ten", "went from 8 to 4", "3 times", "twice"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.capture.nodes import Node, label, over, rewrite, rule

_SOFT = r"(?:(?:about|around|a|an|maybe|like|probably|roughly|almost|nearly|say) ){0,3}"
_Q = "(?:NUM|SCORE)"
_OUT_OF = rule(r"(?:NUM|RNG) (?:/|out of|outta|out a|outof|of|on|over)(?: a)? NUM")
_OUT_OF_LOOSE = rule("out of(?: a)? NUM|/ NUM")
_MOVES = (
    "went|gone|going|go|goes|came|come|comes|coming|dropped|drop|eased|crept|improved|fallen|fell|"
    "down|up|off|jumped|moved|reduced|risen|rose|shifted|switched|change|changed|changing|"
    "increased|"
    "decreased|slid|climbed|sunk|sank|dipped|edit|update|correct|amend|lowered|settled"
)
_CHANGE = rule(
    rf"(?:{_MOVES}) (?:(?:[a-z]+|PAIN|MOOD) ){{0,5}}?(?P<it>from {_SOFT}{_Q} "
    rf"(?:right |back |all the way |straight )?(?:down |up |back )?(?:to|into) {_SOFT}{_Q})"
)
_FALLING = rule(
    rf"(?:from )?{_SOFT}{_Q} (?:down|up|dropping|dropped|going down|going up) to {_SOFT}{_Q}"
)
_BACKWARDS = rule(rf"to {_SOFT}{_Q} from {_SOFT}{_Q}")
_FROM = rule(
    rf"(?:{_Q} |down |up |better |worse |improved |dropped |, |{_Q} \. )(?P<it>(?:up |down )?from "
    rf"{_SOFT}{_Q})(?! (?:to|-|till|til|until) )"
)
_COMPARED = rule(
    rf"(?:compared to|compared with|versus|vs|better than|worse than|lower than|higher than|"
    rf"unlike) "
    rf"(?:(?:a|an|the|my|PAST|s) ){{0,3}}{_Q}(?: (?:PAST|EARLIER|before))?"
)
_NOT_HERS = rule(
    r"(?:NUM|RNG|DUR|SCORE) (?:for|from) (?:(?:the|my|our) )?"
    r"(?:him|her|baby|hubby|husband|partner|them|himself|toddler|dad|mum)"
)
_ELSEWHERE = rule(
    r"(?:NUM|RNG|SCORE) (?:\S+ ){1,9}"
    r"(?P<it>(?:NUM|RNG|SCORE) (?:for|in|on) (?:(?:the|my|both|left|right) ){0,2}(?:hips?|neck|"
    r"shoulders?|"
    r"knees?|wrists?|legs?|arms?|feet|foot|head|boobs?|breasts?|tummy|stitches|scar))"
)
_ELSEWHERE_FIRST = rule(  # "6 for my hip, 3 for my back"
    r"(?P<it>(?:NUM|RNG|SCORE) (?:for|in|on) (?:(?:the|my|both|left|right) ){0,2}(?:hips?|neck|"
    r"shoulders?|knees?|wrists?|legs?|arms?|feet|foot|head))(?= (?:\S+ ){0,3}(?:NUM|RNG|SCORE) )"
)
_SUBSET = rule(
    r"(?:NUM|RNG|COUNT|DUR) (?:, |- |\( |and |but )(?:with )?(?P<it>(?:NUM|RNG|DUR) (?:[a-z]+ )?of "
    r"(?:them|those|which|that|these|it))(?= )"
)
_MORE_THAN = rule(
    r"(?:NUM|RNG|DUR|COUNT) (?:times )?(?:more|less|fewer|extra|longer) (?:than|NEUTRAL)"
)
_SCORE_RANGE = rule(rf"{_Q} (?:- |to |or |, maybe |maybe |or maybe ){_SOFT}{_Q}")

_COUNT = rule(
    r"(?:NUM|RNG|FEW) (?:or so )?(?:separate |different )?(?:times|x|tmes|time)(?! (?:/|table|"
    r"better|worse|more|as|stronger|the|a day|a week|per|NUM) )"
)
_COUNT_X = rule("x NUM(?! (?:hours?|hrs?|h|mins?|minutes?) )")
_KISS = rule(
    r"(?:PAIN|MOOD|WORST) (?:(?:is|s|a|an|about|around|at|:|=|was|of|TODAY|NOW|now|still|only|like|"
    r"maybe|just) ){0,4}(?P<it>COUNT)(?= (?:[.,!] |$))"
)
_MORE_TIMES = rule(
    r"(?:NUM|RNG) (?:times|x) (?:better|worse|more|as|stronger|the|a day|a week|per)"
)
_ONCE = rule(
    r"(?:just )?(?:the )?(?:once|twice|thrice|onc|twise|twcie)(?! (?:i (?!think|guess|reckon|"
    r"believe)|she|he|we|a|the|you|it|upon|in(?! (?:total|all|the) )|more|ive|"
    r"weve|they|baby|my|per) )"
)
_ONE_TIME = rule(r"(?:just |only )?(?:the |a )?(?:one|single) time(?! (?:i|when|that|a|per|to) )")
_ONCE_OR = rule(r"COUNT (?:or|to|- |, maybe|maybe) (?:maybe )?(?:COUNT|NUM)(?: times)?")
_AT_ONCE = rule(
    "(?:at|for|all at) once|once (?:i (?!think|guess|reckon|believe)|she|he|we|upon|again|"
    "in a while|more)|(?:once|twice) (?:a|per) (?:day|week)"
)
_FEEDS = rule(
    r"(?:NUM|RNG) (?:separate |different )?(?:night )?(?:time )?feeds?(?! (?:a day|per) )"
)
_SPELLED = {"once": 1.0, "onc": 1.0, "twice": 2.0, "twise": 2.0, "twcie": 2.0, "thrice": 3.0}


def _numbers(found: Sequence[Node]) -> list[Node]:
    return [node for node in found if node.sym in {"NUM", "RNG", "SCORE", "COUNT"}]


def _out_of(found: Sequence[Node]) -> Node | None:
    top, bottom = _numbers(found)
    syms = {node.sym for node in found}
    if bottom.low == 10:
        if syms & {"on", "over"} and top.low > 10:
            return None
        return over(found, "SCORE", top.low, top.high)
    if "/" in syms:
        adjacent = top.sym == "NUM" and bottom.low == top.low + 1
        return None if adjacent else over(found, "PART", top.low, bottom.low)
    if syms & {"on", "over"}:
        return None
    return over(found, "PART", top.low, bottom.low)


def out_of_ten(nodes: Sequence[Node]) -> list[Node]:
    """SCORE for marks out of ten; PART for "2 out of 4" and other denominators."""
    out = rewrite(nodes, _OUT_OF, _out_of)
    return rewrite(out, rule("out of(?: a)? NUM"), lambda f: over(f, "SCALEDEF"))


def _last(found: Sequence[Node]) -> Node:
    last = _numbers(found)[-1]
    return over(found, last.sym, last.low, last.high)


def _first(found: Sequence[Node]) -> Node:
    first = _numbers(found)[0]
    return over(found, first.sym, first.low, first.high)


def _falling(found: Sequence[Node]) -> Node | None:
    first, last = _numbers(found)
    return over(found, last.sym, last.low, last.high) if first.low != last.low else None


def changes(nodes: Sequence[Node]) -> list[Node]:
    """ "from 8 to 4" is 4 now; "4, down from 8" too."""
    out = rewrite(nodes, _CHANGE, _last)
    out = rewrite(out, _FALLING, _falling)
    out = rewrite(out, _BACKWARDS, _first)
    out = rewrite(out, _COMPARED, label("X"))
    return rewrite(out, _FROM, label("X"))


def not_counted(nodes: Sequence[Node]) -> list[Node]:
    """ "8 for him", "2 hours more than last week"."""
    for pattern in (_NOT_HERS, _ELSEWHERE, _ELSEWHERE_FIRST, _SUBSET, _MORE_THAN):
        nodes = rewrite(nodes, pattern, label("X"))
    return list(nodes)


def score_ranges(nodes: Sequence[Node]) -> list[Node]:
    """ "6/10 or 7/10", "6 to 7/10"."""

    def make(found: Sequence[Node]) -> Node | None:
        first, last = _numbers(found)
        if "SCORE" not in {first.sym, last.sym}:
            return None
        return over(found, "SCORE", first.low, last.high)

    return rewrite(nodes, _SCORE_RANGE, make)


def kisses(nodes: Sequence[Node]) -> list[Node]:
    """ "pain is 6 x": no six times."""
    return rewrite(nodes, _KISS, _kiss)


def _kiss(found: Sequence[Node]) -> Node | None:
    kiss = found[0].raw.lower().endswith(" x")
    return over(found, "NUM", found[0].low, found[0].high) if kiss else None


def _count(found: Sequence[Node]) -> Node | None:
    number = found[0]
    if number.sym == "FEW":
        return over(found, "MANY")
    if found[-1].sym == "time" and number.low != 1:
        return None
    return over(found, "COUNT", number.low, number.high)


def _once(found: Sequence[Node]) -> Node:
    return over(found, "COUNT", _SPELLED[found[-1].sym])


def _once_or(found: Sequence[Node]) -> Node | None:
    first, last = _numbers(found)
    return over(found, "COUNT", first.low, last.high) if last.high > first.low else None


def counts(nodes: Sequence[Node]) -> list[Node]:
    """COUNT for "3 times", "3x", "twice", "two or three times"."""
    out = rewrite(nodes, _MORE_TIMES, label("X"))
    out = rewrite(out, _AT_ONCE, label("X"))
    out = rewrite(out, _COUNT, _count)
    out = rewrite(out, _COUNT_X, lambda f: over(f, "COUNT", f[1].low))
    out = rewrite(out, _ONE_TIME, lambda f: over(f, "COUNT", 1.0))
    out = rewrite(out, _ONCE, _once)
    out = rewrite(out, _FEEDS, lambda f: over(f, "FEEDS", f[0].low, f[0].high))
    return rewrite(out, _ONCE_OR, _once_or)
