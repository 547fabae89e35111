"""Where a message stops telling and starts asking."""

from __future__ import annotations

import re

_QUESTION = re.compile(
    r"\b(?:how|what|whats|why|when|which|where|who|can|could|should|shall|will|would|is|are|does|"
    r"do i|did|am i|may)\b[^.!;\n]*\?|"
    r"\b(?:how (?:do|can|should|long|much|often|to)|what (?:can|should|do|is|are|about|"
    r"helps)|whats|why (?:is|are|do|does)|when (?:can|should|will)|can (?:i|you|we)|"
    r"could (?:i|you|it)|should (?:i|we)|is (?:it|that|this) (?:ok|okay|normal|safe|bad)|"
    r"do i (?:need|have))\b.*",
    re.IGNORECASE | re.DOTALL,
)


def question_in(text: str, start: int = 0, end: int | None = None) -> str:
    """The first question within `text[start:end]`; empty when nothing is asked."""
    found = _QUESTION.search(text, start, len(text) if end is None else end)
    return found.group().strip() if found else ""


def before_question(text: str) -> str:
    """What is told before the first question; the whole text when nothing is asked."""
    found = _QUESTION.search(text)
    return (text[: found.start()] if found else text).strip(" ,.;-")
