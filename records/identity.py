"""Ids and aliases: made by the application, random, never derived from a person."""

from __future__ import annotations

import secrets
from datetime import datetime

_COLOURS = (
    "amber", "ash", "azure", "bronze", "cedar", "clay", "coral", "dawn", "dusk", "ember", "fern",
    "flint", "hazel", "ivory", "jade", "lilac", "mist", "moss", "ochre", "olive", "pearl", "plum",
    "rose", "russet", "sage", "sand", "silver", "slate", "teal", "umber", "violet", "willow",
)  # fmt: skip
_BIRDS = (
    "avocet", "bunting", "crane", "curlew", "dipper", "dove", "dunlin", "egret", "eider", "finch",
    "gannet", "goose", "heron", "ibis", "jay", "kestrel", "kite", "lark", "linnet", "martin",
    "merlin", "oriole", "osprey", "owl", "petrel", "pipit", "plover", "puffin", "robin", "swift",
    "tern", "wren",
)  # fmt: skip


def new_id(at: datetime) -> str:
    """A random 32-digit hex id that sorts by time (milliseconds, then 80 random bits)."""
    return f"{int(at.timestamp() * 1000):012x}{secrets.token_hex(10)}"


def new_alias() -> str:
    """A name to speak of a participant by, such as "amber-heron-042"."""
    return f"{secrets.choice(_COLOURS)}-{secrets.choice(_BIRDS)}-{secrets.randbelow(1000):03d}"
