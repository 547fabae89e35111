"""Whether a number can be an answer where it stands: nothing around it counts or names it."""

from __future__ import annotations

import re

from bot.capture import lexicon
from bot.capture.clock import as_span
from bot.capture.measures import SCORES, Measure
from bot.capture.nodes import Node
from bot.capture.scope import Clause

_APPOINTED = lexicon.words(
    "starting beginning coming arriving meeting finishing leaving going morning evening"
)
FILLER = lexicon.HEDGES | lexicon.words(
    "straight broken interrupted bits WORSTISH LEAST NOW TODAY NIGHT "
    "lets EARLIER s : = - ~ + SCALEDEF NEUTRAL X another further"
)
CORRECTS = lexicon.words(
    "actually wait meant mean sorry oops correction no rather scrap typo hang should nope make "
    "lie bad mistake wrong change to NOTNUM correct update edit"
)
# After a change is boiled down to where it ended ("eased off from 7 to 5"), these stand before it.
_MOVED = lexicon.words(
    "eased dropped gone crept risen climbed fell fallen jumped improved moved off away came come "
    "dipped sank shifted settled reduced lowered rose shot"
)
_DRAWN_OUT = re.compile(r"([a-z])\1\1")  # "wooo"
_PUT = lexicon.words("put rate rated have had")
_PREPOSITIONS = lexicon.words(
    "from until till til after before since at by to for on in of past into x"
)


def fragment(clause: Clause, quantity: int) -> bool:
    """Only small words around the number: the clause goes on with what was said before."""
    return all(
        node.sym in FILLER or node.sym.endswith("ly") or i == quantity
        for i, node in enumerate(clause.nodes)
    )


def bare(clause: Clause, index: int, measure: Measure, alone: bool, asked: bool = False) -> bool:
    """Whether a number without a unit can be the answer: nothing around it counts or names it.

    What was `asked` may have a word before it that the lexicon doesn't know ("it's giving 7").
    """
    nodes = clause.nodes
    number = nodes[index]
    if number.low >= 10_000 and len(nodes) > 1:
        return False
    after = nodes[index + 1] if index + 1 < len(nodes) else None
    then = nodes[index + 2].sym if index + 2 < len(nodes) else ""
    if number.sym != "SCORE" and after is not None and not _follows(after, then):
        near = nodes[max(0, index - 2) : index]
        scored = asked or any(node.sym in {"a", "an"} or node.sym.isupper() for node in near)
        if not scored or _may_count(number, after.sym, then):
            return False
    if index == 0:
        return True
    before = nodes[index - 1].sym
    if before == "at":
        ahead = nodes[index - 2].sym if index > 1 else ""
        named = ahead in {"is", "was", "s"} and not fragment(clause, index)
        going = ahead.endswith("ing") and ahead not in _APPOINTED
        level = ahead in lexicon.AT_A_LEVEL
        level |= ahead in {"me", "myself"} and index > 2 and nodes[index - 3].sym in _PUT
        return (going or level) and measure in SCORES and not named
    if before in {"from", "between"} and number.sym == "RNG":
        return measure == "sleep_hours" or (measure in SCORES and before == "from")
    if before in lexicon.HEDGES | CORRECTS | _MOVED or not before.isalpha() or before.isupper():
        return before not in {"X", "/", "£", "$", "#"}
    article = index > 1 and nodes[index - 2].sym in {"a", "an"}
    two_words = (
        before not in _PREPOSITIONS
        and index == 1
        and alone
        and after is None
        and number.value <= 10
    )
    unknown = asked and not before.endswith("ed") and before not in _PREPOSITIONS | lexicon.LABELS
    return number.sym == "SCORE" or article or unknown or before.endswith("ly") or two_words


def _follows(after: Node, then: str = "") -> bool:
    if after.sym == "of":
        return then in {"them", "it", "SLEEP"}  # not "7 of us"
    if _DRAWN_OUT.search(after.sym):
        return True
    if after.sym == "from":  # "6 from all the lifting", not "6 from 10"
        return then.isalpha() and then.islower() and then not in lexicon.PERSONS
    if after.sym in lexicon.FOLLOWERS or not after.sym.isalpha() or after.sym.isupper():
        return True
    return after.sym.endswith(("ing", "ly"))


def _may_count(number: Node, word: str, then: str) -> bool:
    """Whether an unknown word after the number can be what it counts: "4 teeth", "3 wet beds".

    A singular can't, after two or more: "6 kind of day", "solid 8 innit".
    """
    plural = word.endswith("s") or then.endswith("s") or {word, then} & lexicon.PLURALS
    unit = word in lexicon.UNITS or not word.isalpha() or len(word) < 3
    return bool(plural) or unit or number.low < 2


def bounds(node: Node, measure: Measure, said_from: bool = False) -> tuple[float, float]:
    """The number as this measure reads it: "10-4" and "5.30" are times where hours are meant."""
    if measure == "sleep_hours":
        hours = as_span(node, said_from) if node.sym == "RNG" else None
        whole, dot, part = node.raw.partition(".")
        if node.sym == "NUM" and dot and part in {"15", "30", "45"} and whole.isdigit():
            hours = int(whole) + int(part) / 60
        if hours is not None:
            return hours, hours
    if measure in SCORES and node.low > node.high:
        return node.high, node.high  # "8 to 4": it fell
    return node.low, node.high


def falls(clause: Clause, index: int) -> bool:
    """ "from 3 to 6" of a score: it went there."""
    return clause.nodes[index].sym == "RNG" and index > 0 and clause.nodes[index - 1].sym == "from"


def read_as(node: Node, measure: Measure, how: str) -> str:
    clock = measure == "sleep_hours" and node.sym == "RNG" and as_span(node) is not None
    return "clock" if clock else how


def anaphoric(clause: Clause, index: int) -> bool:
    """ "now I've sat down it's about a 5": "it" is what was spoken of."""
    nodes = clause.nodes
    places = [i for i in range(index) if nodes[i].sym in {"it", "its", "thats", "itd"}]
    after = nodes[index + 1 : index + 2]
    return (
        bool(places)
        and all(node.sym in FILLER for node in nodes[places[-1] : index])
        and all(map(_follows, after))
    )


def opens(clause: Clause, index: int) -> bool:
    """Only small words before the number, and nothing it could count after it."""
    head = clause.nodes[:index]
    after = clause.nodes[index + 1 : index + 2]
    return all(n.sym in FILLER for n in head) and all(map(_follows, after))


def owned(clause: Clause, cue: int) -> bool:
    """Whether the cue is hers: not "his pain", "husband's mood"."""
    nodes = clause.nodes
    place = cue - 1
    while place >= 0 and nodes[place].sym in {"back", "lower", "own", "overall", "current", "NOW"}:
        place -= 1
    if place < 0:
        return True
    sym = nodes[place].sym
    if sym == "s" and place:
        return nodes[place - 1].sym not in lexicon.PERSONS
    if sym in {"her", "his", "their"} or (sym[-1:] == "s" and sym[:-1] in lexicon.PERSONS):
        return False  # "hubbys mood"
    return sym not in lexicon.PERSONS - {"she", "he", "they"} or nodes[cue].sym == "WAKE"
