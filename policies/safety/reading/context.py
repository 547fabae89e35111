"""What the readers of scope share: the message, its hits, where sentences and clauses begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policies.safety.reading.normalise import Word
from policies.safety.reading.together import Hit

FIRST_PERSON = frozenset(["i", "im", "ive", "id", "i'll", "my", "me", "mine", "myself"])
_FAR = 40  # words; the longest sentence that makes sense as one
_CLAUSE_WORDS = frozenset(
    ["and", "but", "because", "that", "when", "if", "as", "so", "since", "while", "or", "then",
     "now", "also", "says", "said", "thinks", "noticed", "think", "plus", "like", "where", "is",
     "has", "does", "until", "till", "after", "before", "though", "although"]
)  # fmt: skip


class Context:
    """A message with the hits of its concepts, asked in terms of words and sentences."""

    def __init__(self, message: Sequence[Word], hits: Mapping[str, list[Hit]]) -> None:
        self.message = message
        self.size = len(message)
        self._hits = hits
        self._covers: dict[str, frozenset[int]] = {}
        self._bounds: dict[int, tuple[int, int]] = {}
        for at, word in enumerate(message):
            first, _ = self._bounds.get(word.sentence, (at, at))
            self._bounds[word.sentence] = (first, at + 1)

    def spans(self, name: str) -> list[Hit]:
        """The hits of a concept."""
        return self._hits.get(name, [])

    def inside(self, at: int, name: str) -> bool:
        """Whether a word is part of a hit of a concept."""
        if name not in self._covers:
            self._covers[name] = frozenset(
                at for hit in self.spans(name) for at in range(hit.first, hit.last + 1)
            )
        return at in self._covers[name]

    def any_between(self, name: str, first: int, end: int) -> bool:
        """Whether a concept is said from one word to before another."""
        return any(self.inside(at, name) for at in range(first, end))

    def all_between(self, name: str, first: int, end: int) -> bool:
        """Whether nothing but a concept is said from one word to before another."""
        return all(self.inside(at, name) for at in range(first, end))

    def sentence(self, at: int) -> tuple[int, int]:
        """First word and one past the last of the sentence around a word (or of what is near)."""
        first, end = self._bounds[self.message[at].sentence]
        return max(first, at - _FAR), min(end, at + _FAR)

    def clause_start(self, at: int) -> bool:
        """Whether a clause begins with this word."""
        return at == 0 or self.message[at].after != "" or self.message[at - 1].form in _CLAUSE_WORDS

    def verb_follows(self, at: int) -> bool:
        """Whether the next word is a verb that goes with the word before it."""
        following = at + 1
        return (
            following < self.size
            and self.message[following].after == ""
            and self.inside(following, "finite_verb")
        )

    def apostrophe(self, at: int) -> bool:
        """Whether the word was written with 's, which its form does not keep."""
        word = self.message[at]
        return word.end - word.start == len(word.form) + 2

    def possessive(self, at: int) -> bool:
        """Whether the word can own the next one: "friend's", or "friends" for want of care."""
        return self.apostrophe(at) or self.message[at].form.endswith("s")
