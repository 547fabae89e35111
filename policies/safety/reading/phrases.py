"""Phrases as a clinician writes them, and where they stand in a message.

``a/b`` is either word, ``(x)`` may be left out, ``leak+`` is the word with its ordinary endings,
``...`` is up to three words, but never a "no" or a "but".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from policies.safety.reading.normalise import JOIN, Word, words

GAP = 3  # words that "..." or skippable words may fill
_SLOT = re.compile(r"\([^)]+\)|\.\.\.|[^\s]+")
_NOT_IN_A_GAP = frozenset(
    ["no", "not", "never", "without", "nor", "isnt", "wasnt", "arent", "dont", "doesnt", "didnt",
     "but", "although", "though", "however"]
)  # fmt: skip


@dataclass(frozen=True)
class Slot:
    """One place of a phrase: any of these words, or a gap."""

    words: frozenset[str]
    optional: bool = False
    gap: bool = False


@dataclass(frozen=True)
class Phrase:
    """A phrase of a concept; a literal one must be found as written, nothing skipped."""

    concept: str
    slots: tuple[Slot, ...]
    literal: bool


def endings(stem: str) -> set[str]:
    """The stem with its ordinary English endings (some of them no words, which does no harm)."""
    forms = {stem, stem + "s", stem + "ing", stem + "in", stem + "ed"}
    if stem.endswith("e"):
        forms |= {stem + "d", stem[:-1] + "ing", stem[:-1] + "in"}
    elif stem.endswith("y"):
        forms |= {stem[:-1] + "ies", stem[:-1] + "ied"}
    elif stem.endswith(("s", "x", "ch", "sh")):
        forms.add(stem + "es")
    if re.search(r"[^aeiou][aeiou][bdgklmnprt]$", stem):
        forms |= {stem + stem[-1] + end for end in ("ing", "in", "ed")}
    return forms


def _choices(slot: str) -> Iterator[str]:
    for choice in slot.split("/"):
        spelt = [word.form for word in words(choice.rstrip("+"))]
        if len(spelt) != 1:
            raise ValueError(f"{choice!r} must be one word")
        yield from endings(spelt[0]) if choice.endswith("+") else spelt


def slots(written: str) -> tuple[Slot, ...]:
    """The slots of a phrase as written; ValueError when it could match nothing or anything."""
    made = []
    for slot in _SLOT.findall(written):
        if slot == "...":
            made.append(Slot(frozenset(), optional=True, gap=True))
        else:
            optional = slot.startswith("(")
            made.append(Slot(frozenset(_choices(slot.strip("()"))), optional=optional))
    if not made or all(slot.optional for slot in made) or made[0].gap or made[-1].gap:
        raise ValueError(f"phrase {written!r} needs a word that is not optional at its ends")
    for one, two in pairwise(made):
        for first, second in product(one.words, two.words):
            if joined := JOIN.get((first, second)):
                raise ValueError(f"phrase {written!r}: write {joined!r}, not {first} {second}")
    return tuple(made)


@dataclass(frozen=True)
class Reading:
    """A message as the phrases see it: the forms of each word, and what may be skipped."""

    message: Sequence[Word]
    forms: Sequence[tuple[str, ...]]
    skippable: frozenset[str]

    def last(self, phrase: Phrase, slot: int, at: int) -> int | None:
        """The last word of the phrase when the word ``at`` fills ``slot``; None if it is not."""
        return self._follow(phrase, slot + 1, at, at, 0)

    def _follow(self, phrase: Phrase, slot: int, matched: int, at: int, skipped: int) -> int | None:
        """``matched`` is the last word that filled a slot, ``at`` the last that was read."""
        if slot == len(phrase.slots):
            return matched
        wanted = phrase.slots[slot]
        found: list[int | None] = []
        following = at + 1
        if (
            following < len(self.message)
            and self.message[following].sentence == self.message[at].sentence
        ):
            word = self.message[following].form
            if not wanted.gap and any(form in wanted.words for form in self.forms[following]):
                found.append(self._follow(phrase, slot + 1, following, following, 0))
            elif skipped < GAP and (
                (wanted.gap and word not in _NOT_IN_A_GAP)
                or (not phrase.literal and not wanted.gap and word in self.skippable)
            ):
                found.append(self._follow(phrase, slot, matched, following, skipped + 1))
        if wanted.optional:
            found.append(self._follow(phrase, slot + 1, matched, at, 0 if wanted.gap else skipped))
        return max((last for last in found if last is not None), default=None)
