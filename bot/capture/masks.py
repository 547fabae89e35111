"""Numbers that are no values: dates, ages, doses, telephone numbers, counts of other things.

They become X, so that nothing downstream takes them for an answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.capture import lexicon
from bot.capture.nodes import Node, label, over, rewrite, rule
from bot.capture.numbers import glued

_N = "(?:NUM|RNG)"
_MONTH = lexicon.any_of(lexicon.MONTHS)
_DAY = lexicon.any_of(lexicon.WEEKDAYS)
_SCALE_MENTION = rule(
    r"(?:on )?(?:a |the )?scale (?:of |from |between |is )?NUM (?:to|-|/|and|out of) NUM"
    r"|(?:on )?(?:a |the )?(?:from )?NUM (?:to|-|/) NUM scale"
    r"|scale of NUM"
)
_OTHER_CHILD = rule(
    r"(?:my|our|the) NUM (?:- )?(?:yo|y o|yr|(?:year|yr|yrs|month|week) (?:- )?old)"
)
_AGE = rule("(?:im|i am) NUM")
_AS = rule(r"(?P<it>as) (?:(?:a|an|about|around) )?NUM")  # "put my pain down as 5"
_OLDEST_SCORE = 10
_NO_VALUE_EARLY = [
    rule(r"NUM (?:being|is|=|as) (?:the )?(?:worst|best|highest|max|lowest)"),
    rule(r"NUM (?P<mark>[/-]) NUM (?P=mark) (?:NUM|X)"),
    rule(rf"(?:the )?NUM (?:st|nd|rd|th)(?: of)?(?: (?:{_MONTH}))?(?: NUM)?"),
    rule(
        rf"NUM (?:of )?(?:{_MONTH})(?: (?:NUM|X))?|(?:{_MONTH})(?: the)? NUM(?! (?:/|out|times|"
        rf"hours) )"
    ),
    rule(
        r"(?:on|born|dob|due|edd|until|till|til|by|appointment|scan|checkup) (?:the |on )?NUM / NUM"
    ),
    rule(r"(?:£|\$|€|#) (?:NUM|RNG)"),
    rule(
        rf"(?:{_N}|NUM - NUM|NUM to NUM|NUM or NUM) (?:- )?(?:week|month|year|day|wk|yr|"
        rf"mth)s? (?:- )?old"
    ),
    rule(r"(?:after|before) (?:[a-z]+ ){1,5}, (?:about|around|by) (?P<it>NUM)(?= (?:[.!,?¶]|$))"),
    rule(r"temp(?:erature)? (?:is |was |of |at )?NUM"),
    rule(r"NUM (?:/|-) NUM (?:blood|bp)|bp (?:is |was |of )?NUM / NUM"),
    rule(r"NUM (?:ft|foot|') NUM"),
    rule(r"\( (?:NUM|HM)(?: [ap]m)?(?: (?:,|and|, and) (?:NUM|HM)(?: [ap]m)?)+ \)"),  # "(1, 3, 5)"
    rule(
        r"(?:times|time|x|once|twice|up|feeds|woke|awake|hours?|hrs?|h) (?P<it>between NUM and NUM)"
    ),
    rule(
        r"(?:i|he|she|baby|we|they|him|her|lo|me|us|son|daughter|bub|toddler) (?:(?:was|were|got|"
        r"had|"
        r"been|wide|is) ){0,2}(?:up|awake) (?P<it>from NUM (?:to|til|till|until|-) NUM)"
    ),
]
_AT_A_LEVEL = lexicon.any_of(lexicon.AT_A_LEVEL)
_SCORED = lexicon.any_of(lexicon.MAY_BE_SCORED)
_SETS = rule(rf"{_N} (?:sets?|rounds?|lots?|reps?)(?: of {_N}| each)?")  # of exercises: 2 or more
_FAR = rule(rf"{_N} (?:k|km|kms|miles?|steps?|metres|meters|laps|lengths|stairs|flights)")
# A limit is no value: "more than 5", "at least 4 times"; "just over 4" and "no more than 4" are.
_LIMIT = rule(
    r"(?:(?<! no )(?<! not )(?<! never )(?:more|less|fewer|greater|longer) than|at least|"
    r"(?<! just )(?<! bit )(?<! little )(?<! slightly )(?<! tad )(?<! smidge )(?<! go )"
    r"(?<! went )(?<! got )(?<!WORSTISH )"
    r"(?:over|under|above|below)|upwards of|minimum of|min of) "
    rf"(?:(?:a|an|about|like|maybe|the) ){{0,2}}(?P<it>{_N}|DUR|COUNT|FEEDS)"
    r"(?! (?:/|out|percent) )"
)
_LIMIT_AFTER = rule(
    rf"(?:{_N}|DUR|COUNT|FEEDS) (?:or (?:more|less|over|under|fewer)|at least)(?! or )"
)
_GONE = rule(rf"(?:just|only|already|its|s) gone (?P<it>{_N})(?! (?:/|out|to) )")
_NO_VALUE = [
    rule(
        r"(?:at|around|about|by) (?:NUM|CLOCK|HM) (?:, (?:NUM|CLOCK|HM) ){0,6}(?:, )?(?:and|&|"
        r"or|then) (?:then )?(?:again )?(?:at )?(?:NUM|CLOCK|HM)(?= )(?! (?:/|out|times) )"
    ),
    rule(
        rf"(?!(?:me|myself|{_AT_A_LEVEL}|(?!start|meet|com|arriv|go|leav|finish|morn|"
        rf"even)[a-z]+ing) )\S+ (?P<it>at NUM)"
    ),
    rule(
        r"(?<! it )(?<! its )(?<! s )(?<! is )(?<!PAIN )(?<!MOOD )(?<!WORST )(?<! way )(?<! right )"
        r"(?<! back )(?<! still )up (?P<it>at NUM)"
    ),
    rule(rf"(?:awake|feeding|crying) (?:for )?(?:about )?(?P<it>{_N})(?! times )"),
    rule(r"(?:NUM|half|quarter) past(?= (?:[.,!?¶]|$))|(?<=^ )give me (?:about )?NUM"),
    rule(r"(?:back |home |done )?in (?:about |another |like )?NUM(?= (?:[.,!?;¶]|$))"),
    rule(r"(?:by|since|until|till|til|before) NUM"),
    rule(rf"(?:{lexicon.any_of(lexicon.LABELS)}) (?:number |about |another |the )?{_N}"),
    rule(
        rf"{_N} (?:- )?(?!exercises? (?:half|done|all|yes|no|none|partly|not|some|[:=-]) )"
        rf"(?:{lexicon.any_of(lexicon.UNITS - lexicon.MINUTES)})(?! (?:/|out of) )"
    ),
    rule(rf"(?:kids|children|baby number|toddlers) (?:under )?{_N}|call(?:ed|ing)? NUM"),
    rule(rf"{_N} (?:year|month|week) olds?"),
    rule(
        r"NUM of (?:my|our|the|us|you|his|her|their) (?!(?:[a-z]+ )?(?:exercises?|stretches|"
        r"moves|sets?|"
        r"reps|routine|programme|program|NUM|X) )"
    ),
    rule(r"NUM in NUM|NUM under NUM|X of (?:NUM|RNG)"),
    rule(r"(?:live|lives|living|house|door|flat) (?:at|in|on|is) (?:number )?NUM"),
    rule(
        r"(?:moments?|flashes|spikes|spells|dips|bursts|times|twinges|"
        r"peaks) of (?:about )?(?:a )?(?:NUM|SCORE)"
    ),
    rule(
        r"COUNT (?P<it>(?:at|around|about|near|by) (?:about )?(?:NUM|CLOCK|HM))(?= (?:[.,!;)¶]|"
        r"and|$))"
    ),
    rule(rf"up (?:by|another) {_N}|down (?:by|another) {_N}|(?:dropped|increased|risen) by {_N}"),
    rule(
        rf"(?:the|my|our|her|his|their|your|this) (?!(?:{_SCORED}|own|other) )(?:[a-z]+ )?"
        rf"(?!(?:{_SCORED}) )[a-z]+ (?:is|was|were|are|costs|cost|weighs|weighed|takes|took) "
        rf"(?P<it>(?:(?:at|about|around|only|now|just|like|nearly|over|under|a) ){{0,3}}(?:{_N}))"
        r"(?! (?:for|in) (?:PAIN|MOOD|SLEEP) )"
    ),
]


def _glued_letter(nodes: Sequence[Node]) -> list[Node]:
    """ "L5", "C3": a letter and a digit in one word name a thing."""
    out: list[Node] = []
    for node in nodes:
        if out and node.sym == "NUM" and glued(out[-1], node):
            letter = out[-1].sym
            if len(letter) == 1 and letter.isalpha() and letter not in {"x", "a", "h"}:
                out[-1] = over([out[-1], node], "X")
                continue
        out.append(node)
    return out


def _telephone(nodes: Sequence[Node]) -> list[Node]:
    """Digits that follow an opaque number are part of it: "07700 900123"."""
    out: list[Node] = []
    for node in nodes:
        long = node.sym == "NUM" and len(node.raw) >= 3 and node.raw.isdigit()
        if out and long and out[-1].sym == "X" and out[-1].raw[-1:].isdigit():
            out[-1] = over([out[-1], node], "X")
        else:
            out.append(node)
    return out


def early(nodes: Sequence[Node]) -> list[Node]:
    """Dates, money, ages, scales and names with a digit, before ranges could swallow them."""
    nodes = rewrite(nodes, _AS, label("="))
    nodes = rewrite(nodes, rule("w / o"), label("without"))
    nodes = rewrite(nodes, rule("w /"), label("with"))
    out = _telephone(_glued_letter(nodes))
    out = rewrite(out, _AGE, lambda f: over(f, "X") if f[-1].low > _OLDEST_SCORE else None)
    out = rewrite(out, _OTHER_CHILD, label("toddler"))
    out = rewrite(out, _SCALE_MENTION, label("SCALEDEF"))
    for pattern in _NO_VALUE_EARLY:
        out = rewrite(out, pattern, label("X"))
    return rewrite(out, rule("(?:from )?NUM (?:-|to) NUM"), _zero_to_ten)


def _zero_to_ten(found: Sequence[Node]) -> Node | None:
    low, high = (node.low for node in found if node.sym == "NUM")
    return over(found, "SCALEDEF") if low in {0, 1} and high == 10 else None


def late(nodes: Sequence[Node]) -> list[Node]:
    """Numbers of something else: weeks, doses, steps, children."""
    nodes = rewrite(nodes, _SETS, lambda f: over(f, "SETS" if f[0].low > 1 else "X"))
    nodes = rewrite(nodes, _FAR, label("FAR"))
    nodes = rewrite(nodes, _GONE, lambda f: None if f[0].raw.startswith("from") else over(f, "X"))
    nodes = rewrite(rewrite(nodes, _LIMIT, label("X")), _LIMIT_AFTER, label("X"))
    for pattern in _NO_VALUE:
        nodes = rewrite(nodes, pattern, label("X"))
    return list(nodes)
