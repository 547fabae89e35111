"""The names of safety flags in plain English, from `flags.yml`, which a clinician may edit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("flags.yml")


@dataclass(frozen=True)
class Flag:
    """`short` follows the tier on the panel; `means` is what the screen looked for."""

    name: str
    short: str
    means: str
    source: str


@cache
def all_flags() -> dict[str, Flag]:
    entries = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {name: Flag(name, **entry) for name, entry in entries.items()}


def flag(name: str) -> Flag:
    """The flag of that name; one the file doesn't know yet is shown by its own name, not hidden."""
    unknown = Flag(name, name.replace("_", " "), "No description of this flag yet.", "")
    return all_flags().get(name, unknown)
