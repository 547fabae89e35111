"""What the coach can look up: answers to questions, and the passages of an article."""

from __future__ import annotations

from knowledge.audience import Profile
from knowledge.encoder import Encoder
from knowledge.index import Index
from knowledge.search import Answer, Passage, Places, passage_of, search


class Library:
    """An open index with what is needed to ask it. Safe to share between threads."""

    def __init__(self, index: Index, encoder: Encoder) -> None:
        self._index, self._encoder = index, encoder

    def search(
        self,
        question: str,
        profile: Profile | None = None,
        top: int = 5,
        without: Places = frozenset(),
    ) -> Answer:
        """Up to `top` passages that answer the question and suit her, or a refusal.

        `without` are passages she has been shown.
        """
        return search(self._index, self._encoder, question, profile, top, without)

    def article(self, slug: str, profile: Profile) -> tuple[Passage, ...]:
        """The passages of an article that suit her, in reading order; none for a wrong slug."""
        return tuple(
            passage_of(stored)
            for stored in self._index.passages
            if stored.article == slug and stored.audience.suits(profile)
        )

    def topic(self, topic: str, profile: Profile) -> tuple[Passage, ...]:
        """The passages on a topic that suit her, in reading order; none for a wrong slug."""
        return tuple(
            passage_of(stored)
            for stored in self._index.passages
            if stored.topic == topic and stored.audience.suits(profile)
        )

    def passage(self, article: str, heading: str) -> Passage | None:
        """One passage by its place, or None when it is no longer there."""
        found = (p for p in self._index.passages if (p.article, p.heading) == (article, heading))
        stored = next(found, None)
        return passage_of(stored) if stored else None
