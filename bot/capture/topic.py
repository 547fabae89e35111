"""What is being spoken of: the last cue named, for numbers that follow in a clause of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.capture import lexicon
from bot.capture.fit import FILLER, owned
from bot.capture.measures import Measure
from bot.capture.pairing import CUES, WAKE_NOUNS, pairs
from bot.capture.scope import Clause, subject_of

CUE_MEASURE: dict[str, Measure] = {
    "PAIN": "pain_now", "WORST": "pain_worst", "MOOD": "mood", "LOW": "mood", "FEEL": "mood",
    "SLEEP": "sleep_hours", "WAKE": "night_wakings",
}  # fmt: skip
_UNIT = {"SLEEP": {"DUR", "SPAN"}, "WAKE": {"COUNT"}}
_OF_ANY = frozenset({"WORSTISH", "LEAST"})  # "pain went up to 8": still of the pain
_ENDS = lexicon.words("? NOW TODAY NIGHT s is : was = level")
_SMALL = (FILLER | CUES) - {"X"}


@dataclass(frozen=True)
class Topic:
    """The last cue and how its clause left it."""

    cue: str = ""
    hers: bool = True
    answered: bool = True
    last_word: bool = False  # nothing came after the cue: "my mood is - 5"
    alone: bool = False  # nothing else was said in its clause: "Mood? 5"
    noun: bool = True

    @property
    def measure(self) -> Measure | None:
        return CUE_MEASURE.get(self.cue)


def after(clause: Clause, topic: Topic) -> Topic:
    """The topic once this clause is said."""
    nodes, numbers = clause.nodes, clause.quantities
    cues = [i for i, node in enumerate(nodes) if node.sym in CUES]
    cues = [i for i in cues if nodes[i].sym not in _OF_ANY] or cues
    if cues:
        cue = cues[-1]
        unit = _UNIT.get(nodes[cue].sym, set())
        paired = {place for place, _ in pairs(clause).values()}
        return Topic(
            nodes[cue].sym,
            owned(clause, cue) and subject_of(clause, cue) == "self",
            cue in paired or any(i > cue or nodes[i].sym in unit for i in numbers),
            all(node.sym in _ENDS for node in nodes[cue + 1 :]),
            all(node.sym in _SMALL for node in nodes),
            nodes[cue].raw.lower().startswith(WAKE_NOUNS) or "MANY" in clause.syms,
        )
    if numbers:
        return replace(topic, answered=True)
    if not all(node.sym in FILLER for node in nodes):
        return replace(topic, last_word=False)
    return topic
