"""Whether she did her exercises: yes, partly, no, or not said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from bot.capture.nodes import matches, rule
from bot.capture.scope import Clause, subject_of

Done = Literal["yes", "partly", "no"]

_EX = (
    "(?:physio exercises|physio stretches|my physio|exercises|exercise|stretches|stretching|stretch|workout|routine|programme|program|"
    "pelvic floors?|kegels?|rehab|exs|moves|regime)"
)
_MOVE = (
    "(?:bridges?|tilts?|squats?|clams?|clamshells?|squeezes?|cat cows?|bird dogs?|curls?|lunges?|"
    "planks?|breathing|slides?|leg lifts?)"
)
_FEW = (
    "(?:first|easy|gentle|short|warm up|bit|couple|one|X|NUM|COUNT|RNG|set)"
)
_MINE = "(?:(?:my|the|all|all my|all of my|all the|all of the|todays|NOW|TODAY|NIGHT|those|these|both|every|each|of|full|whole|back|core|pelvic|floor|physio|tummy|postnatal|morning|evening|little|daily|usual|any|any of my|any of the|NUM|X|set|sets|of) ){0,5}"
_DID = "(?:did|done|finished|completed|managed|did manage|got through|ticked off|smashed|fitted in|squeezed in|been doing|kept up|nailed|sorted|(?:managed|able|got round) to (?:do|finish|complete|get through))"
_NOT = "(?:didnt|havent|couldnt|did not|have not|could not|never|not|hasnt|wasnt able to|wasnt|unable to|failed to|forgot to|forgot|wont|no time|too (?:tired|sore|PAIN|busy|knackered|exhausted|late|much)|didn)"

_PARTLY_OWN = rule(
    rf"{_DID} {_MINE}{_EX} (?:except|apart from|bar|minus|all but|but not)"
    rf"|(?:half|some|most|part|a few|a couple|one|NUM|FEW|PART|bits?|a bit|much|a third|two thirds|nearly all|almost all|a little|RNG)(?: of)? {_MINE}{_EX}"
    rf"|(?:half|some|most|part|bits|NUM|FEW) of (?:my|the|todays|them) {_MINE}{_EX}"
    rf"|(?:only|just|but only|at least) (?:\w+ )?(?:managed|did|done|got|completed|finished|do|manage|got through|had time for) (?:\w+ ){{0,3}}?(?:{_MOVE}|(?:{_FEW}|half|some) (?:of )?(?:my |the )?(?:{_EX}|them)|{_EX} (?:twice|COUNT))"
    rf"|(?:not|didnt (?:do|finish|manage|complete|get through)|couldnt (?:do|finish|manage|complete|get through)|havent (?:done|finished)|without finishing|didnt quite finish) (?:quite )?(?:all|every|the whole|them all|the full|finish)(?: of)? ?(?:my|the)? ?(?:{_EX})?"
    rf"|{_EX} (?:: |, |= |were |was |is |s |only )*(?:partly|half|some|mostly|most of them|sort of|a few|a bit|partially)"
    rf"|(?:started|began|tried) {_MINE}{_EX}|{_EX} (?:half|partly|partially|mostly|nearly) (?:done|finished|complete|there)|(?:partly|partially|mostly|half|sort of|kind of|kinda) (?:did|done|finished) {_MINE}{_EX}"
    rf"|(?:didnt|couldnt|havent) (?:finish|finished|complete|completed) {_MINE}{_EX}|(?:most|half|some|part) of (?:my|the) (?:workout|routine|programme|program|physio)"
)
_NO_OWN = rule(
    rf"cant do {_MINE}{_EX} (?:TODAY|NOW|NIGHT)|no (?:(?:physio|back|pelvic|floor|stretching|more) )?{_EX}(?! (?:band|mat|video|until) )"
    rf"|(?:{_NOT}) (?:\w+ ){{0,5}}?(?:{_EX})"
    rf"|(?:skipped|missed|forgot|skipping|avoided|gave) {_MINE}{_EX}"
    rf"|{_EX} (?:were|was|are|is|got|s|still|have been|:|-|,|=)? ?(?:not|no|none|nope|skipped|missed|havent|didnt|forgotten|zero|nil|nothing)(?: (?:done|happen|happened|happening|yet|been))?"
    rf"|(?:didnt|havent|not) (?:do|done|managed?|got|get|doing) any {_EX}"
)
_YES_OWN = rule(
    rf"got {_MINE}{_EX} (?:done|in|finished)|{_DID} (?:\w+ ){{0,2}}?{_MINE}{_EX}(?! (?:band|mat|video|bike|hurt|when|for) )"
    rf"|{_EX} (?:all |were |was |are |is |all been |have been |been |now |NOW |: |- |, |= |s |both |got |today |TODAY |NIGHT )*(?:done|completed|complete|finished|yes|ticked off|sorted|did|did them|yep|yeah|tick)"
)
_NOT_A_REPORT = rule(
    rf"(?:hurt|hurts|hurting|can|cant|should|when|which|what|how|where|why|will|ill|gonna|going to|try|trying|hope|hoping|want|plan|"
    rf"struggling|hard to|able to do|after|before|during|if|need to|must|later|about to|tomorrow|FUTURE|easier|harder|new|"
    rf"more|different|add|change|send|show|remind|link|start) (?:\w+ ){{0,6}}?{_EX}"
    rf"|{_EX} (?:hurt|hurts|make|makes|made|are (?:too|so|really|hard|easy|boring|helping)|feel|help|helped|for|should|can|will|later|tomorrow)"
)
_ONLY_NAMED = re.compile(rf" (?:(?:did|my|the|NOW|TODAY|NIGHT|for|and|todays|physio) )*{_EX}(?: (?:NOW|TODAY|NIGHT|done))* ")
_EXCEPT = rule(rf"(?:not|didnt do|except|apart from|couldnt do|minus|skipped) (?:the |my )?(?:last |second |third )?(?:{_MOVE}|one|ones|few)")
_KEEP = rule(rf"(?:{_NOT}|cant do|was able to|managed to|no) (?:\w+ ){{0,5}}?{_EX}")

_ASKED_PARTLY = re.compile(
    r"^ (?:(?:yes|yeah|yep|well|i|ive|did|done|just|about|only|managed|got through|maybe|nearly|almost|but|erm?|um|not|no|the|probably|like|ok|okay|tbh|ish) )*"
    r"(?:half(?:way)?|some(?:what)?|most(?:ly)?|sort of|sorta|kind of|kinda|partly|partially|part|a few|few|FEW|a bit|a little|bits|"
    r"a couple|nearly all|almost all|not (?:quite )?all|not quite|not every\w*|only (?:the )?\w+|just (?:the |a )?(?:one|NUM|X|couple|few|first|bridges|easy)|"
    r"PART|NUM (?:out )?of (?:the |my |them )?(?:NUM|PART)|all but (?:one|NUM|the)|all except|(?:the )?first (?:one|NUM|X|few|half|couple)|one of them|NUM of them|RNG of them|"
    r"started|tried|attempted|yes and no|in part|ish|more or less|half hearted\w*|SCORE of them|one set)(?= )"
)
_ASKED_NO = re.compile(
    r"^ (?:(?:erm?|um|well|oh|sorry|i|im|afraid|honestly|tbh|ah|sadly|unfortunately|just|ive|hmm|argh|ugh|we|and|but|have|truthfully|,) )*"
    r"(?:no(?! (?:pain|sleep|idea|problem|clue|probs|wait|trouble) )|nope|nah|naw|na|noo+|not (?:yet|NOW|today|TODAY|NIGHT|really|at all|a chance|done|this|one|any|even|managed|so far|had|got|been|had)|none|nada|zero|never|NOPE|"
    r"(?:didnt|havent|couldnt|did not|have not|could not|cant|wasnt able|wasnt)(?= (?:$|do|get|got|manage|managed|have|had|done|bother|yet|today|NOW|TODAY|NIGHT|any|find|even|fit|feel up|face|at|really|start|started|them|it|a|the|been|TODAY|NIGHT|sorry|no|lol|[.,!?…;¶)]))|"
    r"(?:didnt|havent|couldnt|did not|have not)(?= $)|skipped|missed|forgot|forgotten|ran out of time|no time|no chance|afraid not|gave (?:them|it) a miss|nothing|nowt)(?= )"
)
_ASKED_YES = re.compile(
    r"^ (?:(?:erm?|um|well|oh|i|ive|weve|just|hi|and|ah|finally|we|actually|ok|okay|!|,) )*"
    r"(?:yes+|yeah+|yep+|yup+|ye|yea|aye|yeh|yess+|yas+|ya|did(?! (?:not|half|some|most|a|one|NUM|nothing|you|he|she|PART) )|done(?! (?:half|some|most|a|one|NUM|nothing|PART) )|have done|all|all of (?:them|it)|all done|completed?|finished|of course|absolutely|sure did|indeed|definitely|"
    r"tick|everything|every one|every single one|the lot|did the lot|managed (?:them|it|all|the lot|everything|to)|got (?:them|it) done|both|sure(?= (?:did|have)))(?= )"
)


def _line(clause: Clause) -> str:
    return " " + " ".join(node.sym for node in clause.nodes) + " "


def read(row: Sequence[Clause], asked: bool) -> tuple[Done, int, int, str] | None:
    """The answer, the span it came from and the rule; half outweighs yes and no."""
    found: list[tuple[Done, int, int, str]] = []
    named = False  # "exercises - partly": the clause before only named them
    for position, clause in enumerate(row):
        if not clause.past and not (clause.question and clause.hypothetical):
            own = _own(clause)
            if own is None and (asked or named) and not clause.hypothetical:
                own = _answer(clause, 0 if named else position)
            if own is not None:
                found.append(own)
            elif found and found[-1][0] == "yes" and _EXCEPT.match(_line(clause), 1):
                found.append(("partly", clause.nodes[0].start, clause.nodes[-1].end, "exercise-except"))
        named = bool(_ONLY_NAMED.fullmatch(_line(clause)))
    partly = [reading for reading in found if reading[0] == "partly"]
    return (partly or found or [None])[-1 if partly else 0] if found else None


def _own(clause: Clause) -> tuple[Done, int, int, str] | None:
    """A report that names the exercises: counts whether asked or not."""
    line = _line(clause)
    kept = _KEEP.search(line)
    if _NOT_A_REPORT.search(line) and not kept:
        return None
    tables: tuple[tuple[Done, re.Pattern[str]], ...] = (
        ("partly", _PARTLY_OWN), ("no", _NO_OWN), ("yes", _YES_OWN),
    )  # fmt: skip
    for done, pattern in tables:
        for first, last, _ in matches(clause.nodes, pattern):
            if subject_of(clause, first + 1) != "self" or "his" in clause.syms or "her" in clause.syms:
                return None
            nodes = clause.nodes
            return done, nodes[first].start, nodes[last - 1].end, "exercise-report"
    return None


def _answer(clause: Clause, position: int) -> tuple[Done, int, int, str] | None:
    """A reply that makes sense only because she was asked."""
    line = _line(clause)
    if subject_of(clause, len(clause.nodes)) == "partner":
        return None
    tables: list[tuple[Done, re.Pattern[str]]] = [("partly", _ASKED_PARTLY)]
    if position == 0 or clause.sep in {"", ".", "!", ",", "¶", "-", "…"}:
        tables += [("no", _ASKED_NO), ("yes", _ASKED_YES)]
    for done, pattern in tables:
        match = pattern.search(line)
        if match:
            last = line[: match.end()].count(" ") - 1
            nodes = clause.nodes
            return done, nodes[0].start, nodes[min(last, len(nodes)) - 1].end, "exercise-answer"
    return None
