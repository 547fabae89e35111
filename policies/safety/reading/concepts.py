"""Concepts: what a phrase can mean, whatever the words. The vocabulary of the rules.

A concept is one of
- a list of phrases. In a phrase ``a/b`` is either word, ``(x)`` may be left out, ``leak+`` is the
  word with its ordinary endings, ``...`` is up to three words of any kind, and a phrase that is
  just ``<other>`` takes in all of another concept. Words of the concept ``skippable`` ("is", "my",
  "really") may stand between the words of any phrase without being written;
- ``{number: {from: 38, to: 42.5}}`` (or a list of ranges): a number as written, with a decimal
  point if ``decimal: true``;
- ``{together: [a, b|c], within: 4, in_order: true}``: concepts near each other, in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policies.safety.errors import SafetyRulesError, read_yaml
from policies.safety.reading.normalise import Word
from policies.safety.reading.phrases import Phrase, Reading, slots
from policies.safety.reading.spelling import Speller
from policies.safety.reading.together import WITHIN, Hit, Together, combine, needs

SKIPPABLE = "skippable"


@dataclass(frozen=True)
class Vocabulary:
    """Concepts as written, and the file each is written in."""

    entries: Mapping[str, Any]
    files: Mapping[str, Path]


def read_vocabulary(files: Iterable[Path]) -> Vocabulary:
    """The concepts of several files; SafetyRulesError when two define the same name."""
    entries: dict[str, Any] = {}
    where: dict[str, Path] = {}
    for file in files:
        for name, entry in read_yaml(file).items():
            if name in entries:
                raise SafetyRulesError(file, str(name), f"is in {where[name].name} too")
            entries[name], where[name] = entry, file
    return Vocabulary(entries, where)


class Concepts:
    """All concepts of a vocabulary, compiled; ``find`` gives the hits of each in a message."""

    def __init__(
        self, vocabulary: Vocabulary, real_words: Path, literal: frozenset[str] = frozenset()
    ) -> None:
        """``literal`` concepts (cues of scope) match as written: nothing is skipped in them."""
        entries, self._files = vocabulary.entries, vocabulary.files
        self.names = frozenset(entries)
        self._literal = literal
        self._starts: dict[str, list[tuple[Phrase, int]]] = {}
        self._numbers: dict[str, list[tuple[float, float, bool]]] = {}
        self._unions: dict[str, set[str]] = {}
        self._together: dict[str, Together] = {}
        spelt: set[str] = set()
        for name, entry in entries.items():
            try:
                spelt |= self._compile(name, entry)
            except (TypeError, ValueError, KeyError, AttributeError) as error:
                raise self._error(name, str(error)) from error
        skippable = entries.get(SKIPPABLE, ())
        self._skippable = frozenset(
            word for line in skippable for slot in slots(line) for word in slot.words
        )
        self._order = self._ordered()
        self._speller = Speller(spelt, real_words)

    def _error(self, name: str, problem: str) -> SafetyRulesError:
        return SafetyRulesError(self._files[name], f"concept {name}", problem)

    def _compile(self, name: str, entry: Any) -> set[str]:
        seen: set[str] = set()
        if isinstance(entry, Mapping):
            if "number" in entry:
                ranges = entry["number"]
                ranges = ranges if isinstance(ranges, list) else [ranges]
                self._numbers[name] = [
                    (float(r["from"]), float(r["to"]), bool(r.get("decimal"))) for r in ranges
                ]
            else:
                self._together[name] = Together(
                    needs(entry["together"]),
                    int(entry.get("within", WITHIN)),
                    bool(entry.get("in_order", False)),
                )
            return seen
        if not isinstance(entry, list) or not all(isinstance(line, str) for line in entry):
            raise ValueError("must be a list of phrases (quote yes and no), a number or 'together'")
        for line in entry:
            if line.startswith("<") and line.endswith(">"):
                self._unions.setdefault(name, set()).add(line[1:-1])
                continue
            phrase = Phrase(name, slots(line), name in self._literal)
            seen.update(word for slot in phrase.slots for word in slot.words)
            for at, slot in enumerate(phrase.slots):
                for word in slot.words:
                    self._starts.setdefault(word, []).append((phrase, at))
                if not slot.optional:
                    break
        return seen

    def _ordered(self) -> list[str]:
        """Concepts made of others, each after those it is made of."""
        made_of = {name: set(parts) for name, parts in self._unions.items()}
        for name, together in self._together.items():
            made_of.setdefault(name, set()).update(n for need in together.needs for n in need)
        ordered: list[str] = []
        pending: list[str] = []

        def visit(name: str) -> None:
            if name in ordered:
                return
            if name in pending:
                raise self._error(name, "is made of itself")
            pending.append(name)
            for part in sorted(made_of.get(name, ())):
                if part not in self.names:
                    raise self._error(name, f"unknown concept {part!r}")
                visit(part)
            pending.remove(name)
            if name in made_of:
                ordered.append(name)

        for name in made_of:
            visit(name)
        return ordered

    def find(self, message: Sequence[Word]) -> dict[str, list[Hit]]:
        """The hits of every concept, in order of their first word."""
        forms = [self._speller.forms(word.form) for word in message]
        reading = Reading(message, forms, self._skippable)
        hits: dict[str, list[Hit]] = {}
        for at, word in enumerate(message):
            longest: dict[str, int] = {}
            for form in forms[at]:
                for phrase, slot in self._starts.get(form, ()):
                    last = reading.last(phrase, slot, at)
                    if last is not None:
                        longest[phrase.concept] = max(last, longest.get(phrase.concept, at))
            if word.form[0].isdigit():
                longest.update(dict.fromkeys(self._number(word.form), at))
            for name, last in longest.items():
                hits.setdefault(name, []).append(Hit(((at, last),)))
        for name in self._order:
            if name in self._unions:
                own = set(hits.get(name, ()))
                own.update(hit for part in self._unions[name] for hit in hits.get(part, ()))
                hits[name] = sorted(own, key=lambda hit: (hit.first, hit.last))
            if name in self._together:
                hits[name] = combine(self._together[name], hits, message)
        return {name: found for name, found in hits.items() if found}

    def _number(self, written: str) -> Iterator[str]:
        try:
            value = float(written.replace(",", ".").split("/")[0])
        except ValueError:
            return
        for name, ranges in self._numbers.items():
            if any(
                low <= value <= high and (not decimal or not value.is_integer())
                for low, high, decimal in ranges
            ):
                yield name
