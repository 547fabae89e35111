"""A bare number as the answer to the question asked, unless it is of something else."""

from __future__ import annotations

from bot.capture import lexicon
from bot.capture.measures import SCORES, Measure
from bot.capture.scope import Clause

_NOT_HOURS = lexicon.words("PAIN WAKE bed went settled")
_NOT_TIMES = lexicon.words("PAIN SLEEP DUR")
_BODY = lexicon.words(
    "hip hips pelvis neck shoulder shoulders leg legs knee knees wrist wrists spine rib ribs belly "
    "stomach tummy bum arm arms foot feet head"
)
_FEELINGS = lexicon.words(
    "LOW sad tearful weepy depressed miserable emotional cheerful happy anxious lonely angry"
)


def answers(clause: Clause, index: int, asked: Measure) -> Measure | None:
    """The measure that the number at `index` is of, if she answers what was asked."""
    if asked == "pain_worst" and "NOW" in clause.syms:
        return "pain_now"
    if asked != "mood" and clause.syms & _FEELINGS:
        return None
    if asked not in {"pain_now", "pain_worst"} and clause.syms & _BODY:
        return None  # "my hips are a 6" is no answer about the night
    if asked in SCORES:
        return None if _of_the_clock(clause, index) else asked
    after = [node.sym for node in clause.nodes[index + 1 : index + 2]]
    if asked == "sleep_hours" and after == ["with"]:
        return asked  # "5 with 3 wakings"
    other = _NOT_HOURS if asked == "sleep_hours" else _NOT_TIMES
    return None if clause.syms & other else asked


def _of_the_clock(clause: Clause, index: int) -> bool:
    """ "ten to nine", "9-5": no fall of a score, unless she says "from"."""
    node = clause.nodes[index]
    said_from = index > 0 and clause.nodes[index - 1].sym == "from"
    ten_to = node.low == 10 and " to " in node.raw and not said_from
    return ten_to or (node.high < node.low and "-" in node.raw)
