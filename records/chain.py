"""The hash chain: why a change to the log cannot go unseen.

Every row carries `hash = sha256(prev | canonical JSON of the row's own columns)`, where `prev` is
the hash of the row before it in the same clinic. Changing, removing or reordering any row breaks
every later hash. The body enters the hash as it is stored, encrypted, so the chain still verifies
after a participant's key has been destroyed. What a chain alone cannot show is that somebody
rewrote all of it or cut off its end: keep a head hash elsewhere (`backstay verify` prints it).

Canonical JSON: keys sorted, no spaces, UTF-8, floats as Python's shortest repr. The prefix `b1:`
names this recipe, so that a later one can stand beside it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from records.store import Verification

GENESIS = "b1:" + "0" * 64
_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)
HASHED_COLUMNS = ("clinic", "seq", "id", "participant", "kind", "at", "body", "cause")


def canonical(data: Any) -> str:
    """The one JSON text of `data`; raises ValueError for nan and infinity."""
    return _ENCODER.encode(data)


def row_hash(prev: str, row: dict[str, Any]) -> str:
    """The hash of a row that follows the row with hash `prev`."""
    return "b1:" + hashlib.sha256(f"{prev}|{canonical(row)}".encode()).hexdigest()


def verify(rows: Iterable[dict[str, Any]], columns: Sequence[str] = HASHED_COLUMNS) -> Verification:
    """Re-derive the chain from all rows of one log, in the order of `seq`."""
    prev, count = GENESIS, 0
    for row in rows:
        count += 1
        digest = row_hash(prev, {name: row[name] for name in columns})
        if row["prev"] != prev or row["hash"] != digest or row["seq"] != count:
            return Verification(count, prev, broken_at=row["seq"])
        prev = digest
    return Verification(count, prev, broken_at=None)
