"""Words that are a value of themselves, and that value is nought: "no pain", "slept through"."""

from __future__ import annotations

from collections.abc import Iterator

from bot.capture import lexicon
from bot.capture.candidates import Candidate
from bot.capture.fit import FILLER, owned
from bot.capture.measures import Measure
from bot.capture.scope import Clause, When, subject_of, when

_NONE = lexicon.words("none nothing never zip")
_ZEROS = lexicon.words("NOPAIN NOSLEEP NOWAKE NOTONCE THROUGH") | _NONE
_MEASURED = lexicon.words("SLEEP WAKE PAIN MOOD WORST exercises")
_OTHER_CHILD = lexicon.words("toddler eldest oldest sibling siblings")
_BESIDE_NONE = FILLER | lexicon.words("whatsoever any yet day SLEEP WAKE PAIN")


def read_zeros(clause: Clause, asked: Measure | None) -> Iterator[Candidate]:
    """A candidate for each word of nought in the clause that is hers and of now."""
    for index, node in enumerate(clause.nodes):
        at = when(clause, index)
        if node.sym not in _ZEROS or at is When.past:
            continue
        reading = _zero(clause, index, asked)
        if reading is not None:
            measure, how = reading
            yield Candidate(measure, 0, 0, node.start, node.end, how, at)


def _zero(clause: Clause, index: int, asked: Measure | None) -> tuple[Measure, str] | None:
    sym, subject = clause.nodes[index].sym, subject_of(clause, index)
    if sym == "NOPAIN":
        measure: Measure = "pain_worst" if asked == "pain_worst" else "pain_now"
        return (measure, "no-pain") if subject == "self" and owned(clause, index) else None
    if sym == "NOSLEEP":
        return ("sleep_hours", "no-sleep") if subject == "self" else None
    if sym == "NOWAKE":
        other = subject == "partner" or clause.syms & _OTHER_CHILD
        return None if other else ("night_wakings", "no-waking")
    if sym == "NOTONCE":
        return ("night_wakings", "none-when-asked") if asked == "night_wakings" else None
    if sym == "THROUGH" and "through" not in clause.nodes[index].raw.lower():  # "slept all night"
        return ("night_wakings", "no-waking") if asked == "night_wakings" else None
    if sym == "THROUGH":
        known = subject == "self" or (asked == "night_wakings" and subject == "child")
        return ("night_wakings", "no-waking") if known else None
    return _none(clause, index, asked)


def _none(clause: Clause, index: int, asked: Measure | None) -> tuple[Measure, str] | None:
    if asked is None or asked not in {"pain_now", "pain_worst", "sleep_hours", "night_wakings"}:
        return None
    word = clause.nodes[index].sym
    if index and clause.nodes[index - 1].sym in {"almost", "nearly", "to", "practically"}:
        return None  # "next to nothing"
    if word == "never" and asked != "night_wakings":
        return None
    others = {node.sym for i, node in enumerate(clause.nodes) if i != index}
    others = {sym for sym in others if not sym.endswith("ly")}
    after = [node.sym for node in clause.nodes[1:2]]
    answers = index == 0 and word == "none" and after != ["of"] and not others & _MEASURED
    if not answers and (not others <= _BESIDE_NONE or others & {"like", "really", "NEUTRAL"}):
        return None
    if "SLEEP" in others and asked != "sleep_hours":
        return None
    return asked, "none-when-asked"
