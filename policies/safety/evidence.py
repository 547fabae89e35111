"""Why the screen says what it says: the words, and the rule or the example behind them."""

from __future__ import annotations

from dataclasses import dataclass

from policies.safety.rules import Tier


@dataclass(frozen=True)
class Evidence:
    """A warning sign found: ``text`` is ``message[start:end]``.

    ``rule`` is the rule that fired, or "resembles" when the second net found the sign; then
    ``like`` is the message of the corpus that it is closest to.
    """

    flag: str
    tier: Tier
    start: int
    end: int
    text: str
    rule: str
    source: str
    like: str = ""

    @property
    def reason(self) -> str:
        """The rule, or the example, in a few words for the record and its readers."""
        return f"reads like: {self.like}" if self.like else self.rule
