"""Sessions: rows that can be revoked, not signed cookies, which cannot (ASVS 5.0, 7.4.1).

Between the right password and the right code a session is half open: it stands in a table of its
own, so that no page can take it for a session. Tokens are 256 random bits, kept as hashes.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from clinic.entry.access import Clinician
from clinic.entry.accounts_file import AccountsFile, digest, utc
from clinic.entry.glass import Glass
from clinic.entry.second_factor import new_secret

IDLE_LIMIT = timedelta(minutes=30)
SESSION_LIMIT = timedelta(hours=12)
HALF_OPEN_LIMIT = timedelta(minutes=10)
ROLES_OF = "(select group_concat(role) from clinician_role where clinician = name) as roles"


@dataclass(frozen=True)
class Session:
    """A signed-in clinician; every form of the session must carry `form_token`.

    `glass`: the participants for whom she has broken the glass, and until when.
    """

    clinician: Clinician
    form_token: str
    glass: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class HalfOpen:
    """A clinician whose password was right; `enrol` is a new secret if she has no second factor."""

    name: str
    enrol: str | None


@dataclass(frozen=True)
class Opened:
    """A session as its owner sees it in her list."""

    id: str
    agent: str
    begun_at: datetime
    seen_at: datetime
    current: bool


class Sessions:
    def __init__(self, file: AccountsFile, glass: Glass) -> None:
        self._file = file
        self._glass = glass

    def half_open(self, name: str, now: datetime) -> str:
        """The token for the page that asks for the code, for ten minutes."""
        token = secrets.token_hex(32)
        with self._file.writing() as db:
            db.execute("delete from half_open where begun_at <= ?", [utc(now - HALF_OPEN_LIMIT)])
            db.execute(
                "insert into half_open select ?, name, iif(totp_secret is null, ?, null), ?"
                " from clinician where name = ?",
                [digest(token), new_secret(), utc(now), name],
            )
        return token

    def half(self, token: str, now: datetime) -> HalfOpen | None:
        row = self._file.rows(
            "select clinician, enrol from half_open join clinician on clinician = name"
            " where token_hash = ? and begun_at > ? and not disabled",
            [digest(token), utc(now - HALF_OPEN_LIMIT)],
        )
        return HalfOpen(row[0]["clinician"], row[0]["enrol"]) if row else None

    def open(self, name: str, agent: str, now: datetime) -> str:
        """The token of a new session of hers. `agent`: her browser in a word or two."""
        token = secrets.token_hex(32)
        with self._file.writing() as db:
            db.execute("delete from session where begun_at <= ?", [utc(now - SESSION_LIMIT)])
            db.execute(
                "insert into session values (?, ?, ?, ?, ?, ?)",
                [digest(token), secrets.token_hex(8), name, agent, utc(now), utc(now)],
            )
        return token

    def renew(self, token: str) -> str:
        """The same session under a new token: after a change of what it may do."""
        new = secrets.token_hex(32)
        sql = "update session set token_hash = ? where token_hash = ?"
        self._file.db.execute(sql, [digest(new), digest(token)])
        return new

    def find(self, token: str, now: datetime) -> Session | None:
        """The live session of this token, marked as used; None when idle, old or revoked."""
        with self._file.writing() as db:
            used = db.execute(
                "update session set seen_at = ? where token_hash = ?"
                " and seen_at > ? and begun_at > ?",
                [utc(now), digest(token), utc(now - IDLE_LIMIT), utc(now - SESSION_LIMIT)],
            )
            if used.rowcount != 1:
                return None
        row = self._file.rows(
            f"select name, display_name, {ROLES_OF} from clinician"  # noqa: S608
            " join session on clinician = name where token_hash = ? and not disabled",
            [digest(token)],
        )
        if not row:
            return None
        roles = frozenset((row[0]["roles"] or "").split(",")) - {""}
        her = Clinician(row[0]["name"], row[0]["display_name"], roles=roles)
        form_token = hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()
        return Session(her, form_token, self._glass.of(her.name, now))

    def of(self, name: str, token: str, now: datetime) -> list[Opened]:
        """Her live sessions, the last used first; `token` is that of the one she asks with."""
        rows = self._file.rows(
            "select * from session where clinician = ? and seen_at > ? and begun_at > ?"
            " order by seen_at desc, id",
            [name, utc(now - IDLE_LIMIT), utc(now - SESSION_LIMIT)],
        )
        return [
            Opened(
                row["id"],
                row["agent"],
                datetime.fromisoformat(row["begun_at"]),
                datetime.fromisoformat(row["seen_at"]),
                row["token_hash"] == digest(token),
            )
            for row in rows
        ]

    def end(self, token: str) -> None:
        """End the session, half open or open, if it is one."""
        for table in ("session", "half_open"):
            self._file.db.table(table).delete_where("token_hash = ?", [digest(token)])

    def revoke(self, name: str, session: str) -> bool:
        """End one of her sessions by its id; False when she has none of that id."""
        sql = "delete from session where clinician = ? and id = ?"
        return self._file.db.execute(sql, [name, session]).rowcount == 1

    def revoke_all(self, name: str, *, but: str = "") -> None:
        """End her sessions everywhere, except that of the token `but`."""
        for table in ("session", "half_open"):
            where = "clinician = ? and token_hash != ?"
            self._file.db.table(table).delete_where(where, [name, digest(but)])
