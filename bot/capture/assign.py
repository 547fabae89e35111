"""Which number is which measure: cues, the question asked, and the words around the number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.capture import lexicon
from bot.capture.durations import as_span
from bot.capture.measures import SCORES, Measure
from bot.capture.nodes import Node, joined, rule
from bot.capture.scope import QUANTITIES, Clause, When, subject_of, when

_SCORELIKE = frozenset({"NUM", "RNG", "SCORE"})
_CUE_MEASURE: dict[str, Measure] = {
    "PAIN": "pain_now", "WORST": "pain_worst", "MOOD": "mood", "FEEL": "mood",
    "SLEEP": "sleep_hours", "WAKE": "night_wakings",
}  # fmt: skip
_CUES = frozenset(_CUE_MEASURE) | {"SCALE", "WORSTISH", "LEAST"}
_REACH = 12
_SMALL = lexicon.HEDGES | lexicon.words(
    ": = - s NOW TODAY EARLIER PAST has had have were very much so far level currently for did "
    "dropped came down up now tbh bit terrible awful bad rough horrible worse better low rubbish ~ + ?"
)
_LINKS_RIGHT = lexicon.words("for on in with my the of a an lower back current overall s wise and - NOW TODAY worth")
_AT_FINE = lexicon.words("is was its s sitting still be been hovering im around put level PAIN MOOD WORST it staying stays NOW TODAY peaked though FEEL currently about ~ rate here up down")
_FILLER = lexicon.HEDGES | {"NOW", "TODAY", "EARLIER", "s", ":", "=", "-", "~", "+", "SCALEDEF", "NEUTRAL", "X"}
_CORRECTS = lexicon.words("actually wait meant mean sorry oops correction no rather scrap typo hang should nope make")

_BLOCKS_HOURS = rule(
    r"walk|walked|walking|drove|drive|driving|worked|working|work|cried|crying|screamed|feeding|fed|"
    r"carried|carrying|pram|waited|waiting|appointment|physio|nap|napped|naps|napping|PAIN|tv|hospital|"
    r"EVERY|awake|labour|labor|surgery|bed by|bath|pump|pumped|class|session|bottle|feeds?"
)
_GOT = rule("got|had|managed|get|grabbed|snatched|scraped|caught|clocked|did")
_NIGHT = rule("TODAY|in bits|broken|in total|SLEEP|all in all|in all|altogether")


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

    @property
    def value(self) -> float:
        return (self.low + self.high) / 2


def _adjacent_cue(clause: Clause, index: int, taken: set[int]) -> int | None:
    """The cue right after the number: "6 for pain", "5 mood", "8 at its worst"."""
    nodes = clause.nodes
    for place in range(index + 1, min(index + 6, len(nodes))):
        sym = nodes[place].sym
        if sym in _CUES and sym != "FEEL":
            after = nodes[place + 1].sym if place + 1 < len(nodes) else ""
            if after in {":", "=", "-", "is", "s", "was", "at"} and place + 2 < len(nodes):
                return None
            if after in QUANTITIES and (index == 0 or place in taken) is False and _left_cue(clause, index, taken) is not None:
                return None
            return place if place not in taken else None
        if sym not in _LINKS_RIGHT:
            return None
    return None


def _left_cue(clause: Clause, index: int, taken: set[int]) -> int | None:
    """The nearest cue to the left in the clause that no number has answered yet."""
    nodes = clause.nodes
    for place in range(index - 1, max(-1, index - _REACH), -1):
        sym = nodes[place].sym
        if sym in _CUES:
            return place
    return None


def _owned(clause: Clause, cue: int) -> bool:
    """Whether the cue is hers: not "his pain", "husband's mood"."""
    nodes = clause.nodes
    place = cue - 1
    while place >= 0 and nodes[place].sym in {"back", "lower", "own", "s", "overall", "current", "NOW"}:
        place -= 1
    if place < 0:
        return True
    sym = nodes[place].sym
    if sym in lexicon.POSSESSIVE or (sym in lexicon.PERSONS and nodes[place + 1].sym == "s"):
        return False
    return sym not in (lexicon.PERSONS - {"she", "he", "they"})


def _bare(clause: Clause, index: int, asked: Measure, alone: bool) -> bool:
    """Whether a number without a cue can be the answer: nothing around it counts or names it."""
    nodes = clause.nodes
    number = nodes[index]
    if number.low >= 10_000 or number.high != number.high:
        return False
    after = nodes[index + 1] if index + 1 < len(nodes) else None
    before = nodes[index - 1] if index else None
    if number.sym != "SCORE" and after is not None:
        fine = after.sym in lexicon.FOLLOWERS or not after.sym.isalpha() or after.sym.isupper()
        if not fine and not after.sym.endswith(("ing", "ly")):
            return False
    if before is None:
        return True
    if before.sym == "at":
        ahead = nodes[index - 2].sym if index > 1 else ""
        return ahead in _AT_FINE and asked in SCORES
    if before.sym in lexicon.HEDGES or not before.sym.isalpha() or before.sym.isupper():
        return before.sym not in {"X", "/", "£", "$", "#"}
    article = index > 1 and nodes[index - 2].sym in {"a", "an"}
    ly = before.sym.endswith("ly")
    first_word = index == 1 and alone and (after is None) and number.value <= 10
    return number.sym == "SCORE" or article or ly or first_word


def _fragment(clause: Clause, quantity: int) -> bool:
    """Only small words around the number: the clause goes on with what was said before."""
    return all(
        node.sym in _FILLER or node.sym.endswith("ly") or i == quantity
        for i, node in enumerate(clause.nodes)
    )


class Reader:
    """Walks the clauses once, left to right, and yields a candidate for each number it can place."""

    def __init__(self, asked: Measure | None, correcting: bool) -> None:
        self.asked = asked
        self.correcting = correcting
        self.cue: str | None = None  # the last cue, with its clause's sentence
        self.cue_answered = False
        self.cue_ends = False
        self.last: Measure | None = asked
        self.hours_seen = False

    def read(self, row: Sequence[Clause]) -> Iterator[Candidate]:
        for position, clause in enumerate(row):
            yield from self._clause(clause, alone=len(row) == 1)
            del position

    # -- one clause ------------------------------------------------------------------------------

    def _clause(self, clause: Clause, alone: bool) -> Iterator[Candidate]:
        taken: set[int] = set()
        quantities = clause.quantities
        corrects = self._corrects(clause)
        if not clause.hypothetical:
            yield from self._values_in_words(clause)
        for index in quantities:
            node = clause.nodes[index]
            if clause.hypothetical:
                continue
            at = when(clause, index)
            if at is When.past and not self.correcting:
                self._mark(clause, index, taken)
                continue
            for measure, low, high, how in self._place(clause, index, taken, alone, corrects):
                joins = measure == "sleep_hours" and self._joins(clause, index)
                yield Candidate(measure, low, high, node.start, node.end, how, at, corrects, joins)
                self.last = measure
        cues = [i for i, node in enumerate(clause.nodes) if node.sym in _CUES and _owned(clause, i)]
        if cues:
            self.cue = clause.nodes[cues[-1]].sym
            self.cue_answered = cues[-1] in taken or (bool(quantities) and quantities[-1] > cues[-1])
            self.cue_ends = all(
                n.sym in {"?", "NOW", "TODAY", "s", "is", ":", "was"} for n in clause.nodes[cues[-1] + 1 :]
            )
        elif quantities and self.cue:
            self.cue_answered = True
        elif not all(node.sym in _FILLER for node in clause.nodes):
            self.cue_ends = False

    def _mark(self, clause: Clause, index: int, taken: set[int]) -> None:
        cue = _adjacent_cue(clause, index, taken)
        cue = _left_cue(clause, index, taken) if cue is None else cue
        if cue is not None:
            taken.add(cue)

    def _corrects(self, clause: Clause) -> bool:
        first = next(iter(clause.quantities), len(clause.nodes))
        head = {node.sym for node in clause.nodes[max(0, first - 5) : first + 2]}
        return bool(head & _CORRECTS) and self.correcting

    def _values_in_words(self, clause: Clause) -> Iterator[Candidate]:
        asked = self.asked
        nodes = clause.nodes
        for index, node in enumerate(nodes):
            at = when(clause, index)
            if at is When.past:
                continue
            subject = subject_of(clause, index)
            if node.sym == "NOPAIN" and subject == "self" and _owned(clause, index):
                measure: Measure = "pain_worst" if asked == "pain_worst" else "pain_now"
                yield Candidate(measure, 0, 0, node.start, node.end, "no-pain", at)
            elif node.sym == "NOSLEEP" and subject == "self":
                yield Candidate("sleep_hours", 0, 0, node.start, node.end, "no-sleep", at)
            elif node.sym == "NOWAKE" and subject != "partner":
                known = node.raw.startswith("not") and len(node.raw.split()) <= 3 and "w" not in node.raw
                if not known or asked == "night_wakings":
                    yield Candidate("night_wakings", 0, 0, node.start, node.end, "no-waking", at)
            elif node.sym == "THROUGH" and (subject == "self" or asked == "night_wakings"):
                if subject != "partner":
                    yield Candidate("night_wakings", 0, 0, node.start, node.end, "no-waking", at)
            elif node.sym in {"none", "nothing", "never", "zip"} and asked is not None:
                yield from self._none(clause, index, asked)

    def _none(self, clause: Clause, index: int, asked: Measure) -> Iterator[Candidate]:
        node = clause.nodes[index]
        words = {n.sym for n in clause.nodes} - {node.sym}
        plain = words <= (_FILLER | lexicon.words("whatsoever thankfully really pain sleep wakings any at all SLEEP WAKE PAIN yet so"))
        if asked not in {"pain_now", "pain_worst", "sleep_hours", "night_wakings"} or not plain:
            return
        if node.sym == "never" and asked != "night_wakings":
            return
        if node.sym == "nothing" and words & {"like", "really"}:
            return
        yield Candidate(asked, 0, 0, node.start, node.end, "none-when-asked")

    # -- one number ------------------------------------------------------------------------------

    def _place(
        self, clause: Clause, index: int, taken: set[int], alone: bool, corrects: bool
    ) -> Iterator[tuple[Measure, float, float, str]]:
        node = clause.nodes[index]
        if node.sym in {"DUR", "SPAN", "HM"}:
            if self._is_sleep(clause, index, alone):
                yield "sleep_hours", node.low, node.high, "hours" if node.sym == "DUR" else "clock"
        elif node.sym == "COUNT":
            if self._is_waking(clause, index, corrects):
                yield "night_wakings", node.low, node.high, "times"
        elif node.sym in _SCORELIKE:
            yield from self._score(clause, index, taken, alone, corrects)

    def _is_sleep(self, clause: Clause, index: int, alone: bool) -> bool:
        line = joined(clause.nodes)
        node = clause.nodes[index]
        if subject_of(clause, index) != "self" or self._named_sleeper(clause, index):
            return False
        cued = "SLEEP" in clause.syms
        if node.sym == "HM":
            return (cued and "SLEEP" == clause.nodes[index - 1].sym) or (
                self.asked == "sleep_hours" and _bare(clause, index, "sleep_hours", alone) and _fragment(clause, index)
            )
        if cued:
            return True
        if _BLOCKS_HOURS.search(line):
            return False
        if self.asked == "sleep_hours" or self.hours_seen:
            return True
        if node.sym == "SPAN":
            return self.cue == "SLEEP" and _fragment(clause, index)
        if _GOT.search(line) and (
            _NIGHT.search(line) or subject_of(clause, index) == "self" and clause.syms & {"i", "we", "ive", "me"}
        ):
            return bool(clause.syms & {"got", "managed", "get", "grabbed", "snatched"}) or bool(_NIGHT.search(line))
        if "TODAY" in clause.syms or "me" in clause.syms or self.cue == "SLEEP":
            return True
        return _fragment(clause, index) and not alone and (self.cue is not None or self.asked is not None)

    def _named_sleeper(self, clause: Clause, index: int) -> bool:
        """ "Theo slept 6 hours": a word that can only be a name, right before the verb."""
        for place in range(index - 1, -1, -1):
            node = clause.nodes[place]
            if node.sym != "SLEEP" or place == 0 or node.raw.lower() in {"kip"}:
                continue
            ahead = clause.nodes[place - 1]
            return (
                place == 1
                and clause.sep in {"", ".", "!", "?", "¶", ",", "and", "but"}
                and node.raw.lower() in {"slept", "sleeps", "slep"}
                and ahead.sym.isalpha()
                and ahead.sym.islower()
                and ahead.sym not in lexicon.HEDGES | lexicon.FOLLOWERS | lexicon.BEFORE_SLEPT
                and not ahead.sym.endswith("ly")
            )
        return False

    def _is_waking(self, clause: Clause, index: int, corrects: bool) -> bool:
        subject = subject_of(clause, index)
        if subject == "partner":
            return False
        if "WAKE" in clause.syms:
            return True
        if corrects and self.last == "night_wakings":
            return True
        if self.cue == "WAKE" and _fragment(clause, index):
            return True
        if self.asked != "night_wakings":
            return False
        blocked = lexicon.words("lifted carried week weekly day daily called rang texted exercises sets walked EXERCISE nappies changed PAIN SLEEP")
        return not clause.syms & blocked

    def _score(
        self, clause: Clause, index: int, taken: set[int], alone: bool, corrects: bool
    ) -> Iterator[tuple[Measure, float, float, str]]:
        node = clause.nodes[index]
        cue = self._cue_for(clause, index, taken)
        asked = self.asked
        if cue is not None:
            fresh = cue not in taken
            taken.add(cue)
            yield from self._by_cue(clause, index, cue, fresh, alone)
            return
        subject = subject_of(clause, index)
        if subject != "self" and not (asked == "night_wakings" and subject == "child"):
            return
        fragment = _fragment(clause, index)
        if corrects and self.last is not None and self.last != "exercise_done":
            if node.sym != "SCORE" or self.last in SCORES:
                if _bare(clause, index, self.last, alone):
                    yield self.last, *self._bounds(node, self.last), "correction"
            return
        if self.cue and fragment and (not self.cue_answered or clause.syms & {"NOW"}) and (
            asked is None or self.cue_ends or (self.cue_answered and "NOW" in clause.syms)
        ):
            measure = _CUE_MEASURE.get(self.cue)
            if measure == "pain_worst" and self.cue_answered:
                measure = "pain_now"
            if measure == "pain_now" and asked == "pain_worst" and "NOW" not in clause.syms:
                measure = "pain_worst"
            if measure and (node.sym != "SCORE" or measure in SCORES):
                if measure in SCORES or not self.cue_answered:
                    if _bare(clause, index, measure, alone):
                        yield measure, *self._bounds(node, measure), "carried-cue"
                        return
            if self.cue_ends:
                return
        if asked in SCORES and _bare(clause, index, asked, alone):
            measure = asked
            if asked == "pain_worst" and "NOW" in clause.syms:
                measure = "pain_now"
            yield measure, node.low, node.high, "asked"
        elif asked in {"sleep_hours", "night_wakings"} and node.sym != "SCORE":
            blocked = {"PAIN", "WAKE"} if asked == "sleep_hours" else {"PAIN", "SLEEP", "DUR"}
            if _bare(clause, index, asked, alone) and not clause.syms & blocked:
                yield asked, *self._bounds(node, asked), "asked"
        elif self.hours_seen and node.sym == "NUM" and self._joins(clause, index):
            yield "sleep_hours", node.low, node.high, "hours"
        elif "TODAY" in clause.syms and node.sym != "SCORE" and clause.syms & {"got", "managed"} and asked is None:
            if _bare(clause, index, "sleep_hours", alone):
                yield "sleep_hours", *self._bounds(node, "sleep_hours"), "hours"

    @staticmethod
    def _bounds(node: Node, measure: Measure) -> tuple[float, float]:
        if measure == "sleep_hours" and node.sym == "RNG":
            hours = as_span(node)
            if hours is not None:
                return hours, hours
        if measure == "sleep_hours" and node.sym == "NUM":
            whole, dot, part = node.raw.partition(".")
            if dot and part in {"15", "30", "45"}:
                hours = float(whole) + int(part) / 60
                return hours, hours
        if measure in SCORES and node.low > node.high:
            return node.high, node.high
        return node.low, node.high

    def _cue_for(self, clause: Clause, index: int, taken: set[int]) -> int | None:
        left = _left_cue(clause, index, taken)
        right = _adjacent_cue(clause, index, taken)
        nodes = clause.nodes
        if right is not None and nodes[right].sym == "WORST":
            return right
        if left is not None and left not in taken:
            between = [n for n in nodes[left + 1 : index] if n.sym in QUANTITIES]
            if not between:
                return left if right is None or self._tight(nodes, left, index) else right
        return right if right is not None else left

    @staticmethod
    def _tight(nodes: Sequence[Node], left: int, index: int) -> bool:
        return all(node.sym in _SMALL for node in nodes[left + 1 : index])

    def _by_cue(
        self, clause: Clause, index: int, cue: int, fresh: bool, alone: bool
    ) -> Iterator[tuple[Measure, float, float, str]]:
        node, name = clause.nodes[index], clause.nodes[cue].sym
        asked = self.asked
        measure = _CUE_MEASURE.get(name)
        if name == "WORSTISH":
            others = any(n.sym == "PAIN" for n in clause.nodes)
            measure = asked if asked in SCORES else ("pain_now" if others else None)
            if asked in {"sleep_hours", "night_wakings"}:
                measure = asked
        if name == "FEEL":
            measure = "pain_now" if "PAIN" in clause.syms else (asked if asked in SCORES else "mood")
        if measure is None or not _owned(clause, cue):
            return
        subject = subject_of(clause, cue)
        if subject != "self" and not (name == "WAKE" and subject == "child"):
            if not (clause.nodes[cue].sym in {"PAIN", "MOOD"} and _owned_by_me(clause, cue)):
                return
        if measure in SCORES:
            yield from self._score_by_cue(clause, index, cue, fresh, measure, alone)
        elif node.sym != "SCORE":
            yield from self._amount_by_cue(clause, index, cue, measure)

    def _score_by_cue(
        self, clause: Clause, index: int, cue: int, fresh: bool, measure: Measure, alone: bool
    ) -> Iterator[tuple[Measure, float, float, str]]:
        node = clause.nodes[index]
        near = self._tight(clause.nodes, min(cue, index), max(cue, index))
        now = when(clause, index) is When.now
        if measure == "pain_worst" and not fresh:
            measure = "pain_now"
            if not now:
                return
        worst_asked = self.asked == "pain_worst" and clause.nodes[cue].sym == "PAIN"
        if worst_asked and not now:
            measure = "pain_worst"
        if not near and node.sym != "SCORE" and not _bare(clause, index, measure, alone):
            return
        if node.sym == "NUM" and index + 1 < len(clause.nodes):
            after = clause.nodes[index + 1].sym
            if after in lexicon.TIMES:
                return
        yield measure, *self._bounds(node, measure), "cue"
        if "both" in clause.syms and cue < index:
            for other in clause.nodes[:cue]:
                twin = _CUE_MEASURE.get(other.sym)
                if twin in SCORES and twin != measure:
                    yield twin, *self._bounds(node, twin), "cue"

    def _amount_by_cue(
        self, clause: Clause, index: int, cue: int, measure: Measure
    ) -> Iterator[tuple[Measure, float, float, str]]:
        nodes = clause.nodes
        between = [n.sym for n in nodes[min(cue, index) + 1 : max(cue, index)]]
        if "at" in between or not all(sym in _SMALL or sym.endswith("ly") for sym in between):
            if not (self.asked == measure and "at" not in between and _bare(clause, index, measure, False)):
                return
        if not _bare(clause, index, measure, False) and cue < index:
            return
        if measure == "sleep_hours" and self._named_sleeper(clause, index):
            return
        yield measure, *self._bounds(nodes[index], measure), "cue"

    def _joins(self, clause: Clause, index: int) -> bool:
        """Whether these hours come on top of the ones before: "then another 90 min"."""
        before = {n.sym for n in clause.nodes[max(0, index - 4) : index]}
        after = clause.nodes[index + 1].sym if index + 1 < len(clause.nodes) else ""
        adding = clause.sep in {"then", "plus", "+"} or bool(before & {"another", "plus", "+", "further", "extra", "then"})
        return adding or after in {"more", "again"}


def _owned_by_me(clause: Clause, cue: int) -> bool:
    return cue == 0 or clause.nodes[cue - 1].sym in {"my", "MY", "the", "own", "and", "so"}
