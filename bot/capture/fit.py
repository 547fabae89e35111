"""Whether a number can be an answer where it stands: nothing around it counts or names it."""

from __future__ import annotations

from bot.capture import lexicon
from bot.capture.clock import as_span
from bot.capture.measures import SCORES, Measure
from bot.capture.nodes import Node
from bot.capture.scope import Clause

_AT_FINE = lexicon.words(
    "down is was its s sitting still be been hovering im put level PAIN MOOD WORST it staying "
    "stays NOW TODAY FEEL currently ~ rate"
)
_APPOINTED = lexicon.words(
    "starting beginning coming arriving meeting finishing leaving going morning evening"
)
FILLER = lexicon.HEDGES | lexicon.words(
    "straight broken interrupted bits WORSTISH LEAST NOW TODAY NIGHT "
    "EARLIER s : = - ~ + SCALEDEF NEUTRAL X another further"
)
CORRECTS = lexicon.words(
    "actually wait meant mean sorry oops correction no rather scrap typo hang should nope make "
    "lie bad mistake wrong change to NOTNUM correct update edit"
)
_PREPOSITIONS = lexicon.words("from until till til after before since at by to for on in of past")


def fragment(clause: Clause, quantity: int) -> bool:
    """Only small words around the number: the clause goes on with what was said before."""
    return all(
        node.sym in FILLER or node.sym.endswith("ly") or i == quantity
        for i, node in enumerate(clause.nodes)
    )


def bare(clause: Clause, index: int, measure: Measure, alone: bool) -> bool:
    """Whether a number without a unit can be the answer: nothing around it counts or names it."""
    nodes = clause.nodes
    number = nodes[index]
    if number.low >= 10_000 and len(nodes) > 1:
        return False
    after = nodes[index + 1] if index + 1 < len(nodes) else None
    then = nodes[index + 2].sym if index + 2 < len(nodes) else ""
    if number.sym != "SCORE" and after is not None and not _follows(after, then):
        return False
    if index == 0:
        return True
    before = nodes[index - 1].sym
    if before == "at":
        ahead = nodes[index - 2].sym if index > 1 else ""
        named = ahead in {"is", "was", "s"} and not fragment(clause, index)
        going = ahead.endswith("ing") and ahead not in _APPOINTED
        return (going or ahead in _AT_FINE) and measure in SCORES and not named
    if before in {"from", "between"} and number.sym == "RNG":
        return measure == "sleep_hours" or (measure in SCORES and before == "from")
    if before in lexicon.HEDGES | CORRECTS or not before.isalpha() or before.isupper():
        return before not in {"X", "/", "£", "$", "#"}
    article = index > 1 and nodes[index - 2].sym in {"a", "an"}
    two_words = (
        before not in _PREPOSITIONS
        and index == 1
        and alone
        and after is None
        and number.value <= 10
    )
    return number.sym == "SCORE" or article or before.endswith("ly") or two_words


def _follows(after: Node, then: str = "") -> bool:
    if after.sym == "of":
        return then in {"them", "it", "SLEEP"}  # not "7 of us"
    if after.sym in lexicon.FOLLOWERS or not after.sym.isalpha() or after.sym.isupper():
        return True
    return after.sym.endswith(("ing", "ly"))


def bounds(node: Node, measure: Measure) -> tuple[float, float]:
    """The number as this measure reads it: "10-4" and "5.30" are times where hours are meant."""
    if measure == "sleep_hours":
        hours = as_span(node) if node.sym == "RNG" else None
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
    if sym in {"her", "his", "their"}:
        return False
    return sym not in lexicon.PERSONS - {"she", "he", "they"} or nodes[cue].sym == "WAKE"
