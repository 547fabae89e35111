"""Replies to "did you do your exercises?" that mean nothing elsewhere: "yep all", "half", "nah"."""

from __future__ import annotations

import re
from typing import Literal

from bot.capture.nodes import joined, matches, rule
from bot.capture.scope import Clause, subject_of

Done = Literal["yes", "partly", "no"]
Reading = tuple[Done, int, int, str]

BREAKS = frozenset({"", ".", "!", ",", "¶", "-", "…", "wait"})  # an answer may begin after these

_TIMES = "NOW|TODAY|NIGHT"
_SOME = (
    "half|halfway|some|somewhat|most|mostly|partly|partially|part|sort of|sorta|kind of|kinda|"
    "few|FEW|a bit|a little bit|a wee bit|bits|a little|nearly all|almost all|not quite|more or "
    "less|"
    "(?:a )?couple|(?<!all )NUM of them|NUM them|NUM of NUM|RNG of them|NUM of the NUM|X of them|"
    "one of them|in part"
)
_AFTER_SOME = (
    r"of(?! (?:my|our|the|us|you|his|her) (?!exercises?|stretches|routine|programme|program|"
    r"moves|sets?|"
    r"reps|list|ones|lot|workout|physio|session|plan|sheet|pelvic|back|core))|"
    f"them|it|yes|yeah|yep|but|this|so|then|though|through|only|done|was|were|tbh|anyway|and|lol|"
    f"thanks|"
    f"yesterday|before|because|really|sorry|if|the|yet|way|{_TIMES}"
)
_PARTLY = [
    rule(rf"(?:{_SOME})(?= (?:(?:{_AFTER_SOME}) |$))"),
    rule(
        r"not (?:fully|completely|entirely)(?= $)|(?:the )?first (?:NUM|couple|few|half)(?= $)|"
        r"(?:didnt|couldnt|havent|never) (?:quite |really |get to )?(?:finish|finished|complete|"
        r"completed)(?: (?:them|it|all))*|"
        r"not (?:quite )?(?:all|every\w*|the whole)|all (?:but|except)|yes and no|half hearted\w*"
    ),
    rule(
        r"(?:only|just) (?:(?:did|managed|done|got|had time for|got through|a|the|my|about) ){0,3}"
        r"(?:one|NUM|X|COUNT|couple|first|easy|easier|bridges?|tilts?|squats?|clams?|breathing|"
        r"stretches|squeezes?|set|warm|last|gentle|pelvic)"
    ),
    rule(
        r"(?:did|done|managed|got through|finished|got) (?:(?:just|only|about|the|my|like|"
        r"maybe) ){0,2}"
        r"(?:one|NUM|X|RNG|first|couple)(?= (?:(?:of|then|before|and|or|set|one|NUM|"
        rf"{_TIMES}) |$))"
    ),
    rule(
        r"except|apart from|bar the|minus|instead of|other than|not the (?:last|squats?|"
        r"bridges?|planks?)"
    ),
    rule(r"(?:started|tried|attempted|began)(?! to (?:sleep|rest|relax|nap) )"),
    rule("(?:one|NUM|X) set"),
]
_LEAD = (
    r"(?:(?:oops|erm?|um+|well|oh|sorry|i|im|ive|id|honestly|tbh|ah|just|hmm+|argh|ugh|we|weve|and|"
    r"but|have|"
    r"afraid|hi|haha|lol|ok|okay|so|wait|actually|then|,|!|[a-z]+ly) ){0,6}"
)
_NO = re.compile(
    rf" {_LEAD}"
    r"(?:no(?! (?:pain|sleep|idea|problem|clue|probs|wait|trouble|more|worse|better|stop) )|"
    r"nope|n(?= $)|nah(?! (?:yeah|yes|yep) )|yeah nah|naw|"
    r"(?:absolutely|definitely|defo|certainly|obviously) not|"
    r"na|noo+|"
    rf"not(?= (?:(?:yet|really|at all|a chance|done|this|one|any|even|managed|had|got|been|so|"
    rf"today|in the|for|a single|{_TIMES}) |$))|"
    r"none|nada|never|nothing|nowt|skipped|missed|forgot|forgotten|ran out of time|didn|"
    r"(?:had|theres been|there was) no (?:time|chance|energy)|"
    r"gave (?:them|it) a miss|hadnt (?:time|a|the|any)|"
    r"(?:didnt|havent|couldnt|did not|have not|could not|cant|wasnt able|wasnt|hasnt|"
    r"aint)(?= (?:(?:do|get|got|"
    r"manage|managed|have|had|done|bother|yet|any|find|even|fit|feel up|face|at|to|really|start|"
    r"started|"
    rf"them|it|a|the|been|sorry|no|lol|exercise|today|{_TIMES}) |$)))(?= )"
)
_YES = re.compile(
    rf" {_LEAD}(?:no wait )?(?:sorry )?"
    r"(?:nah |no )?(?:yes+|yeah+|yep+|yup+|ye|yea|aye|yeh|y(?= $)|yess+|yas+|ya|done|did|"
    r"have(?= (?:yes|done|"
    r"indeed|"
    r", |thanks))|"
    r"(?:i |ive )?have(?= $)|all|theyre (?:all )?done|they re (?:all )?done|its done|it s done|"
    r"completed?|"
    r"finished|of course|absolutely|sure did|indeed|definitely|tick|ticked|everything|every|"
    r"the lot|"
    r"managed (?:them|it|all|the lot|everything|to)|got (?:them|it) (?:all )?done|both|"
    r"nailed it|smashed (?:it|them)|"
    r"sure(?= (?:did|have)))(?= )(?! nah )(?! (?:a |the |some |my )?(?:yoga|pilates|walk\w*|"
    r"swim\w*|"
    r"dishes|washing|housework|hoovering|shopping|laundry|cleaning) )(?! (?:you|he|she|nothing|"
    r"not|a|an|FAR) )"
)
_LIMITS = re.compile(
    r" not PAIN | (?:(?:not|didnt do|except|apart from|couldnt do|minus|skipped|only|just|"
    r"without) )?(?:the |my |for the )?"
    r"(?:(?:last|second|third|first|back|pelvic|floor|tummy|core|other|physio|hip|leg) ){0,2}"
    r"(?:one|ones|exercises|stretches|NUM|X|few|FEW|couple|bridges?|tilts?|squats?|"
    r"planks?|clams?|"
    r"last|lunges?|set|rest|others)(?: of them)?(?: no| not)? "
)


