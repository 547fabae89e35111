"""Clauses, and for each number in one: whose it is, when it was, and whether it is meant at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

from bot.capture import lexicon
from bot.capture.nodes import Node, joined, rule

Subject = Literal["self", "child", "partner"]
QUANTITIES = frozenset({"NUM", "RNG", "SCORE", "DUR", "SPAN", "COUNT", "FEEDS", "PART", "HM"})
_TIME_MARKS = frozenset({"NOW", "TODAY", "NIGHT", "PAST", "EARLIER", "FUTURE"})
_VERBS = frozenset({"SLEEP", "WAKE", "got", "had", "managed", "was", "did", "were", "only", "just"})
_COPULAS = frozenset({"is", "its", "s", "am", "im", "feels", "feel", "feeling"})
_WAS = frozenset({"was", "were", "been", "wass"})
_WINDOW = 30


class When(IntEnum):
    """How good a claim to be her value for now or the last night: the highest one wins."""

    past = 0
    earlier = 1
    was = 2
    said = 3
    now = 4


@dataclass
class Clause:
    """A stretch of the message that says one thing. `sep` is the word or mark before it."""

    nodes: list[Node]
    sep: str
    sentence: int
    question: bool = False
    hypothetical: bool = False
    subject: Subject = "self"
    person: Subject = "child"  # whom "he" or "she" means here
    past: bool = False
    syms: frozenset[str] = field(default_factory=frozenset)

    @property
    def quantities(self) -> list[int]:
        return [i for i, node in enumerate(self.nodes) if node.sym in QUANTITIES]


_QUESTION = rule(
    r"(?:(?:and|so|but|ok|okay|hi|hello|hey|also|sorry|please|um|erm) )?(?:is it|is that|"
    r"is this|is a|is an|is there|is NUM|is DUR|is SCORE|are|does|do|did|should|can|could|"
    r"shall|will|"
    r"would|am i|have|has|is COUNT|is RNG|is SPAN|isnt|arent|when)"
)
_ASKS_ANYWAY = rule(
    r"(?:(?:and|so|but|ok|okay|hi|hello|hey|also|sorry|please|um|erm) )?(?:what|whats|how|hows|why|"
    r"which|who|where|is (?:\S+ ){1,5}(?:enough|normal|ok|okay|alright|too (?:much|little|many|"
    r"bad))|"
    r"(?:can|should|could|do|does|did|shall|would|will) (?:i(?! (?:say|put|give|"
    r"go) )|you|we|it(?! $)))"
)
_UNREAL = rule(
    r"should i|do i (?:need|have|stop|rest|do)|can i|could i|shall i|i need|need (?:at least |"
    r"about |a good |more than )?(?:DUR|NUM|SLEEP|RNG)|want|wanted|wish|"
    r"hoping|hope|hopefully|aim|aiming|aimed|goal|target|would (?:love|like|kill|"
    r"be(?! (?:(?:about|around|like|"
    r"maybe|a|an|roughly|probably|say|at|the) ){0,3}(?:NUM|DUR|SCORE|RNG|COUNT)))|"
    r"id (?:love|like|kill|need|be(?! (?:(?:at|about|around|like|a|an) ){0,3}(?:NUM|SCORE|RNG)))|"
    r"supposed to|meant to (?:get|be|sleep|do)|looking forward|recommended|recommend|"
    r"recommends|dream of|dreaming of|"
    r"i could (?:easily |happily |just |literally )?SLEEP|"
    r"will|itll|ill (?:be|get|try|do|have|sleep|aim)|gonna|going to (?:be|do|get|try)|expect|"
    r"expecting|if|imagine|FUTURE|wouldnt|used to|"
    r"ideally|ought to|unless|whenever|even if|in case|ideal|when (?:PAIN|it) (?:is|gets|goes|"
    r"was above)|"
    r"could do with|feel like ive (?:had|slept)|as if|as though|per week|a week|normal (?:PAIN|"
    r"SLEEP|for me)|PAIN for me|baseline|read that|heard that|they say|plan to|planning"
)
_CORRECTING = rule(
    r"add|log|record|note|put|change|changed|correct|correction|make (?:that|it)|meant|"
    r"should (?:be|have been|say|"
    r"read)|update|edit|amend|actually|put down|fix|swap"
)
_OF_A_DAY = lexicon.words(
    "PAIN WORST MOOD SLEEP WAKE said told put gave wrote wrong mistake correct answer answers"
)
_WAS_PAST = re.compile(r" (?:(?:that|it|this|but) )*(?:was|were) PAST ")
_PRESENT = rule(r"(?:PAIN|MOOD|it|im|back) (?:is|s)|its|im|i am")
_OTHERS_WORD = rule(
    rf"(?:{lexicon.any_of(lexicon.PARTNER)}|he|she|they|visitor|physio) (?:says|said|thinks|"
    rf"rated|rates|"
    rf"scored|guessed|called|"
    rf"(?:gave|put|scored|marked) me (?:(?:at|as|down|a|an|about) ){{0,3}}(?:NUM|SCORE|RNG)|"
    rf"thought|reckons|reckoned|told (?:me|us)|advised|suggested|asked|wants)"
)
_IF_ONLY_SAID = rule(
    r"(?:if )?(?:im (?:being )?(?:totally |completely |really |brutally )?honest|you ask me|"
    r"i had to|i (?:have|need) to|you add|you count|you want|you must|im lucky|anything|"
    r"i think about it|i remember|you include|i include|you insist|i add)"
)
_DESIRE_OK = rule(
    r"(?:gonna|going to) lie|can i (?:say|put|give|go)|"
    r"(?:need|want|wanted|like|wish) (?:(?:some|your|more|a bit of) )?(?:help|advice|support|"
    r"someone|to (?:tell|report|log|record|let|say|add|note|complain|talk|speak|chat|ask))|"
    r"(?:need|want|wanted|wish) (?:\S+ ){0,6}?(?:my|the) (?=(?:PAIN|MOOD) (?:is|was|s) )|"
    r"id (?:like|love|need) to (?:change|correct|fix)|(?:need|want|wanted|meant) to (?:change|"
    r"correct|fix|say|put|update)|(?:i )?(?:will|ill|id) (?:say|go|give|call|put|guess|rate)|"
    r"going to say|gonna say|need to say"
)


def inherit(row: list[Clause], amends: bool) -> None:
    """Fill in what each clause takes from the one before: tense, doubt, whom it is about.

    In a message that `amends` something, an earlier day holds until today is named.
    """
    day_held = False
    person: Subject = "child"
    previous: Clause | None = None
    for clause in row:
        clause.syms = frozenset(node.sym for node in clause.nodes)
        line = joined(clause.nodes)
        correcting = bool(_CORRECTING.search(line))
        asks = bool(_ASKS_ANYWAY.match(line, 1) or (clause.question and _QUESTION.match(line, 1)))
        wants = bool(_UNREAL.search(_DESIRE_OK.sub("x", line)))
        supposes = clause.sep in {"if", "unless"} and not _IF_ONLY_SAID.match(line, 1)
        clause.hypothetical = not correcting and (asks or wants or supposes)
        clause.hypothetical |= bool(_OTHERS_WORD.search(line))
        same = previous is not None and previous.sentence == clause.sentence
        if same and previous is not None:
            if (
                previous.hypothetical
                and clause.sep in {"and", "or", "to", "as"}
                and not _own_subject(clause)
            ):
                clause.hypothetical = not correcting
            if previous.hypothetical and clause.question and not _own_subject(clause):
                clause.hypothetical = True
            supposed = previous.hypothetical and previous.sep in {"if", "when", "unless"}
            if supposed and not clause.sep:
                clause.hypothetical = not correcting
            clause.past = "PAST" in clause.syms or (
                previous.past
                and clause.sep not in {"but", "whereas", "although", "though"}
                and not clause.syms & (_COPULAS | {"NOW", "TODAY"})
                and bool(previous.quantities or previous.syms <= {"PAST", "was", "WORST", "i"})
            )
        else:
            clause.past = "PAST" in clause.syms
        if amends:
            told = clause.syms & _OF_A_DAY or bool(clause.quantities)
            day_held = (day_held or ("PAST" in clause.syms and told)) and not (
                clause.syms & {"NOW", "TODAY", "NIGHT"} or _PRESENT.search(line)
            )
            clause.past |= day_held
        for node in clause.nodes:
            if node.sym in lexicon.PARTNER:
                person = "partner"
            elif node.sym in lexicon.CHILD - {"he", "she", "hes", "shes", "they", "theyre"}:
                person = "child"
        if previous is not None and same and _WAS_PAST.fullmatch(line):
            previous.past = True  # "7, but that was yesterday"
        clause.subject = "self"
        starts_verb = bool(clause.nodes) and clause.nodes[0].sym in _VERBS
        if same and previous is not None and starts_verb and clause.sep in {"and", "then", "but"}:
            clause.subject = _subject(previous, len(previous.nodes), person)
        previous = clause
        clause.person = person


def _own_subject(clause: Clause) -> bool:
    return bool(clause.syms & (lexicon.SELF | lexicon.PERSONS | {"PAIN", "MOOD"}))


def _subject(clause: Clause, index: int, person: Subject) -> Subject:
    """Who the words before `index` are about: the nearest subject to the left."""
    for place in range(index - 1, max(-1, index - _WINDOW), -1):
        sym = clause.nodes[place].sym
        before = clause.nodes[place - 1].sym if place else ""
        if before in {"the", "my", "our", "a", "little", "s"} and place > 1:
            before = clause.nodes[place - 2].sym
        if sym in {"i", "im", "ive", "id", "we", "weve", "me", "us", "mine", "myself"}:
            if sym in {"me", "us"} and before in lexicon.NOT_SUBJECT_AFTER | {
                "woke",
                "WAKE",
                "let",
                "gave",
            }:
                continue
            return "self"
        if sym in lexicon.PERSONS:
            if before in lexicon.NOT_SUBJECT_AFTER or before in {"WAKE", "SLEEP"}:
                continue
            if sym in lexicon.PARTNER:
                return "partner"
            if sym in {"he", "she", "hes", "shes"}:
                return person
            return "child"
    return clause.subject


def subject_of(clause: Clause, index: int) -> Subject:
    """Whose the number at `index` is."""
    return _subject(clause, index, clause.person)


def when(clause: Clause, index: int) -> When:
    """When the number at `index` was so: by the nearest time word, else by tense."""
    nodes = clause.nodes
    marks = [i for i, node in enumerate(nodes) if node.sym in _TIME_MARKS]
    places = clause.quantities
    before = after = None
    previous = max((i for i in places if i < index), default=-1)
    following = min((i for i in places if i > index), default=len(nodes))
    for i in marks:
        if previous < i < index:
            before = nodes[i].sym
        elif index < i < following and (after is None or nodes[i].sym == "PAST"):
            after = nodes[i].sym
    # "now 4, worst 8" and "was 8 now 4" put the time first, "8 yesterday 6 today" after
    leading = bool(marks and places) and (marks[0] < places[0] or marks[-1] < places[-1])
    if leading and index != places[-1]:
        after = None
    mark = (before or after) if leading else (after or before)
    if mark in {"NOW", "TODAY"}:
        return When.now
    if mark in {"PAST", "FUTURE"}:
        return When.past
    if mark == "EARLIER":
        return When.earlier
    if mark is None and (
        clause.past
        and (not marks or (nodes[marks[0]].sym == "PAST" and places and marks[0] < places[0]))
    ):
        return When.past
    near = {node.sym for node in nodes[max(0, previous + 1) : index]}
    if {"more", "like"} <= near:
        return When.now
    if near & _WAS:
        return When.was
    return When.said
