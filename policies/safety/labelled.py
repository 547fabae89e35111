"""Labelled messages: what the second net learns from, and what the screen is measured on.

A file has `signs` (flag -> tier -> messages) and `harmless` (kind -> messages). All messages are
invented; no real person wrote any of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from policies.safety.errors import SafetyRulesError, read_yaml
from policies.safety.rules import TIERS, Tier

CORPUS = Path(__file__).parent / "corpus"
KINDS = ("ordinary", "negated", "other_person", "past", "hypothetical", "figure_of_speech")
"""Why a message with words of a sign is harmless."""


@dataclass(frozen=True)
class Labelled:
    """A message; `flag` is None when it is harmless, `kind` the flag or why it is harmless."""

    text: str
    tier: Tier
    flag: str | None
    kind: str

    @property
    def label(self) -> str:
        """What the second net calls it: flag/tier, or none/kind."""
        return f"{self.kind}/{self.tier}" if self.flag else f"none/{self.kind}"


def read_labelled(file: Path) -> list[Labelled]:
    """The messages of a file; SafetyRulesError says what is wrong with it."""
    content = read_yaml(file)
    try:
        signs = [
            Labelled(_text(text), _tier(tier), flag, flag)
            for flag, tiers in content["signs"].items()
            for tier, texts in tiers.items()
            for text in texts
        ]
        harmless = [
            Labelled(_text(text), "none", None, _kind(kind))
            for kind, texts in content["harmless"].items()
            for text in texts
        ]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        problem = f"needs signs (flag, tier, messages) and harmless (kind, messages): {error}"
        raise SafetyRulesError(file, "", problem) from error
    return signs + harmless


def read_corpus(folder: Path = CORPUS) -> list[Labelled]:
    """Every message the second net learns from; the files are the writers."""
    return [message for file in sorted(folder.glob("*.yml")) for message in read_labelled(file)]


def labels(messages: Iterable[Labelled]) -> list[str]:
    """The labels that occur, sorted: the classes of the second net."""
    return sorted({message.label for message in messages})


def _text(text: object) -> str:
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{text!r} is no message (put it into quotes)")
    return text


def _tier(tier: object) -> Tier:
    if tier not in TIERS[1:]:
        raise ValueError(f"{tier!r} is no tier of a sign")
    return cast(Tier, tier)


def _kind(kind: object) -> str:
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}")
    return str(kind)
