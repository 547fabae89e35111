"""Whether she did her exercises: yes, partly, no, or not said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.capture.exercise_answers import BREAKS, Done, Reading, answer, limits
from bot.capture.nodes import Node, joined, matches, rule
from bot.capture.scope import Clause, subject_of

_EX = (
    "(?:physio exercises|physio stretches|my physio|exercises|exercise|stretches|stretching|"
    "stretch|workout|routine|programme|program|"
    "pelvic floors?|kegels?|rehab|exs|moves|regime)"
)
_MOVE = (
    "(?:bridges?|tilts?|squats?|clams?|clamshells?|squeezes?|cat cows?|bird dogs?|curls?|lunges?|"
    "planks?|breathing|slides?|leg lifts?)"
)
_FEW = "(?:first|easy|gentle|short|warm up|bit|couple|one|X|NUM|COUNT|RNG|set)"
_MINE = (
    "(?:(?:my|the|all|all my|all of my|all the|all of the|todays|NOW|TODAY|NIGHT|those|"
    "these|both|every|each|of|full|whole|back|core|pelvic|floor|physio|tummy|postnatal|"
    "morning|evening|little|daily|usual|any|any of my|any of the|NUM|X|set|sets|of) ){0,5}"
)
_DID = (
    "(?:did|done|finished|completed|managed|did manage|got through|ticked off|smashed|"
    "fitted in|squeezed in|been doing|kept up|nailed|sorted|(?:managed|able|"
    "got round) to (?:do|finish|complete|get through))"
)
_NOT = (
    "(?:didnt|havent|couldnt|did not|have not|could not|never|not|hasnt|wasnt able to|wasnt|"
    "unable to|failed to|forgot to|forgot|wont|no time|too (?:tired|sore|PAIN|busy|"
    "knackered|exhausted|late|much)|didn)"
)

_ANSWER = "(?:yes|yep|yeah|yup|y|no|nope|n|none|done|tick)"  # "mood 6 exercise yes"

_PARTLY_OWN = rule(
    rf"{_DID} (?:only |just )?(?:NUM|RNG) of (?:the |my )?(?:X|NUM)"
    rf"|only (?:did|managed|got through|done) the (?:stretches|warm up|first|breathing|easy)|"
    rf"{_DID} (?:my |the )?first (?:one|NUM|X|few|couple|half)(?: of)?(?: my| the)?(?: {_EX})?"
    rf"|{_DID} {_MINE}{_EX} (?:except|apart from|bar|minus|all but|but not)"
    rf"|(?:half|some|most|part|a few|a couple|one|FEW|PART|bits?|a bit|much|a third|"
    rf"two thirds|nearly all|almost all|a little|(?:halfway|half way|partway|part way) through)"
    rf"(?: of)? {_MINE}{_EX}"
    rf"|(?:NUM|RNG)(?: of)? (?:(?:my|the|these|those|of|physio|back|core|pelvic|floor) ){{0,4}}"
    rf"{_EX}(?! (?:[:=-] )?{_ANSWER} )"
    rf"|(?:half|some|most|part|bits|NUM|FEW) of (?:my|the|todays|them) {_MINE}{_EX}"
    rf"|(?:only|just|but only|at least) (?:\w+ )?(?:managed|did|done|got|completed|finished|do|"
    rf"manage|got through|had time for) (?:\w+ ){{0,3}}?(?:{_MOVE}|(?:{_FEW}|half|"
    rf"some) (?:of )?(?:my |the )?(?:{_EX}|them)|{_EX} (?:twice|COUNT))"
    rf"|(?:not|didnt (?:do|finish|manage|complete|get through)|couldnt (?:do|finish|manage|"
    rf"complete|get through)|havent (?:done|finished)|without finishing|"
    rf"didnt quite finish) (?:quite )?(?:all|every|the whole|them all|the full|"
    rf"finish)(?: of)? ?(?:my|the)? ?(?:{_EX})?"
    rf"|{_EX} (?:: |, |= |were |was |is |s |only )*(?:partly|half|some|mostly|most of them|"
    rf"sort of|a few|a bit|partially)"
    rf"|(?:started|began|tried) {_MINE}{_EX}|{_EX} (?:half|partly|partially|mostly|"
    rf"nearly) (?:done|finished|complete|there)|(?:partly|partially|mostly|half|sort of|"
    rf"kind of|kinda) (?:did|done|finished) {_MINE}{_EX}"
    rf"|(?:didnt|couldnt|havent) (?:finish|finished|complete|completed) {_MINE}{_EX}|(?:most|"
    rf"half|some|part) of (?:my|the) (?:workout|routine|programme|program|physio)"
)
_NO_OWN = rule(
    rf"cant do {_MINE}{_EX} (?:TODAY|NOW|NIGHT)|no (?:(?:physio|back|pelvic|floor|stretching|"
    rf"more) )?{_EX}(?! (?:band|mat|video|until) )"
    rf"|(?:{_NOT}) (?:\w+ ){{0,5}}?(?:{_EX})"
    rf"|(?:havent|hadnt|not|didnt|never) (?:really |actually |even )?exercis(?:ed|ing)"
    rf"|(?:skipped|missed|forgot|skipping|avoided|gave) {_MINE}{_EX}"
    rf"|{_EX} (?:were|was|are|is|got|s|still|have been|:|-|,|=)? ?(?:not|no|none|nope|skipped|"
    rf"missed|havent|didnt|forgotten|zero|nil|nothing)(?: (?:done|happen|happened|happening|"
    rf"yet|been))?"
    rf"|(?:didnt|havent|not) (?:do|done|managed?|got|get|doing) any {_EX}"
)
_YES_OWN = rule(
    rf"(?:yes|yep|yeah|yup) (?:to )?{_MINE}{_EX}(?= (?:done|too|TODAY|NOW|x) | $)|"
    rf"got {_MINE}{_EX} (?:done|in|finished)|{_DID} (?:\w+ ){{0,2}}?{_MINE}{_EX}(?! (?:band|"
    rf"mat|video|bike|hurt|when) )"
    rf"|{_EX} (?:all |were |was |are |is |all been |have been |been |now |NOW |: |- |, |= |s |"
    rf"both |got |today |TODAY |NIGHT )*(?:done|completed|complete|finished|yes|ticked off|"
    rf"sorted|did|did them|yep|yeah|yup|y|tick)"
)
_NOT_A_REPORT = rule(
    rf"(?:hurt|hurts|hurting|can|cant|should|when|which|what|how|where|why|will|ill|gonna|"
    rf"going to|try|trying|hope|hoping|want|plan|"
    rf"struggling|hard to|able to do|after|before|during|if|need to|must|later|about to|"
    rf"tomorrow|FUTURE|easier|harder|new|"
    rf"more|different|add|change|send|show|remind|link|start) (?:\w+ ){{0,6}}?{_EX}"
    rf"|{_EX} (?:hurt|hurts|make|makes|made|are (?:too|so|really|hard|easy|boring|helping)|"
    rf"feel|help|helped|should|can|will|later|tomorrow)"
)
_ONLY_NAMED = re.compile(
    rf" (?:(?:did|my|the|NOW|TODAY|NIGHT|for|and|todays|physio) )*{_EX}(?: (?:NOW|TODAY|NIGHT|"
    rf"done))* "
)
_DID_FIRST = re.compile(rf"^ (?:(?:i|ive|just|have|we) ){{0,3}}{_DID} ")
_DID_HALF = re.compile(
    rf" (?:(?:i|ive|just|only|have) ){{0,3}}{_DID} (?:(?:about|just|only|a) )*"
    r"(?:half|some|most|few|FEW|couple|bit)(?: of (?:them|it))? "
)
_MINE_ALONE = re.compile(rf" {_MINE}{_EX} (?:(?:NOW|TODAY|NIGHT|too|as|well) )*")
_NAMED = rule(_EX)
_NOT_TODAY = frozenset({"not", "none", "TODAY", "NOW", "yet", "so", "far"})
_KEEP = rule(rf"(?:{_NOT}|cant do|was able to|managed to|no) (?:\w+ ){{0,5}}?{_EX}")


def names(nodes: Sequence[Node]) -> bool:
    """Whether the exercises are spoken of at all."""
    return bool(_NAMED.search(joined(nodes)))


def read(row: Sequence[Clause], asked: bool) -> Reading | None:
    """The answer, its span and the rule; half outweighs yes and no, else the first counts."""
    found: list[Reading] = []
    mentioned = False  # the clause before spoke of them
    earlier = False  # the clause before told of them on an earlier day
    named = False  # "exercises - partly": the clause before only named them
    for position, clause in enumerate(row):
        if found and clause.past and len(clause.nodes) <= 3:
            found.pop()  # "I did but yesterday"
        elif not clause.past and not (clause.question and clause.hypothetical):
            reading = _report(clause) or _did_too(row[position - 1] if position else None, clause)
            goes_on = named and (not found or _brief(clause))
            goes_on |= earlier and clause.syms <= _NOT_TODAY  # "did them yesterday but not today"
            if reading is None and (asked or goes_on) and not clause.hypothetical:
                in_the_end = len(clause.nodes) == 1 and clause.sep in {"so", "but"} and not found
                opens = (
                    in_the_end
                    or named
                    or earlier
                    or position == 0
                    or bool(found)
                    or clause.sep in BREAKS
                )
                reading = answer(clause, opens)
            if reading is None and mentioned and _DID_HALF.fullmatch(joined(clause.nodes)):
                reading = answer(clause, False)  # "they were hard, so I did half"
            if found and found[-1][0] == "yes" and limits(clause):
                reading = ("partly", clause.nodes[0].start, clause.nodes[-1].end, "exercise-except")
            if reading is not None:
                found.append(reading)
        mentioned = bool(_NAMED.search(joined(clause.nodes)))
        earlier = clause.past and mentioned
        named = bool(_ONLY_NAMED.fullmatch(joined(clause.nodes)))
    partly = [reading for reading in found if reading[0] == "partly"]
    return partly[-1] if partly else found[0] if found else None


def _brief(clause: Clause) -> bool:
    """ "did my exercises - partly": a word or two on how, no report of something else."""
    return len(clause.nodes) <= 4 and not clause.quantities and "X" not in clause.syms


def _did_too(before: Clause | None, clause: Clause) -> Reading | None:
    """ "did the washing and all my exercises"."""
    did = (
        before is not None and clause.sep == "and" and bool(_DID_FIRST.search(joined(before.nodes)))
    )
    if not did or not _MINE_ALONE.fullmatch(joined(clause.nodes)):
        return None
    return "yes", clause.nodes[0].start, clause.nodes[-1].end, "exercise-report"


def _report(clause: Clause) -> Reading | None:
    """A report that names the exercises: counts whether asked or not."""
    line = joined(clause.nodes)
    kept = _KEEP.search(line)
    if _NOT_A_REPORT.search(line) and not kept:
        return None
    tables: tuple[tuple[Done, re.Pattern[str]], ...] = (
        ("partly", _PARTLY_OWN), ("no", _NO_OWN), ("yes", _YES_OWN),
    )  # fmt: skip
    for done, pattern in tables:
        for first, last, _ in matches(clause.nodes, pattern):
            if (
                subject_of(clause, first + 1) != "self"
                or "his" in clause.syms
                or "her" in clause.syms
            ):
                return None
            nodes = clause.nodes
            return done, nodes[first].start, nodes[last - 1].end, "exercise-report"
    return None
