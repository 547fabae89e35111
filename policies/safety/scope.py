"""Whose sign is it, and is it here and now? What excuses a hit of a concept.

Written for this screen and careful on purpose: a cue excuses only the words it plainly reaches
("no fever or chills"), and anything that says the sign is present ("no, the numbness is still
there", "it hasn't gone away") wins. The cues themselves are data, in ``scope.yml``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policies.safety.normalise import Word
from policies.safety.together import Hit

EXCUSES = ("figure", "negated", "resolved", "past", "hypothetical")
HER, BABY, OTHER = "her", "baby", "other"
# The concepts of scope.yml that are read here.
CUES = frozenset(
    ["figure_of_speech", "negation", "not_a_negation", "resolved", "not_resolved", "still_here",
     "filler", "long_ago", "not_long_ago", "hypothetical", "general_question", "baby_word",
     "other_he", "other_she", "other_person", "finite_verb"]
)  # fmt: skip

_FAR = 40  # words; the longest sentence that makes sense as one
_REACH = 7  # words a negation reaches without a list to carry it further
_LIST = frozenset(["or", "nor", "any", "no"])
_CONTRAST = frozenset(
    ["but", "though", "although", "however", "except", "because", "just", "only", "still",
     "now", "yet", "then", "so", "while", "since", "apart", "til", "till", "until"]
)  # fmt: skip
_I = frozenset(["i", "im", "ive", "id", "i'll", "my", "me", "mine", "myself"])
_NEW_SUBJECT = _I | frozenset(
    ["its", "it", "theres", "he", "she", "hes", "shes", "his", "her", "baby", "babys", "theyre"]
)
_FINITE = frozenset(["is", "are", "was", "has", "have", "feels", "keeps", "got", "hurts", "im"])
_PLAIN_NO = frozenset(["no", "nope", "nah", "never", "none"])
_ANSWER_NO = frozenset(["no", "nope", "none", "nah", "negative", "nil"])
_HERE_AND_NOW = frozenset(["my", "im", "ive", "its", "theres", "now", "today", "tonight", "cant"])
_CLAUSE_WORDS = frozenset(
    ["and", "but", "because", "that", "when", "if", "as", "so", "since", "while", "or", "then",
     "now", "also", "says", "said", "thinks", "noticed", "think", "plus", "like", "where", "is",
     "has", "does", "until", "till", "after", "before", "though", "although", "that"]
)  # fmt: skip
_DETERMINERS = frozenset(["my", "the", "our", "a", "an", "this", "your", "one", "his", "her"])
_PREPOSITIONS = frozenset(
    ["of", "with", "to", "for", "at", "from", "by", "on", "about", "around", "near", "in",
     "holding", "feeding", "lifting", "carrying", "tell", "told", "see", "seeing"]
)  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """For each word of a message: which excuses reach it, and whose body the clause is about."""

    excused: tuple[frozenset[str], ...]
    negated_by: tuple[frozenset[int], ...]
    whose: tuple[str, ...]
    baby_near: tuple[bool, ...]

    def excuse(self, hit: Hit, meant: frozenset[int] = frozenset()) -> set[str]:
        """The excuses that reach any phrase of a hit.

        A "no" among the words that are ``meant`` ("no feeling in my bottom") negates nothing.
        """
        excuses: set[str] = set()
        for first, _ in hit.spans:
            excuses |= self.excused[first]
            if self.negated_by[first] - meant - hit.words():
                excuses.add("negated")
        return excuses

    def about(self, hit: Hit, who: str) -> bool:
        """Whether the hit can be a sign of ``who``: her, baby or any."""
        if who == "any":
            return True
        whose = {self.whose[first] for first, _ in hit.spans}
        if who == HER:
            return not whose & {BABY, OTHER}
        return OTHER not in whose and (
            BABY in whose or any(self.baby_near[first] for first, _ in hit.spans)
        )


class _Reader:
    def __init__(self, message: Sequence[Word], hits: Mapping[str, list[Hit]]) -> None:
        self.message = message
        self.hits = hits
        self.size = len(message)
        self.excused: list[set[str]] = [set() for _ in message]
        self.negated_by: list[set[int]] = [set() for _ in message]
        self._covers: dict[str, frozenset[int]] = {}
        self._bounds: dict[int, tuple[int, int]] = {}
        for at, word in enumerate(message):
            first, _ = self._bounds.get(word.sentence, (at, at))
            self._bounds[word.sentence] = (first, at + 1)

    def spans(self, name: str) -> list[Hit]:
        return self.hits.get(name, [])

    def inside(self, at: int, name: str) -> bool:
        if name not in self._covers:
            self._covers[name] = frozenset(
                at for hit in self.spans(name) for at in range(hit.first, hit.last + 1)
            )
        return at in self._covers[name]

    def sentence(self, at: int) -> tuple[int, int]:
        """First word and one past the last of the sentence around a word (or of what is near)."""
        first, end = self._bounds[self.message[at].sentence]
        return max(first, at - _FAR), min(end, at + _FAR)

    def mark(self, first: int, end: int, excuse: str) -> None:
        for at in range(max(first, 0), min(end, self.size)):
            self.excused[at].add(excuse)

    def any_between(self, name: str, first: int, end: int) -> bool:
        return any(self.inside(at, name) for at in range(first, end))

    # figures of speech -------------------------------------------------------------------
    def figures(self) -> None:
        for hit in self.spans("figure_of_speech"):
            self.mark(hit.first, hit.last + 1, "figure")

    # negation ----------------------------------------------------------------------------
    def negations(self) -> None:
        for hit in self.spans("negation"):
            if not self.inside(hit.first, "not_a_negation"):
                for at in range(hit.last + 1, self._negated_until(hit)):
                    self.negated_by[at].add(hit.first)
        for at, word in enumerate(self.message):
            if word.form in _ANSWER_NO and word.after in ("question", "comma"):
                self._answered_no(at)

    def _negated_until(self, cue: Hit) -> int:
        message = self.message
        at = cue.last + 1
        carried = at
        while at < self.size and message[at].sentence == message[cue.last].sentence:
            word = message[at]
            begun = at > cue.last + 1
            if word.form in _CONTRAST or at - carried >= _REACH:
                return at
            if word.after == "comma" and not (begun and self._goes_on(at)):
                return at
            if word.form in ("or", "nor"):
                carried = at
            elif word.form == "and" and not self._one_more(at):
                return at
            elif word.form in _NEW_SUBJECT and (
                begun or message[cue.first].form in _PLAIN_NO
            ):
                return at
            elif not begun and word.form == "the" and message[cue.first].form in _PLAIN_NO:
                return at
            at += 1
        return at

    def _goes_on(self, at: int) -> bool:
        """After a comma: is this still the list of what is not there?"""
        clause = self.message[at].clause
        chunk = []
        for word in self.message[at : at + 6]:
            if word.clause != clause:
                break
            chunk.append(word.form)
        _, end = self.sentence(at)
        rest = {word.form for word in self.message[at : min(end, at + 12)]}
        plain = not (set(chunk) & (_FINITE | _NEW_SUBJECT | _CONTRAST))
        return plain and bool(rest & _LIST)

    def _one_more(self, at: int) -> bool:
        """"no numbness and tingling": one word after "and", then the clause is over."""
        following = at + 2
        return following >= self.size or (
            self.message[following].after != "" or self.message[following].form == "or"
        )

    def _answered_no(self, at: int) -> None:
        """"fever? nope", "fever - no"."""
        before = at - 1
        if before < 0:
            return
        first, end = self.sentence(before)
        if self.message[at].after == "comma":
            alone = at + 1 >= self.size or self.message[at + 1].after != ""
            clause = self.message[before].clause
            while self.message[first].clause != clause:
                first += 1
            end = at if alone else first
        if end - first <= 4:
            self.mark(first, min(end, at), "negated")

    # over and done with ------------------------------------------------------------------
    def resolved(self) -> None:
        for hit in self.spans("resolved"):
            if self.inside(hit.first, "not_resolved") or self.inside(hit.last, "not_resolved"):
                continue
            first, end = self.sentence(hit.first)
            start = self._segment_start(hit.first, first)
            if all(self._filler(at) for at in range(start, hit.first)):
                start = first
                if hit.first - first <= 4 and first > 0 and all(
                    self._filler(at) for at in range(first, hit.first)
                ):
                    start = self.sentence(first - 1)[0]
            if not self.any_between("still_here", start, end):
                self.mark(start, hit.last + 1, "resolved")

    def _segment_start(self, at: int, first: int) -> int:
        while at > first and self.message[at].after == "" and self.message[at].form not in (
            "and", "but", "though", "then"
        ):  # fmt: skip
            at -= 1
        return at

    def _filler(self, at: int) -> bool:
        return self.inside(at, "filler")

    def long_ago(self) -> None:
        for hit in self.spans("long_ago"):
            if self.inside(hit.first, "not_long_ago"):
                continue
            first, end = self.sentence(hit.first)
            start = hit.first
            while start > first and not self._turns(start):
                start -= 1
            stop = hit.last + 1
            while stop < end and not self._turns(stop):
                stop += 1
            if not self.any_between("still_here", start, end):
                self.mark(start, stop, "past")

    def _turns(self, at: int) -> bool:
        """Does a clause about the present begin here?"""
        word = self.message[at]
        if word.form in ("but", "now", "today", "tonight"):
            return True
        joined = at > 0 and self.message[at - 1].form in ("and", "because", "so")
        return word.form in _HERE_AND_NOW and (joined or word.after == "comma")

    # questions in general, and what has not happened ---------------------------------------
    def hypotheticals(self) -> None:
        for name in ("hypothetical", "general_question"):
            for hit in self.spans(name):
                _, end = self.sentence(hit.first)
                stop = hit.last + 1
                while stop < end and not self._turns_real(stop):
                    stop += 1
                own = {word.form for word in self.message[hit.last + 1 : stop]} & (
                    _I | {"hes", "shes", "his", "she", "he", "her"}
                )
                if name == "general_question" and own:
                    continue
                self.mark(hit.first, stop, "hypothetical")

    def _turns_real(self, at: int) -> bool:
        word = self.message[at]
        if word.form in ("but", "because"):
            return True
        joined = at > 0 and self.message[at - 1].form in ("and", "as", "since", "so")
        return word.form in ("my", "im", "ive", "i", "mine") and (
            joined or word.after == "comma"
        )

    # whose -------------------------------------------------------------------------------
    def whose(self) -> tuple[list[str], list[bool]]:
        people: dict[int, tuple[str, str]] = {}
        for name, who in (("baby_word", BABY), ("other_he", OTHER), ("other_she", OTHER),
                          ("other_person", OTHER)):  # fmt: skip
            for hit in self.spans(name):
                for at in range(hit.first, hit.last + 1):
                    people[at] = (who, name)
        subject = HER
        result: list[str] = []
        certain: list[bool] = []
        sure = False
        known: dict[str, str] = {}  # kind -> whose, the last named at the end
        for at, word in enumerate(self.message):
            begins = word.after in ("stop", "question")
            if begins and word.form not in ("he", "she", "hes", "shes", "his", "her", "they"):
                subject, sure = HER, False
            if at in people:
                known.pop(people[at][1], None)
                known[people[at][1]] = people[at][0]
                if self._is_subject(at, people):
                    subject, sure = people[at][0], True
            elif word.form in _I:
                if not (word.form == "my" and self._person_follows(at, people)) and (
                    word.form != "me"
                ):
                    subject, sure = HER, True
            elif word.form in ("he", "she", "hes", "shes", "he'll", "she'll") or (
                word.form in ("his", "her") and self._clause_start(at)
                and not self._person_follows(at, people)
            ):
                subject, sure = _antecedent(word.form, known), True
            result.append(subject)
            certain.append(sure)
        near = {
            place
            for at, (who, _) in people.items()
            if who == BABY
            for place in range(self.message[at].place - 6, self.message[at].place + 7)
        }
        baby_near = [
            word.place in near and not named
            for word, named in zip(self.message, certain, strict=True)
        ]
        return result, baby_near

    def _clause_start(self, at: int) -> bool:
        return self.message[at].after != "" or at == 0 or (
            self.message[at - 1].form in _CLAUSE_WORDS
        )

    def _person_follows(self, at: int, people: Mapping[int, object]) -> bool:
        return any(ahead in people for ahead in (at + 1, at + 2)) and (
            at + 1 in people or self.message[min(at + 1, self.size - 1)].form
            in ("own", "little", "older", "ex", "poor", "dear", "eldest", "youngest", "best")
        )

    def _is_subject(self, at: int, people: Mapping[int, object]) -> bool:
        start = at
        while start > 0 and (
            self.message[start - 1].form in _DETERMINERS or start - 1 in people
        ) and self.message[start].after == "":
            start -= 1
        if self._clause_start(start):
            return True
        if self.message[start - 1].form in _PREPOSITIONS:
            return False
        following = at + 1
        return following < self.size and (
            self.message[following].after == "" and self.inside(following, "finite_verb")
        )


def _antecedent(pronoun: str, known: dict[str, str]) -> str:
    """Whom he or she is: the person named last that the pronoun fits, otherwise the baby."""
    wrong = "other_she" if pronoun.startswith("h") and pronoun != "her" else "other_he"
    for kind in reversed(known):
        if kind != wrong:
            return known[kind]
    return BABY


def read(message: Sequence[Word], hits: Mapping[str, list[Hit]]) -> Scope:
    """The scope of every word of a message, from the cues among its hits."""
    reader = _Reader(message, hits)
    reader.figures()
    reader.negations()
    reader.resolved()
    reader.long_ago()
    reader.hypotheticals()
    whose, baby_near = reader.whose()
    return Scope(
        tuple(frozenset(marks) for marks in reader.excused),
        tuple(frozenset(cues) for cues in reader.negated_by),
        tuple(whose),
        tuple(baby_near),
    )
