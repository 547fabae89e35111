"""Which number is which measure: its unit, its cue, the question asked, the words around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.capture import lexicon, nights
from bot.capture.clock import between
from bot.capture.fit import (
    CORRECTS,
    FILLER,
    bare,
    bounds,
    falls,
    fragment,
    opens,
    owned,
    read_as,
)
from bot.capture.measures import SCORES, Measure
from bot.capture.pairing import CUES, SCORELIKE, WAKE_NOUNS, pairs, tight
from bot.capture.scope import Clause, When, subject_of, when

_CUE_MEASURE: dict[str, Measure] = {
    "PAIN": "pain_now", "WORST": "pain_worst", "MOOD": "mood", "FEEL": "mood",
    "SLEEP": "sleep_hours", "WAKE": "night_wakings",
}  # fmt: skip
_HOW = {"SPAN": "clock"}
_NAMING = frozenset({"PAIN", "MOOD", "FEEL", "SLEEP", "WAKE"})
_ENDS = lexicon.words("? NOW TODAY NIGHT s is : was = level")


@dataclass(frozen=True)
class Candidate:
    """A reading of one number. `joins` marks hours to be added to the ones before."""

    measure: Measure
    low: float
    high: float
    start: int
    end: int
    rule: str
    when: When = When.said
    corrects: bool = False
    joins: bool = False
    own: bool = True  # of herself: her baby's wakings count only where she tells none of hers

    @property
    def value(self) -> float:
        return (self.low + self.high) / 2


@dataclass
class _Topic:
    """The last cue named, for numbers that follow it in a clause of their own."""

    cue: str = ""
    hers: bool = True
    answered: bool = True
    last_word: bool = False
    alone: bool = False  # nothing else was said in its clause: "Mood? 5"
    noun: bool = True


def _of_her_night(clause: Clause) -> bool:
    return clause.subject == "self" and (
        "SLEEP" in clause.syms or any("night" in node.raw.lower() for node in clause.nodes)
    )


class Reader:
    """Walks the clauses once, left to right, and yields a candidate for each number it places."""

    def __init__(self, asked: Measure | None, correcting: bool) -> None:
        self.asked = asked
        self.correcting = correcting
        self.topic = _Topic()
        self.last: Measure | None = asked
        self.sleep_told = False
        self.others_told = False
        self.interrupted = False  # the clause before said that she was up: "2 hrs, feed, 2 hrs"
        self.found_any = False
        self.taken_back = False  # the clause before only took something back: "6 ... no, 5"
        self.span_ended = False  # the last hours were from one clock time to another

    def read(self, row: Sequence[Clause]) -> Iterator[Candidate]:
        self.others_told = any(clause.syms & {"PAIN", "MOOD", "WAKE", "WORST"} for clause in row)
        self.sleep_told = any(_of_her_night(clause) for clause in row)
        for clause in row:
            if not clause.hypothetical:
                yield from self._clause(clause, alone=len(row) == 1)
            self._remember(clause)

    def _clause(self, clause: Clause, alone: bool) -> Iterator[Candidate]:
        corrects = self.correcting and (self._corrects(clause) or self.taken_back)
        yield from self._values_in_words(clause)
        paired = pairs(clause)
        for index in clause.quantities:
            node, at = clause.nodes[index], when(clause, index)
            if at is When.past and not self.correcting:
                continue
            if node.sym in SCORELIKE:
                readings = self._score(clause, index, paired.get(index), alone, corrects)
            else:
                readings = self._amount(clause, index, alone, corrects)
            for measure, low, high, how in readings:
                more = self.interrupted and self.last == "sleep_hours"
                joins = measure == "sleep_hours" and (
                    more or nights.joins(clause, index, self.span_ended)
                )
                own = measure != "night_wakings" or subject_of(clause, index) == "self"
                yield Candidate(
                    measure, low, high, node.start, node.end, how, at, corrects, joins, own
                )
                self.last, self.found_any = measure, True
                self.span_ended = how == "clock"

    def _remember(self, clause: Clause) -> None:
        nodes = clause.nodes
        self.interrupted = not clause.quantities and nights.was_up(clause)
        self.taken_back = bool(clause.syms & CORRECTS) and clause.syms <= FILLER | CORRECTS
        cues = [i for i, node in enumerate(nodes) if node.sym in CUES]
        numbers = clause.quantities
        if cues:
            cue = cues[-1]
            unit = {"SLEEP": {"DUR", "SPAN"}, "WAKE": {"COUNT"}}.get(nodes[cue].sym, set())
            answered = any(i > cue or nodes[i].sym in unit for i in numbers) or cue in {
                place for place, _ in pairs(clause).values()
            }
            rest = nodes[cue + 1 :]
            self.topic = _Topic(
                nodes[cue].sym,
                owned(clause, cue) and subject_of(clause, cue) == "self",
                answered,
                all(node.sym in _ENDS for node in rest),
                all(n.sym in (FILLER | CUES) - {"X"} for n in nodes),
                nodes[cue].raw.lower().startswith(WAKE_NOUNS),
            )
        elif numbers:
            self.topic.answered = True
        elif not all(node.sym in FILLER for node in nodes):
            self.topic.last_word = False

    @staticmethod
    def _corrects(clause: Clause) -> bool:
        first = next(iter(clause.quantities), len(clause.nodes))
        near = {node.sym for node in clause.nodes[max(0, first - 6) : first + 2]}
        return bool(near & CORRECTS)

    # -- words that are values -------------------------------------------------------------------

    def _values_in_words(self, clause: Clause) -> Iterator[Candidate]:
        for index, node in enumerate(clause.nodes):
            if node.sym not in {
                "NOPAIN",
                "NOSLEEP",
                "NOWAKE",
                "NOTONCE",
                "THROUGH",
                "none",
                "nothing",
                "never",
                "zip",
            }:
                continue
            at = when(clause, index)
            if at is When.past:
                continue
            reading = self._word(clause, index)
            if reading is not None:
                measure, how = reading
                yield Candidate(measure, 0, 0, node.start, node.end, how, at)
                self.found_any = True

    def _word(self, clause: Clause, index: int) -> tuple[Measure, str] | None:
        node, asked = clause.nodes[index], self.asked
        subject = subject_of(clause, index)
        if node.sym == "NOPAIN":
            measure: Measure = "pain_worst" if asked == "pain_worst" else "pain_now"
            return (measure, "no-pain") if subject == "self" and owned(clause, index) else None
        if node.sym == "NOSLEEP":
            return ("sleep_hours", "no-sleep") if subject == "self" else None
        if node.sym == "NOWAKE":
            return ("night_wakings", "no-waking") if subject != "partner" else None
        if node.sym == "NOTONCE":
            return ("night_wakings", "none-when-asked") if asked == "night_wakings" else None
        if node.sym == "THROUGH":
            known = subject == "self" or (asked == "night_wakings" and subject == "child")
            return ("night_wakings", "no-waking") if known else None
        return self._none(clause, index)

    def _none(self, clause: Clause, index: int) -> tuple[Measure, str] | None:
        asked, word = self.asked, clause.nodes[index].sym
        if asked is None or asked not in {"pain_now", "pain_worst", "sleep_hours", "night_wakings"}:
            return None
        others = {node.sym for i, node in enumerate(clause.nodes) if i != index}
        others = {sym for sym in others if not sym.endswith("ly")}
        plain = others <= FILLER | lexicon.words("whatsoever any yet day SLEEP WAKE PAIN")
        if not plain or others & {"like", "really", "SLEEP" if asked != "sleep_hours" else ""}:
            return None
        return (asked, "none-when-asked") if word != "never" or asked == "night_wakings" else None

    # -- numbers with a unit ---------------------------------------------------------------------

    def _amount(
        self, clause: Clause, index: int, alone: bool, corrects: bool
    ) -> Iterator[tuple[Measure, float, float, str]]:
        node = clause.nodes[index]
        small = fragment(clause, index)
        if node.sym in {"DUR", "SPAN", "HM"}:
            asked = self.asked == "sleep_hours"
            topical = self.topic.cue == "SLEEP" and self.topic.hers and small
            small = small and "for" not in clause.syms
            told = (
                topical
                or (small and self.sleep_told)
                or (small and not alone and bool(self.others_told or self.asked or self.found_any))
            )
            plain = node.sym != "HM" or small or "SLEEP" in clause.syms
            if plain and nights.is_sleep(clause, index, asked, told):
                yield "sleep_hours", node.low, node.high, _HOW.get(node.sym, "hours")
        elif node.raw.endswith(" x") and self.asked in SCORES and small:  # a kiss
            yield self.asked, node.low, node.high, "asked"
        elif node.sym in {"COUNT", "FEEDS"}:
            topical = (self.topic.cue == "WAKE" and small) or (
                corrects and self.last == "night_wakings"
            )
            if nights.is_waking(clause, index, self.asked == "night_wakings", topical):
                yield "night_wakings", node.low, node.high, "times"

    # -- numbers without -------------------------------------------------------------------------

    def _score(
        self,
        clause: Clause,
        index: int,
        pair: tuple[int, bool] | None,
        alone: bool,
        corrects: bool,
    ) -> Iterator[tuple[Measure, float, float, str]]:
        node = clause.nodes[index]
        if node.sym == "RNG" and self.span_ended and fragment(clause, index):
            hours = between(node.low, node.high)
            yield "sleep_hours", hours, hours, "clock"
            return
        if pair is not None:
            yield from self._by_cue(clause, index, *pair, alone)
            return
        subject = subject_of(clause, index)
        if subject != "self" and not (self.asked == "night_wakings" and subject == "child"):
            return
        measure, how = self._without_cue(clause, index, corrects)
        if measure is None or (node.sym == "SCORE" and measure not in SCORES):
            return
        if measure in SCORES and falls(clause, index):
            node = replace(node, low=node.high)
        if bare(clause, index, measure, alone):
            yield measure, *bounds(node, measure), read_as(node, measure, how)
            if "both" in clause.syms and self.topic.last_word:
                twin = _CUE_MEASURE.get(self.topic.cue)
                if twin in SCORES and twin != measure:
                    yield twin, *bounds(node, twin), how

    def _without_cue(
        self, clause: Clause, index: int, corrects: bool
    ) -> tuple[Measure | None, str]:
        asked, topic = self.asked, self.topic
        now, recent = "NOW" in clause.syms, bool(clause.syms & {"NOW", "TODAY"})
        if corrects and self.last is not None and self.last != "exercise_done":
            return self.last, "correction"
        carried = _CUE_MEASURE.get(topic.cue) if topic.hers or "mine" in clause.syms else None
        small = fragment(clause, index)
        if carried and asked is not None and carried != asked and not topic.alone and not recent:
            carried = None
        if carried == "night_wakings" and not topic.noun and asked != "night_wakings":
            carried = None
        if carried and recent and topic.cue != "SLEEP" and opens(clause, index):
            small = True
        if (
            carried
            and small
            and (
                topic.last_word
                or (asked is None and (recent or "mine" in clause.syms or not topic.answered))
            )
        ):
            if carried == "pain_worst" and (topic.answered or now):
                carried = "pain_now"
            if not topic.answered or ((recent or not topic.hers) and carried in SCORES):
                return carried, "carried-cue"
        if topic.cue == "SCALE" and small and topic.alone and not topic.answered:
            return None, ""
        if self.last == "sleep_hours" and nights.joins(clause, index, False):
            return "sleep_hours", "hours"
        if asked == "exercise_done" or asked is None:
            return nights.sleep_without_unit(clause, index, topic.cue), "hours"
        if asked in SCORES:
            return ("pain_now" if asked == "pain_worst" and now else asked), "asked"
        other = (
            {"PAIN", "WAKE", "bed", "went", "settled"}
            if asked == "sleep_hours"
            else {"PAIN", "SLEEP", "DUR"}
        )
        return (None if clause.syms & other else asked), "asked"

    def _by_cue(
        self, clause: Clause, index: int, cue: int, fresh: bool, alone: bool
    ) -> Iterator[tuple[Measure, float, float, str]]:
        node, name = clause.nodes[index], clause.nodes[cue].sym
        measure = self._cue_measure(clause, name)
        if measure is None or not owned(clause, cue):
            return
        subject = subject_of(clause, cue)
        mine = cue > 0 and clause.nodes[cue - 1].sym in {"my", "own"}
        if subject != "self" and not mine and not (name == "WAKE" and subject == "child"):
            return
        near = tight(clause.nodes, cue, index)
        if measure not in SCORES:
            between = {n.sym for n in clause.nodes[min(cue, index) : max(cue, index)]}
            asked = self.asked == measure
            if name == "WAKE" and between & {"with", "to", "in", "from", "was", "is", "its"}:
                verb = not clause.nodes[cue].raw.lower().startswith(WAKE_NOUNS)
                if verb or between & {"with", "to", "in", "from"}:
                    return
            if node.sym == "SCORE" or "at" in between or not (near or asked):
                return
            if (cue < index and not bare(clause, index, measure, False)) or nights.named_sleeper(
                clause, index
            ):
                return
            yield measure, *bounds(node, measure), read_as(node, measure, "cue")
            return
        now = when(clause, index) is When.now and "NOW" in clause.syms
        if measure == "pain_worst" and not fresh:
            if not now:
                return
            measure = "pain_now"
        if self.asked == "pain_worst" and name == "PAIN" and not now:
            measure = "pain_worst"
        if near or node.sym == "SCORE" or bare(clause, index, measure, alone):
            yield measure, *bounds(node, measure), "cue"
            if "both" in clause.syms and self.topic.last_word:
                twin = _CUE_MEASURE.get(self.topic.cue)
                if twin in SCORES and twin != measure:
                    yield twin, *bounds(node, twin), "cue"

    def _cue_measure(self, clause: Clause, name: str) -> Measure | None:
        asked = self.asked
        if name == "WORSTISH":
            if asked is not None and asked != "exercise_done":
                return asked
            named = next((n.sym for n in clause.nodes if n.sym in _NAMING), "")
            return _CUE_MEASURE.get(named)
        if name == "LEAST":
            new_low = any(node.raw.lower() == "lowest" for node in clause.nodes)
            return asked if new_low and asked in SCORES else None
        if name == "FEEL":
            if "PAIN" in clause.syms:
                return "pain_now"
            return asked if asked in SCORES else "mood"
        return _CUE_MEASURE.get(name)
