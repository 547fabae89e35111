"""A number with a cue in its own clause: "pain is a 6", "6 for mood", "5 wakings"."""

from __future__ import annotations

from collections.abc import Iterator

from bot.capture.fit import bare, bounds, owned, read_as
from bot.capture.measures import SCORES, Measure
from bot.capture.nights import named_sleeper
from bot.capture.pairing import WAKE_NOUNS, tight
from bot.capture.scope import Clause, When, subject_of, when
from bot.capture.topic import CUE_MEASURE, Topic

Reading = tuple[Measure, float, float, str]  # measure, lowest, highest, rule
_NAMING = frozenset({"PAIN", "MOOD", "FEEL", "SLEEP", "WAKE"})
_AROUND_WAKING = frozenset({"with", "to", "in", "from"})  # "woke with a 5", "up to 6"


def by_cue(
    clause: Clause,
    index: int,
    pair: tuple[int, bool],
    alone: bool,
    asked: Measure | None,
    topic: Topic,
) -> Iterator[Reading]:
    """The number at `index` as its cue has it. `pair`: the cue's place, whether it is fresh."""
    node, (cue, fresh) = clause.nodes[index], pair
    name = clause.nodes[cue].sym
    measure = _measure_of(clause, name, asked)
    if measure is None or not owned(clause, cue):
        return
    subject = subject_of(clause, cue)
    mine = cue > 0 and clause.nodes[cue - 1].sym in {"my", "own"}
    if subject != "self" and not mine and not (name == "WAKE" and subject == "child"):
        return
    if measure not in SCORES:
        if _counts(clause, index, cue, measure, asked == measure):
            yield measure, *bounds(node, measure), read_as(node, measure, "cue")
        return
    now = when(clause, index) is When.now and "NOW" in clause.syms
    if measure == "pain_worst" and not fresh:
        if not now:
            return
        measure = "pain_now"
    if asked == "pain_worst" and name == "PAIN" and not now:
        measure = "pain_worst"
    near = tight(clause.nodes, cue, index)
    if near or node.sym == "SCORE" or bare(clause, index, measure, alone, asked == measure):
        yield measure, *bounds(node, measure), "cue"
        if "both" in clause.syms and topic.last_word:
            yield from twin(clause, index, measure, topic, "cue")


def twin(clause: Clause, index: int, measure: Measure, topic: Topic, how: str) -> Iterator[Reading]:
    """ "pain and mood both 5": the measure named just before has the same number."""
    other = topic.measure
    if other in SCORES and other != measure and other is not None:
        yield other, *bounds(clause.nodes[index], other), how


def _counts(clause: Clause, index: int, cue: int, measure: Measure, asked: bool) -> bool:
    """Whether a bare number beside a word of sleeping or waking is hours or times."""
    nodes = clause.nodes
    between = {node.sym for node in nodes[min(cue, index) : max(cue, index)]}
    if nodes[cue].sym == "WAKE":
        verb = not nodes[cue].raw.lower().startswith(WAKE_NOUNS)
        if between & _AROUND_WAKING or (verb and between & {"was", "is", "its"}):
            return False
    if nodes[index].sym == "SCORE" or "at" in between:
        return False
    if not (asked or tight(nodes, cue, index)):
        return False
    follows = cue < index and not bare(clause, index, measure, False)
    return not follows and not named_sleeper(clause, index)


def _measure_of(clause: Clause, name: str, asked: Measure | None) -> Measure | None:
    if name == "WORSTISH":
        if asked is not None and asked != "exercise_done":
            return asked
        named = next((node.sym for node in clause.nodes if node.sym in _NAMING), "")
        return CUE_MEASURE.get(named)
    if name == "LEAST":
        if asked in {"sleep_hours", "night_wakings"}:
            return asked  # "4 at best"
        new_low = any(node.raw.lower() == "lowest" for node in clause.nodes)
        return asked if new_low and asked in SCORES else None
    if name == "LOW":  # "feeling low, maybe a 2"
        return None if asked in {"pain_now", "pain_worst"} else "mood"
    if name == "FEEL" and asked in {"sleep_hours", "night_wakings"}:
        words = [node.raw.lower() for node in clause.nodes if node.sym == "FEEL"]
        return None if "felt" in words or "feels" in words else "mood"  # "it felt like 10"
    if name == "FEEL":
        if "PAIN" in clause.syms:
            return "pain_now"
        return asked if asked in SCORES else "mood"
    return CUE_MEASURE.get(name)
