"""The message as a row of nodes, and the one operation on it: rewriting.

A node is a word, a mark or a recognised phrase, with the span it covers in the original text.
Lower-case symbols are words, upper-case ones kinds (NUM, DUR, PAIN ...). Rules are regular
expressions over the symbols joined by single spaces, so they read almost like the messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """`low` and `high` carry the number, if any; they differ for a range ("4-5")."""

    sym: str
    start: int
    end: int
    low: float = 0.0
    high: float = 0.0
    raw: str = ""

    @property
    def value(self) -> float:
        """A range counts as its midpoint."""
        return (self.low + self.high) / 2


Make = Callable[[Sequence[Node]], "Node | None"]


def rule(pattern: str) -> re.Pattern[str]:
    """A pattern over whole symbols."""
    return re.compile(rf"(?<= )(?:{pattern})(?= )")


def joined(nodes: Sequence[Node]) -> str:
    return " " + "".join(node.sym + " " for node in nodes)


def matches(
    nodes: Sequence[Node], pattern: re.Pattern[str]
) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Where the pattern matches: index of the first node, one past the last, the match.

    A group named "it" narrows the place to itself; what is around it is only context.
    """
    line = joined(nodes)
    if not pattern.search(line):
        return
    at: dict[int, int] = {}
    offset = 1
    for index, node in enumerate(nodes):
        at[offset] = index
        offset += len(node.sym) + 1
    at[offset] = len(nodes)
    for match in pattern.finditer(line):
        start, end = match.span("it" if "it" in pattern.groupindex else 0)
        if end > start:
            yield at[start], at[end + 1], match


def rewrite(nodes: Sequence[Node], pattern: re.Pattern[str], make: Make) -> list[Node]:
    """Replace each match by the node `make` returns; None leaves it as it was."""
    out: list[Node] = []
    done = 0
    for first, last, _ in matches(nodes, pattern):
        new = make(nodes[first:last])
        if new is not None:
            out.extend(nodes[done:first])
            out.append(new)
            done = last
    if not done:
        return list(nodes)
    out.extend(nodes[done:])
    return out


def over(nodes: Sequence[Node], sym: str, low: float = 0.0, high: float | None = None) -> Node:
    """A node of kind `sym` that covers these nodes."""
    top = low if high is None else high
    return Node(sym, nodes[0].start, nodes[-1].end, low, top, " ".join(n.raw for n in nodes))


def label(sym: str) -> Make:
    """A rewriting that only names what it covers."""
    return lambda nodes: over(nodes, sym)


Rules = Sequence[tuple[str, re.Pattern[str]]]


def named(table: Sequence[tuple[str, str]]) -> Rules:
    """A table of kinds and patterns, compiled."""
    return [(sym, rule(pattern)) for sym, pattern in table]


def apply(nodes: Sequence[Node], rules: Rules) -> list[Node]:
    """Name what the rules match, each rule in its turn."""
    for sym, pattern in rules:
        nodes = rewrite(nodes, pattern, label(sym))
    return list(nodes)
