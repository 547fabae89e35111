"""Breaking the glass: reading one participant's record for one hour without a role of care.

What may be done then is `clinic.entry.access.GLASS`. The reason stays here for ever and is shown to
the leads and on her page; the audit log holds its hash, by which a rewording shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from clinic.entry.accounts_file import AccountsFile, digest, utc

OPEN_FOR = timedelta(hours=1)
RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Broken:
    """Who broke the glass of which participant, why and until when."""

    who: str
    participant: str
    reason: str
    at: datetime
    until: datetime


def mark(reason: str) -> str:
    """What the audit log says of a reason."""
    return f"reason {digest(reason)[:16]}"


class Glass:
    def __init__(self, file: AccountsFile) -> None:
        self._file = file

    def break_for(self, who: str, participant: str, reason: str, now: datetime) -> Broken:
        broken = Broken(who, participant, reason, now, now + OPEN_FOR)
        self._file.db.execute(
            "insert into glass values (?, ?, ?, ?, ?)",
            [who, participant, reason, utc(broken.at), utc(broken.until)],
        )
        return broken

    def of(self, who: str, now: datetime) -> dict[str, datetime]:
        """The participants open to her by broken glass, and until when."""
        found = self._found("who = ? and until > ?", [who, utc(now)])
        return {broken.participant: broken.until for broken in reversed(found)}

    def around(self, participant: str, now: datetime) -> list[Broken]:
        """Whoever may see her by broken glass now."""
        return self._found("participant = ? and until > ?", [participant, utc(now)])

    def recent(self, now: datetime) -> list[Broken]:
        """All of the last week, newest first."""
        return self._found("at > ?", [utc(now - RECENT)])

    def not_as_noted(self) -> list[Broken]:
        """Those whose reason isn't the one that the audit log has the hash of."""
        noted = self._file.rows(
            "select who, participant, detail from audit where verb = 'break_glass'"
        )
        known = {(row["who"], row["participant"], row["detail"]) for row in noted}
        every = self._found("true", [])
        return [one for one in every if (one.who, one.participant, mark(one.reason)) not in known]

    def _found(self, where: str, params: list[Any]) -> list[Broken]:
        rows = self._file.rows(
            f"select * from glass where {where} order by at desc",  # noqa: S608
            params,
        )
        return [
            Broken(
                row["who"],
                row["participant"],
                row["reason"],
                datetime.fromisoformat(row["at"]),
                datetime.fromisoformat(row["until"]),
            )
            for row in rows
        ]
