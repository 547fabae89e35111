"""Her hours of sleep and her wakings: is this duration, or this count, hers for the last night?"""

from __future__ import annotations

from collections.abc import Sequence

from bot.capture import lexicon
from bot.capture.measures import Measure
from bot.capture.nodes import Node, joined, rule
from bot.capture.scope import Clause, subject_of

_OTHER_HOURS = rule(
    r"walk|walked|walking|drove|drive|driving|worked|working|work|cried|crying|screamed|"
    r"feeding|fed|"
    r"carried|carrying|pram|waited|waiting|appointment|physio|nap|napped|naps|napping|PAIN|tv|"
    r"hospital|"
    r"EVERY|awake|labour|labor|surgery|bath|pump|pumped|class|session|bottle|feeds?"
)
_THING_LASTED = rule(
    r"(?:the|my|a|our|that) (?!(?:night|nights|sleep|total|baby|whole|rest|most|"
    r"best) )[a-z]+ (?:was|is|took|lasted|takes|lasts) "
    r"(?:(?:about|over|nearly|almost|only|like|around) )*DUR"
)
_UP = lexicon.words("feed fed feeding WAKE woke wake up awake nappy change")
_BETWEEN_FEEDS = rule(r"(?:between|around|with|despite) (?:the |his |her )?(?:[a-z]+ )?feeds?")
_NAPS = rule("nap|napped|naps|napping")
_GOT = lexicon.words("got clocked managed get grabbed snatched scraped")
_IN_ONE = lexicon.words("row go stretch block chunk one baby she he")
_GAVE = lexicon.words("gave given gives let lets allowed got")
_HAD = lexicon.words("had did clocked")
_NIGHT = lexicon.words("NIGHT SLEEP broken altogether total")
_OTHER_COUNTS = lexicon.words(
    "lifted carried week weekly day daily called rang texted exercises sets walked nappies changed "
    "PAIN SLEEP"
)
_ASIDE = lexicon.words("between around after with despite thanks including")
_ADDS = lexicon.words("another plus + further extra then")
_ADDS_AFTER = lexicon.words("more again after afterwards later")
_VERB = lexicon.words("slept sleeps got had did managed")


def is_sleep(clause: Clause, index: int, asked: bool, told: bool) -> bool:
    """`asked`: sleep was the question; `told`: the clause goes on with what was said before."""
    if subject_of(clause, index) != "self" or named_sleeper(clause, index):
        return False
    line = _BETWEEN_FEEDS.sub("x", joined(_until_aside(clause, index)))
    if _NAPS.search(line) and not clause.syms & (_ADDS | {"including"}):
        return False
    if "SLEEP" in clause.syms:
        return True
    if _OTHER_HOURS.search(line) or _THING_LASTED.search(line):
        return False
    if asked or told:
        return True
    if clause.nodes[index].high < 1:
        return False
    if clause.nodes[index].sym == "HM":
        return False
    rest = {node.sym for node in clause.nodes[index + 1 :]}
    got = clause.syms & _GOT or ("me" in clause.syms and clause.syms & _GAVE)
    if got and rest <= lexicon.FOLLOWERS | _NIGHT | _IN_ONE:
        return True
    night = any("night" in node.raw.lower() for node in clause.nodes)
    return bool(clause.syms & _NIGHT) and (bool(clause.syms & _HAD) or night)


def _until_aside(clause: Clause, index: int) -> Sequence[Node]:
    """The clause without what follows the hours as a time or a reason: "4 hrs with a feed at 2"."""
    for place in range(index + 1, len(clause.nodes)):
        if clause.nodes[place].sym in _ASIDE:
            return clause.nodes[:place]
    return clause.nodes


def sleep_without_unit(clause: Clause, index: int, topic: str) -> Measure | None:
    """ "got 4 last night"; "I got 4" after somebody else's sleep."""
    got = clause.syms & (_GOT | {"me"}) or (topic == "SLEEP" and {"i", "had"} <= clause.syms)
    if clause.nodes[index].sym != "SCORE" and got and ("NIGHT" in clause.syms or topic == "SLEEP"):
        return "sleep_hours"
    return None


def named_sleeper(clause: Clause, index: int) -> bool:
    """ "Theo slept 6 hours": a word that can only be a name, right before the verb."""
    nodes = clause.nodes
    verb = 2 if len(nodes) > 2 and nodes[1].sym in {"only", "just", "barely", "also"} else 1
    if any(node.sym in lexicon.SELF for node in nodes[verb:index]):
        return False
    if index <= verb or nodes[verb].raw.lower() not in _VERB:
        return False
    name = nodes[0].sym
    known = lexicon.HEDGES | lexicon.FOLLOWERS | lexicon.BEFORE_SLEPT
    return name.isalpha() and name.islower() and name not in known and not name.endswith("ly")


def is_waking(clause: Clause, index: int, asked: bool, topical: bool) -> bool:
    """Her baby waking her counts as hers; her partner waking doesn't."""
    if any(n.sym == "WAKE" and {"me", "us"} & set(n.raw.lower().split()) for n in clause.nodes):
        return True
    partners = any(
        n.sym == "WAKE" and lexicon.PARTNER & set(n.raw.lower().split()) for n in clause.nodes
    )
    if partners or subject_of(clause, index) == "partner":
        return False
    if "WAKE" in clause.syms or topical:
        return True
    by_day = "TODAY" in clause.syms and clause.syms & {"fed", "feeds", "feed"}
    return asked and not clause.syms & _OTHER_COUNTS and not by_day


def was_up(clause: Clause) -> bool:
    """Whether the clause says that her sleep was broken off: "feed", "up for an hour"."""
    return any(not _UP.isdisjoint([n.sym, *n.raw.lower().split()]) for n in clause.nodes)


def joins(clause: Clause, index: int, after_span: bool) -> bool:
    """Whether these hours come on top of the ones before: "then another 90 min", "and 3 to 5"."""
    if after_span and clause.nodes[index].sym in {"SPAN", "RNG"}:
        return True
    before = {node.sym for node in clause.nodes[max(0, index - 4) : index]}
    after = clause.nodes[index + 1].raw.lower() if index + 1 < len(clause.nodes) else ""
    return clause.sep in {"then", "plus", "+"} or bool(before & _ADDS) or after in _ADDS_AFTER


def of_her_night(clause: Clause) -> bool:
    """Whether the clause speaks of her own night at all."""
    return clause.subject == "self" and (
        "SLEEP" in clause.syms or any("night" in node.raw.lower() for node in clause.nodes)
    )
