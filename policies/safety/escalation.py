"""The fixed words that answer a warning sign, with the numbers of her country.

Nothing here is generated: the texts are in ``responses.yml`` and the numbers, each with its source
and the day it was last checked, in ``numbers.yml``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from policies.safety.errors import read_yaml
from policies.safety.rules import Tier

HERE = Path(__file__).parent
KINDS = ("emergency", "advice", "crisis", "support", "safe", "loss")
Form = Literal["text", "repeat", "answered", "held"]
"""The first words; the same, short; thanks for her answer; while a clinician is awaited."""


@dataclass(frozen=True)
class Numbers:
    """Whom to call in a country, as words that fit into a sentence after "call"."""

    emergency: str
    advice: str
    crisis: str
    support: str
    safe: str
    loss: str


def safety_speaks(metadata: Mapping[str, Any] | None) -> bool:
    """Whether a message with this metadata is answered by the fixed words and by nothing else.

    `tier` is what the screen made of it; `hold`: an emergency waits for a clinician.
    """
    seen = metadata or {}
    return seen.get("tier") in ("urgent", "emergency") or bool(seen.get("hold"))


@lru_cache(maxsize=2)
def _data(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    return read_yaml(folder / "responses.yml"), read_yaml(folder / "numbers.yml")


def numbers_for(country: str | None, folder: Path = HERE) -> Numbers:
    """The numbers of a country (ISO 3166-1 alpha-2, any case); words instead when not known."""
    numbers = _data(folder)[1]
    code = (country or "").strip().upper()
    chosen: dict[str, str] = dict(numbers["default"])
    if code in numbers["eu_112"]["countries"]:
        chosen["emergency"] = numbers["eu_112"]["emergency"]
    for kind, entry in numbers["countries"].get(code, {}).items():
        chosen[kind] = entry["number"]
    return Numbers(**{kind: str(chosen[kind]) for kind in KINDS})


def countries(folder: Path = HERE) -> tuple[str, ...]:
    """Every country with an emergency number of its own."""
    numbers = _data(folder)[1]
    return tuple(sorted({*numbers["countries"], *numbers["eu_112"]["countries"]}))


def escalation_text(
    tier: Tier,
    flags: Collection[str],
    country: str | None,
    form: Form = "text",
    folder: Path = HERE,
) -> str:
    """What she is told about these flags of one tier, under 500 characters; "" for no tier.

    Raises KeyError when responses.yml has no such text.
    """
    if tier == "none":
        return ""
    responses = _data(folder)[0]
    for family in responses["families"].values():
        for flag in flags:
            if flag in family["flags"]:
                why = responses["why"].get(flag, "")
                return fill(family[tier][form], numbers_for(country, folder), why)
    raise KeyError(f"responses.yml has no family for {', '.join(flags)}")


def fill(text: str, numbers: Numbers, why: str) -> str:
    """A text of responses.yml with its numbers and its reason."""
    values: Mapping[str, str] = {kind: getattr(numbers, kind) for kind in KINDS}
    return text.format(why=why, **values)
