"""Numbers, in digits and in words, with halves, ranges and signs.

text2num reads runs of number words; what it doesn't read (halves, "point five", "a couple",
ranges) is here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from text_to_num import text2num

from bot.capture import lexicon
from bot.capture.nodes import Node, over, rewrite, rule

_ZERO = lexicon.words("nil zilch nada naught")
_ONE_BEFORE = lexicon.words(
    "that this no which any each every the next last first other some leave skip good bad nice "
    "am pm single hard easy little big wee tough your another"
)
_ONE_AFTER = lexicon.words(
    "of day thing things is was that who else bit in side another hand please minute more was "
    "leg arm go breast baby child son daughter kid night week foot boob which i"
)
_LONGEST_RUN = 6


def _of_words(run: Sequence[Node]) -> Node | None:
    try:
        value = float(text2num(" ".join(node.sym for node in run), "en"))
    except ValueError:
        return None
    return over(run, "NUM", value)


def read_words(nodes: Sequence[Node]) -> list[Node]:
    """Number words to NUM: the longest run that text2num accepts, "one" only where it counts."""
    out: list[Node] = []
    index = 0
    while index < len(nodes):
        node = nodes[index]
        stem = node.sym[:-3] if node.sym.endswith("ish") else node.sym
        if stem in _ZERO:
            out.append(over([node], "NUM", 0.0))
        elif stem != node.sym and stem in lexicon.CARDINAL:
            out.append(over([node], "NUM", float(text2num(stem, "en"))))
        elif node.sym in lexicon.CARDINAL:
            run = index + 1
            while run < len(nodes) and run - index < _LONGEST_RUN and _continues(nodes, run):
                run += 1
            number = None
            while run > index and number is None:
                number = _of_words(_without_hyphens(nodes[index:run]))
                run -= 1
            if number is None or (number.value == 1 and not _counts_one(nodes, index)):
                out.append(node)
            else:
                out.append(number)
                index = run
        else:
            out.append(node)
        index += 1
    return out


def _continues(nodes: Sequence[Node], index: int) -> bool:
    if nodes[index].sym in lexicon.CARDINAL:
        return True
    joins = nodes[index].sym == "and" and nodes[index - 1].sym in {"hundred", "thousand"}
    hyphen = nodes[index].sym == "-" and nodes[index - 1].sym.endswith("ty")
    following = index + 1 < len(nodes) and nodes[index + 1].sym in lexicon.CARDINAL
    return (joins or hyphen) and following


def _without_hyphens(run: Sequence[Node]) -> list[Node]:
    return [node for node in run if node.sym != "-"] if run[-1].sym not in {"-", "and"} else []


def _counts_one(nodes: Sequence[Node], index: int) -> bool:
    before = nodes[index - 1].sym if index else ""
    after = nodes[index + 1].sym if index + 1 < len(nodes) else ""
    return before not in _ONE_BEFORE and after not in _ONE_AFTER


def glued(first: Node, second: Node) -> bool:
    return first.end == second.start


def signs(nodes: Sequence[Node]) -> list[Node]:
    """ "minus 3" and " -3" are negative; "pain-3", "pain - 3" and "- 3" are not."""
    out: list[Node] = []
    for node in nodes:
        sign = out[-1] if out else None
        if sign is not None and node.sym == "NUM" and sign.sym in {"-", "minus", "negative"}:
            ahead = out[-2] if len(out) > 1 else None
            spaced = ahead is None or ahead.end < sign.start or ahead.sym in {":", "=", "¶", "("}
            number_ahead = ahead is not None and ahead.sym in {"NUM", "HM", "CLOCK", "am", "pm"}
            hyphen = sign.sym == "-" and glued(sign, node) and spaced and not number_ahead
            if hyphen or sign.sym != "-":
                out[-1] = over([sign, node], "NUM", -node.value)
                continue
        out.append(node)
    return out


_HALVES: list[tuple[re.Pattern[str], float]] = [
    (rule(r"NUM (?:and|n|nd|an) (?:a )?half"), 0.5),
    (rule(r"NUM and three (?:quarters?)|NUM and NUM quarters?"), 0.75),
    (rule(r"NUM and (?:a )?quarter"), 0.25),
]
_HALF_DOZEN = rule("half (?:a )?dozen")
_DOZEN = rule("(?:a |one )?dozen")
_COUPLE = rule(r"(?:a )?couple(?: of)?")
_HUNDRED = rule(r"a (?:hundred|thousand|million)")
_MIXED = rule("NUM NUM / NUM")
_MIXED_SIGN = rule("NUM (?:and )?FRACTION")
_POINT = rule("NUM point NUM")
_POINT_ALONE = rule("point NUM")
_ISH = rule("NUM (?:- )?ish|NUM or so|~ NUM|NUM odd(?= )")
_DECIMAL_COMMA = rule("NUM , NUM(?= (?:hours?|hrs?|h) )")


def _mixed(found: Sequence[Node]) -> Node | None:
    whole, top, _, bottom = found
    fraction = {(1, 2): 0.5, (1, 4): 0.25, (3, 4): 0.75}.get((int(top.low), int(bottom.low)))
    if fraction is None or whole.end == top.start or not whole.low.is_integer():
        return None
    return over(found, "NUM", whole.low + fraction)


def _point(found: Sequence[Node]) -> Node | None:
    last = found[-1]
    if not (last.low.is_integer() and 0 <= last.low <= 99):
        return None
    whole = found[0].low if found[0].sym == "NUM" else 0.0
    return over(found, "NUM", whole + last.low / (10 if last.low < 10 else 100))


def _decimal_comma(found: Sequence[Node]) -> Node | None:
    whole, comma, part = found
    tight = glued(whole, comma) and glued(comma, part) and part.low < 10
    return over(found, "NUM", whole.low + part.low / 10) if tight else None


def _plus(part: float, found: Sequence[Node]) -> Node:
    return over(found, "NUM", found[0].low + part)


def halves(nodes: Sequence[Node]) -> list[Node]:
    """ "6 and a half", "5 1/2", "6½", "six point five", "a couple", "5ish"."""
    out = rewrite(nodes, _HALF_DOZEN, lambda found: over(found, "NUM", 6.0))
    out = rewrite(out, _DOZEN, lambda found: over(found, "NUM", 12.0))
    out = rewrite(out, _HUNDRED, lambda found: over(found, "NUM", text2num(found[1].sym, "en")))
    for pattern, part in _HALVES:
        out = rewrite(out, pattern, partial(_plus, part))
    out = rewrite(out, _MIXED, _mixed)
    out = rewrite(out, _MIXED_SIGN, lambda f: over(f, "NUM", f[0].low + f[-1].low))
    out = rewrite(out, rule("FRACTION"), lambda f: over(f, "NUM", f[0].low))
    out = rewrite(out, _POINT, _point)
    out = rewrite(out, _POINT_ALONE, _point)
    out = rewrite(out, _DECIMAL_COMMA, _decimal_comma)
    out = rewrite(out, _COUPLE, lambda f: over(f, "NUM", 2.0))
    return rewrite(out, _ISH, lambda f: over(f, "NUM", next(n for n in f if n.sym == "NUM").low))


_SOFT = r"(?:(?:about|around|maybe|perhaps|possibly|nearly|almost|even|a|an|probably|like) ){0,3}"
_BETWEEN = rule(rf"(?:somewhere |anywhere )?between {_SOFT}NUM (?:and|to|-|or) {_SOFT}NUM")
_ANYTHING = rule(
    rf"(?:anything|anywhere|ranges|ranging|ranged|varies|varied|varying|fluctuates|somewhere|been) "
    rf"(?:between |from ){_SOFT}NUM (?:and|to|-|or) {_SOFT}NUM"
)
_RANGE = rule(
    rf"(?<!not )(?<!not a )NUM (?:- |to |or |, or |(?:, )?(?:or )?(?:maybe|perhaps|possibly|"
    rf"even|if not|nearly|almost|"
    rf"verging on|bordering on|going on|pushing) |/ ){_SOFT}NUM"
)


def _range(found: Sequence[Node]) -> Node | None:
    low, high = (node.low for node in found if node.sym == "NUM")
    slash = any(node.sym == "/" for node in found)
    if slash and not (high == low + 1 and low.is_integer()):
        return None
    return over(found, "RNG", low, high)


def ranges(nodes: Sequence[Node]) -> list[Node]:
    """Two numbers that are one answer: "6 or 7", "between 3 and 4", "6/7". May run downwards."""
    for pattern in (_ANYTHING, _BETWEEN, _RANGE):
        nodes = rewrite(nodes, pattern, _range)
    return list(nodes)
