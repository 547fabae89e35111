"""Whose sign is it, and is it here and now? What excuses a hit of a concept.

Written for this screen and careful on purpose: a cue excuses only the words it plainly reaches
("no fever or chills"), and anything that says the sign is present ("no, the numbness is still
there", "it hasn't gone away") wins. The cues themselves are data, in ``scope.yml``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policies.safety.reading.context import Context
from policies.safety.reading.excuses import excused
from policies.safety.reading.negation import negated_by
from policies.safety.reading.normalise import Word
from policies.safety.reading.subject import BABY, HER, OTHER, Subjects, subjects
from policies.safety.reading.together import Hit

WHO = ("her", "baby", "family", "any")
# The concepts of scope.yml that scope is read from.
CUES = frozenset(
    ["figure_of_speech", "negation", "not_a_negation", "not_there", "resolved", "not_resolved",
     "still_here", "filler", "long_ago", "not_long_ago", "while_ago", "over", "over_for_good",
     "not_over", "recent", "past_verb", "present_verb", "hypothetical", "supposing", "if_then",
     "not_supposed", "general_question", "baby_word", "other_he", "other_she", "other_person",
     "household", "thing", "finite_verb"]
)  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """For each word of a message: which excuses reach it, and whose body the clause is about."""

    excused: tuple[frozenset[str], ...]
    negated_by: tuple[frozenset[int], ...]
    subjects: Subjects

    def excuse(self, hit: Hit, meant: frozenset[int] = frozenset()) -> set[str]:
        """The excuses that reach any phrase of a hit.

        A "no" among the words that are ``meant`` ("no feeling in my bottom") negates nothing.
        """
        excuses: set[str] = set()
        for first, last in hit.spans:
            excuses |= self.excused[first]
            if all("figure" in marks for marks in (*self.excused, ())[last : last + 2]):
                excuses.add("figure")  # it goes on: "had a fit of the giggles"
            if self.negated_by[first] - meant - hit.words():
                excuses.add("negated")
        return excuses

    def about(self, hit: Hit, who: str) -> bool:
        """Whether the hit can be a sign of ``who``; family is her or the baby.

        Even a rule for anybody in the home says nothing of somebody from outside it.
        """
        if who == "any":
            return not all(self.subjects.elsewhere[first] for first, _ in hit.spans)
        owners = {self.subjects.whose[first] for first, _ in hit.spans}
        if who == "family":
            return OTHER not in owners
        if who == HER:
            return not owners & {BABY, OTHER}
        return OTHER not in owners and (
            BABY in owners or any(self.subjects.baby_near[first] for first, _ in hit.spans)
        )


def read(message: Sequence[Word], hits: Mapping[str, list[Hit]]) -> Scope:
    """The scope of every word of a message, from the cues among its hits."""
    context = Context(message, hits)
    return Scope(
        tuple(frozenset(marks) for marks in excused(context)),
        tuple(frozenset(cues) for cues in negated_by(context)),
        subjects(context),
    )
