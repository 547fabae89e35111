"""The audit log: who asked for what, and what came of it. Rows are chained and never changed.

The chain is that of the record's log (`records.chain`), with the same limit: it can't show that all
of it was rewritten, or its end cut off, unless a head was kept elsewhere. What enters it are ids,
sign-in names and short words of our own: never her words, a note, a password or a token.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from clinic.entry.accounts_file import AccountsFile, digest, utc
from records.chain import GENESIS, row_hash, verify
from records.store import Verification

Outcome = Literal["allowed", "refused", "failed"]
OUTCOMES: tuple[str, ...] = get_args(Outcome)
COLUMNS = ("seq", "at", "who", "verb", "participant", "object", "outcome", "detail")
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._@-]{0,79}")


@dataclass(frozen=True)
class Entry:
    """One row. `who` is "" for a stranger; `object` is the message, alert, account or session."""

    seq: int
    at: datetime
    who: str
    verb: str
    participant: str
    object: str
    outcome: Outcome
    detail: str


class AuditLog:
    def __init__(self, file: AccountsFile) -> None:
        self._file = file

    def write(
        self,
        at: datetime,
        who: str,
        verb: str,
        outcome: Outcome,
        *,
        participant: str = "",
        object: str = "",
        detail: str = "",
    ) -> None:
        """Add a row. Raises when it can't be written: the caller must not go on then."""
        with self._file.writing() as db:
            last = self._file.rows("select seq, hash from audit order by seq desc limit 1")
            seq, prev = (last[0]["seq"] + 1, last[0]["hash"]) if last else (1, GENESIS)
            row: dict[str, Any] = {
                "seq": seq,
                "at": utc(at),
                "who": plain(who),
                "verb": verb,
                "participant": plain(participant),
                "object": plain(object),
                "outcome": outcome,
                "detail": detail,
            }
            db.table("audit").insert({**row, "prev": prev, "hash": row_hash(prev, row)})

    def entries(
        self, *, before: int | None = None, limit: int = 100, **matching: str
    ) -> list[Entry]:
        """The newest first, those before a sequence number; `matching`: columns that must equal."""
        wanted = {name: value for name, value in matching.items() if value}
        assert wanted.keys() <= set(COLUMNS)
        where = " and ".join(["seq < ?", *(f"{name} = ?" for name in wanted)])
        rows = self._file.rows(
            f"select * from audit where {where} order by seq desc limit ?",  # noqa: S608
            [before if before is not None else 2**62, *wanted.values(), limit],
        )
        return [
            Entry(
                row["seq"], datetime.fromisoformat(row["at"]), *(row[name] for name in COLUMNS[2:])
            )
            for row in rows
        ]

    def verify(self) -> Verification:
        """Re-derive the chain."""
        return verify(self._file.db.query("select * from audit order by seq"), COLUMNS)


def plain(text: str) -> str:
    """An id as it is; anything else, which a stranger may have written, as a hash too short to
    confirm a guess by."""
    return text if not text or PLAIN.fullmatch(text) else f"unknown:{digest(text)[:6]}"
