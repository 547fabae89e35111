"""Which number is which measure: its unit, its cue, the question asked, the words around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from bot.capture import lexicon, nights, topic
from bot.capture.answers import answers
from bot.capture.by_cue import Reading, by_cue, twin
from bot.capture.candidates import Candidate
from bot.capture.clock import between
from bot.capture.fit import (
    CORRECTS,
    FILLER,
    anaphoric,
    bare,
    bounds,
    falls,
    fragment,
    opens,
    read_as,
)
from bot.capture.measures import SCORES, Measure
from bot.capture.nodes import Node
from bot.capture.pairing import SCORELIKE, pairs
from bot.capture.scope import Clause, When, subject_of, when
from bot.capture.topic import CUE_MEASURE, Topic
from bot.capture.zeros import read_zeros

_GAVE = frozenset({"said", "put", "told", "gave", "typed", "wrote"})
_TOTAL = frozenset({"total", "altogether", "overall", "combined"})
_OTHER_TOPICS = frozenset({"PAIN", "MOOD", "WAKE", "WORST", "NOWAKE", "NOPAIN", "THROUGH"})
_NIGHT_IN_FIGURES = frozenset(  # "4 hrs 3 wakings"
    {"DUR", "NUM", "RNG", "COUNT", "WAKE", "about", "only", "just", "maybe", "with", "up"}
)
_NOT_A_LENGTH = lexicon.words("in for last later after over more another at left until then ago")


def _now(clause: Clause, index: int) -> bool:
    beside = clause.nodes[max(0, index - 1) : index + 2]
    named = any(node.sym == "NOW" for node in beside)
    return named or ("NOW" in clause.syms and fragment(clause, index))


def _closes(clause: Clause, index: int) -> bool:
    """ "the worst was when I bent, about an 8"."""
    before = clause.nodes[index - 1].sym if index else ""
    return index == len(clause.nodes) - 1 and before in {"a", "an", "about"}


class Reader:
    """Walks the clauses once, left to right, and yields a candidate for each number it places."""

    def __init__(self, asked: Measure | None, correcting: bool) -> None:
        self.asked = asked
        self.correcting = correcting
        self.topic = Topic()
        self.last: Measure | None = asked
        self.sleep_told = False
        self.others_told = False
        self.worst_told = False
        self.interrupted = False  # the clause before said that she was up: "2 hrs, feed, 2 hrs"
        self.found_any = False
        self.taken_back = False  # the clause before only took something back: "6 ... no, 5"
        self.gave = False  # the clause before told what she had answered: "I said 4, but it was 6"
        self.next_sep = ""  # how the next clause begins
        self.unread = False  # the clause before had a number that was not placed: "(2, then 3)"
        self.shared: Node | None = None  # the number "for both pain" and what comes next
        self.span_ended = False  # the last hours were from one clock time to another

    def read(self, row: Sequence[Clause]) -> Iterator[Candidate]:
        self.worst_told = any("WORST" in clause.syms for clause in row)
        self.others_told = any(clause.syms & _OTHER_TOPICS for clause in row)
        self.sleep_told = any(map(nights.of_her_night, row))
        for clause, following in zip_longest(row, row[1:]):
            if not clause.hypothetical:
                self.next_sep = following.sep if following is not None else ""
                yield from self._clause(clause, alone=len(row) == 1)
            self.interrupted = not clause.quantities and nights.was_up(clause)
            self.taken_back = bool(clause.syms & CORRECTS) and clause.syms <= FILLER | CORRECTS
            self.gave = bool(clause.syms & _GAVE and clause.quantities)
            self.topic = topic.after(clause, self.topic)

    def _clause(self, clause: Clause, alone: bool) -> Iterator[Candidate]:
        instead = self.gave and bool(clause.quantities) and anaphoric(clause, clause.quantities[0])
        corrects = self.correcting and (self._corrects(clause) or self.taken_back or instead)
        for zero in read_zeros(clause, self.asked):
            self.found_any = True
            yield zero
        if not clause.quantities and clause.sep == "and" and self.shared is not None:
            yield from self._shared(clause, self.shared)
        self.shared = None
        paired = pairs(clause)
        placed = False
        for index in clause.quantities:
            node, at = clause.nodes[index], when(clause, index)
            since = node.sym in SCORELIKE and self._since_yesterday(clause)
            if at is When.past and not since:
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
                total = clause.sep == "so" or bool(clause.syms & _TOTAL)
                last = index == len(clause.nodes) - 1
                conditional = last and self.next_sep in {"when", "whenever", "if"}
                plain = fragment(clause, index)
                own = measure != "night_wakings" or subject_of(clause, index) == "self"
                yield Candidate(
                    measure, low, high, node.start, node.end, how, at, corrects, joins, total,
                    conditional, plain, own,
                )  # fmt: skip
                self.last, self.found_any, placed = measure, True, True
                self.shared = node if "both" in clause.syms else None
                self.span_ended = how == "clock"

        self.unread = bool(clause.quantities) and not placed

    def _since_yesterday(self, clause: Clause) -> bool:
        """Yesterday belongs to the time her worst pain is asked for."""
        past = [node.raw.lower() for node in clause.nodes if node.sym == "PAST"]
        return self.asked == "pain_worst" and all(word.startswith("yesterday") for word in past)

    @staticmethod
    def _shared(clause: Clause, node: Node) -> Iterator[Candidate]:
        """ "5 for both pain and mood": the second, in a clause of its own."""
        measure = CUE_MEASURE.get(clause.nodes[0].sym)
        if len(clause.nodes) == 1 and measure in SCORES and measure is not None:
            yield Candidate(measure, node.low, node.high, node.start, node.end, "cue")

    @staticmethod
    def _corrects(clause: Clause) -> bool:
        first = next(iter(clause.quantities), len(clause.nodes))
        near = {node.sym for node in clause.nodes[max(0, first - 6) : first + 2]}
        return bool(near & CORRECTS)

    def _amount(self, clause: Clause, index: int, alone: bool, corrects: bool) -> Iterator[Reading]:
        """A number with a unit: hours or times."""
        node = clause.nodes[index]
        small = fragment(clause, index)
        if node.sym in {"DUR", "SPAN", "HM"}:
            asked = self.asked == "sleep_hours"
            topical = self.topic.cue == "SLEEP" and self.topic.hers and small
            small = small and "for" not in clause.syms and node.high >= 1
            small = small and self.next_sep != "since"
            told = (
                topical
                or (clause.syms <= _NIGHT_IN_FIGURES and len(clause.quantities) > 1)
                or (small and self.sleep_told and node.sym != "HM")
                or (
                    (small and not alone and bool(self.others_told or self.asked or self.found_any))
                    and self.asked != "exercise_done"
                )
            )
            told |= (  # "5 hrs", whatever was asked of her today
                alone and small and self.asked in SCORES and 2 <= node.high <= 14
                and node.sym == "DUR" and not clause.syms & _NOT_A_LENGTH
            )  # fmt: skip
            plain = node.sym != "HM" or small or "SLEEP" in clause.syms
            if plain and nights.is_sleep(clause, index, asked, told):
                how = "clock" if node.sym == "SPAN" else "hours"
                yield "sleep_hours", node.low, node.high, how
        elif node.raw.endswith(" x") and self.asked in SCORES and small:  # a kiss
            yield self.asked, node.low, node.high, "asked"
        elif node.sym in {"COUNT", "FEEDS"}:
            topical = (self.topic.cue == "WAKE" and small) or (
                corrects and self.last == "night_wakings"
            )
            if nights.is_waking(clause, index, self.asked == "night_wakings", topical):
                yield "night_wakings", node.low, node.high, "times"

    def _score(
        self,
        clause: Clause,
        index: int,
        pair: tuple[int, bool] | None,
        alone: bool,
        corrects: bool,
    ) -> Iterator[Reading]:
        """A number without a unit."""
        node = clause.nodes[index]
        if node.sym == "RNG" and self.span_ended and fragment(clause, index):
            hours = between(node.low, node.high)
            yield "sleep_hours", hours, hours, "clock"
            return
        if pair is not None:
            yield from by_cue(clause, index, pair, alone, self.asked, self.topic)
            return
        subject = subject_of(clause, index)
        if nights.named_sleeper(clause, index):
            return
        if subject != "self" and not (self.asked == "night_wakings" and subject == "child"):
            return
        measure, how = self._without_cue(clause, index, corrects)
        if measure is None or (node.sym == "SCORE" and measure not in SCORES):
            return
        if measure in SCORES and falls(clause, index):
            node = replace(node, low=node.high)
        if bare(clause, index, measure, alone, how == "asked"):
            said_from = index > 0 and clause.nodes[index - 1].sym == "from"
            yield measure, *bounds(node, measure, said_from), read_as(node, measure, how)
            if "both" in clause.syms and self.topic.last_word:
                yield from twin(clause, index, measure, self.topic, how)

    def _without_cue(
        self, clause: Clause, index: int, corrects: bool
    ) -> tuple[Measure | None, str]:
        if corrects and self.last is not None and self.last != "exercise_done":
            return self.last, "correction"
        if self.topic.cue == "LOW" and self.topic.alone and self.asked != "mood":
            return None, ""  # "feeling low, 2": of her mood, or the answer?
        carried = self._carried(clause, index)
        if carried is not None:
            return carried, "carried-cue"
        asked, told = self.asked, self.topic
        settles = clause.sep == "so" and "say" in clause.syms and fragment(clause, index)
        if settles and self.found_any and self.last != "exercise_done":
            return self.last, "settled"  # "2 maybe 3, so let's say 3"
        if told.cue == "SCALE" and told.alone and not told.answered and fragment(clause, index):
            return None, ""
        joins = nights.joins(clause, index, False) and not self.unread
        if self.last == "sleep_hours" and joins:
            return "sleep_hours", "hours"
        if asked is None and self.worst_told and _now(clause, index):
            return "pain_now", "beside-worst"  # "now 5, worst 8"
        if asked == "exercise_done" or asked is None:
            return nights.sleep_without_unit(clause, index, told.cue), "hours"
        return answers(clause, index, asked), "asked"

    def _carried(self, clause: Clause, index: int) -> Measure | None:
        """The measure of a cue in a clause before: "my back? a 5", "mood was 3, now 6"."""
        asked, told = self.asked, self.topic
        now, recent = "NOW" in clause.syms, bool(clause.syms & {"NOW", "TODAY"})
        mine = "mine" in clause.syms
        measure = told.measure if told.hers or mine else None
        if measure and asked not in {None, measure} and not told.alone and not recent:
            return None
        if measure == "night_wakings" and not told.noun and asked != "night_wakings":
            return None
        small = (
            fragment(clause, index)
            or (recent and told.cue != "SLEEP" and opens(clause, index))
            or (measure in SCORES and anaphoric(clause, index))
            or (told.last_word and clause.sep == "when" and _closes(clause, index))
        )
        if measure is None or not small:
            return None
        due = asked is None and (recent or mine or not told.answered)
        if not (told.last_word or due):
            return None
        if measure == "pain_worst" and (told.answered or now):
            measure = "pain_now"
        fresh = (recent or not told.hers) and measure in SCORES
        return measure if fresh or not told.answered else None