def answer(clause: Clause, opens: bool) -> Reading | None:
    """The reply in this clause. Yes and no count only where a reply can begin (`opens`)."""
    nodes, line = clause.nodes, joined(clause.nodes)
    if subject_of(clause, len(nodes)) == "partner":
        return None
    parts = [node for node in nodes if node.sym == "PART"]
    if parts:
        done: Done = "yes" if parts[0].low >= parts[0].high else "partly"
        return done, parts[0].start, parts[0].end, "exercise-answer"
    for pattern in _PARTLY:
        for first, last, _ in matches(nodes, pattern):
            if "PAIN" not in clause.syms:
                return "partly", nodes[first].start, nodes[last - 1].end, "exercise-answer"
    if not opens:
        return None
    if len(nodes) == 1 and nodes[0].sym == "NUM" and nodes[0].high == 0:
        return "no", nodes[0].start, nodes[0].end, "exercise-answer"
    tables: tuple[tuple[Done, re.Pattern[str]], ...] = (("no", _NO), ("yes", _YES))
    for done, table in tables:
        match = table.match(line)
        if match:
            last = line[: match.end()].count(" ") - 1
            return done, nodes[0].start, nodes[min(last, len(nodes) - 1)].end, "exercise-answer"
    return None


def limits(clause: Clause) -> bool:
    """Whether the clause takes something away from a yes: "(all) but one", "(yes) and no"."""
    line = joined(clause.nodes)
    if "X" in clause.syms and clause.sep != "but":
        return False
    if clause.sep == "and":
        return line in {" no ", " nope "}
    return clause.sep in {"but", ",", "(", "-"} and bool(_LIMITS.fullmatch(line))
