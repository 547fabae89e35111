"""The hash chain: why a change to the log cannot go unseen.

Every row carries `hash = sha256(prev | canonical JSON of the row's own columns)`, where `prev` is
the hash of the row before it in the same clinic. Changing, removing or reordering any row breaks
every later hash. The body enters the hash as it is stored, encrypted, so the chain still verifies
after a participant's key has been destroyed. What a chain alone cannot show is that somebody
rewrote all of it: keep a head hash elsewhere (`backstay verify` prints it).

Canonical JSON: keys sorted, no spaces, UTF-8, floats as Python's shortest repr. The prefix `b1:`
names this recipe, so that a later one can stand beside it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

GENESIS = "b1:" + "0" * 64


def canonical(data: Any) -> str:
    """The one JSON text of `data`; raises ValueError for nan and infinity."""
    return json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def row_hash(prev: str, row: dict[str, Any]) -> str:
    """The hash of a row that follows the row with hash `prev`."""
    return "b1:" + hashlib.sha256(f"{prev}|{canonical(row)}".encode()).hexdigest()
