"""The message cut into clauses: at marks, at conjunctions, and where dictation has neither."""

from __future__ import annotations

from collections.abc import Sequence

from bot.capture import lexicon
from bot.capture.nodes import Node, joined, rewrite, rule
from bot.capture.scope import QUANTITIES, Clause, inherit

_LONGEST = 60  # nodes in a clause: keeps the reading of unpunctuated text linear
_PERSON = (lexicon.PERSONS | lexicon.words("i im ive my mine we weve our")) - lexicon.words(
    "himself"
)
# Before one of these words a person can't begin a new statement: "I think I", "with my".
_LEADS_ON = lexicon.words(
    "that think thought reckon guess say said says suppose feel mean know believe hope told when "
    "what "
    "as if than like how while until till after before because is was are were s a an the my our "
    "his her their your me i we and or for with by of to from on in at about over under between "
    "around into onto woke WAKE had has have got get let made make gave give put see saw had "
    "then so also just only even both all most half some not no yes did do does can could would "
    "will should might little wee new other own EARLIER NEUTRAL FEEL despite unlike thanks "
    "carrying lifting holding feeding changing settling hi hello hey oh well honestly baby"
)
_VERB_AGAIN = rule(
    r"(?:SLEEP|woke|WAKE) (?:(?:about|around|for|only|just|maybe) ){0,2}(?:DUR|"
    r"COUNT|SPAN)"
)


_AN_IS_AND = lexicon.words("i my the im WAKE SLEEP PAIN MOOD woke did got had it its")
_NAMED = lexicon.words("PAIN MOOD WORST")
_NAMED_ASIDE = rule(r"[(] (?:PAIN|MOOD|WORST|SLEEP|WAKE) [)]")  # "4 (pain), 6 (mood)"
_STATED = rule(
    r"(?:PAIN|MOOD|WORST) (?:(?:is|s|was|at|:|=|about|actually) ){0,2}(?:NUM|SCORE|RNG|a|about)"
)


def _of_others(current: Sequence[Node]) -> bool:
    """Whether what was said so far is of somebody or something else, and of no measure."""
    syms = {node.sym for node in current}
    return bool(syms & ({"X"} | lexicon.PERSONS)) and not syms & _NAMED


def _separator(nodes: Sequence[Node], index: int) -> bool:
    node = nodes[index]
    if node.sym in lexicon.STOPS or node.sym in lexicon.COMMAS:
        return True
    if node.sym in lexicon.SPLITS:
        return True
    ahead = nodes[index + 1].sym if index + 1 < len(nodes) else ""
    if node.sym == "an" and ahead in _AN_IS_AND:
        return True
    if node.sym == ":" and index and nodes[index - 1].sym == "DUR":  # "5 hours: 2 then 3"
        return True
    spaced = 0 < index < len(nodes) - 1 and nodes[index - 1].end < node.start
    return node.sym == "-" and (spaced or index == 0)


def _starts_anew(current: Sequence[Node], nodes: Sequence[Node], index: int) -> bool:
    """ "pain is 5 | my husband ...", "he's 12 weeks | slept 5 hours": a statement after a whole "
    "one.

    Whole is what has a number in it, of whatever kind; "8 hours he slept" goes on.
    """
    if not any(node.sym in QUANTITIES or node.sym == "X" for node in current):
        return False
    node = nodes[index]
    if node.sym == "the" and current[-1].sym not in _LEADS_ON:
        return bool(_STATED.match(joined(nodes[index + 1 : index + 5]), 1))
    if node.sym in _NAMED and _of_others(current):
        return bool(_STATED.match(joined(nodes[index : index + 3]), 1))
    if node.sym in _PERSON and current[-1].sym not in _LEADS_ON:
        verb = nodes[index + 1].sym if index + 1 < len(nodes) else ""
        goes_on = len(current) <= 2 and verb in {"SLEEP", "got", "had", "did", "managed"}
        return not goes_on
    if node.sym == "WAKE" and current[-1].sym in {"NUM", "RNG"}:
        return False  # "4 wakings 5 hours"
    own = any(n.sym in {"SLEEP", "WAKE"} for n in current)
    ahead = joined(nodes[index : index + 4])
    return not own and bool(_VERB_AGAIN.match(ahead, 1)) and current[-1].sym not in _LEADS_ON


def clauses(nodes: Sequence[Node], correcting: bool = False) -> list[Clause]:
    """The clauses of a message, with what each inherits from the last.

    `correcting`: the message puts something right, so that a day named holds on.
    """
    nodes = rewrite(nodes, _NAMED_ASIDE, lambda found: found[1])
    out: list[Clause] = []
    current: list[Node] = []
    sep, sentence, opened = "", 0, 0
    for index, node in enumerate(nodes):
        if not _separator(nodes, index):
            if current and (len(current) == _LONGEST or _starts_anew(current, nodes, index)):
                out.append(Clause(current, sep, sentence))
                current, sep = [], ""
            current.append(node)
            continue
        if current:
            out.append(Clause(current, sep, sentence))
            current, sep = [], ""
        # a conjunction after a comma is the stronger sign
        sep = node.sym if not sep or node.sym not in lexicon.COMMAS else sep
        if node.sym in lexicon.STOPS:
            if node.sym == "?":
                for clause in out[opened:]:
                    clause.question = True
            opened, sentence = len(out), sentence + 1
    if current:
        out.append(Clause(current, sep, sentence))
    inherit(out, correcting)
    return out
