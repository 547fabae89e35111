"""Clinicians, and the sessions by which they are known, in a SQLite file of their own.

Sessions are rows that can be revoked, not signed cookies, which cannot (ASVS 5.0, 7.4.1).
Passwords, session tokens and the set-up code are stored only as hashes. A wrong name costs the same
work and gets the same answer as a wrong password, and is locked out alike.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlite_utils import Database

from clinic.migrations import migrate
from clinic.passwords import AccountError, check_password, checked_display_name, checked_name
from records.connection import connect, unit_of_work
from records.store import StoreError

IDLE_LIMIT = timedelta(minutes=30)
SESSION_LIMIT = timedelta(hours=12)
TRIES = 5
LOCK_OUT = timedelta(minutes=15)
SETUP_CODE_LIFE = timedelta(hours=24)
# each argon2 run takes 64 MiB; a flood of sign-ins waits in line instead of filling the memory
_HASHING = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class Clinician:
    """`name` signs in and stands in the record; `display_name` is what colleagues read.

    `roles` are those of `clinic.access`.
    """

    name: str
    display_name: str
    disabled: bool = False
    roles: frozenset[str] = frozenset({"clinician"})


@dataclass(frozen=True)
class Session:
    """A signed-in clinician; every form of the session must carry `form_token`."""

    clinician: Clinician
    form_token: str


class Accounts:
    """Clinicians and sessions. Each thread gets a connection of its own, kept open.

    Raises StoreError when the file can't be opened or brought up to date.
    """

    def __init__(self, path: Path, hasher: PasswordHasher | None = None) -> None:
        self.path = path
        self._hasher = hasher or PasswordHasher()
        self._decoy = self._hasher.hash(secrets.token_hex())  # the hash of nobody's password
        self._local = threading.local()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            migrate(self._db)
        except (sqlite3.DatabaseError, OSError) as error:
            raise StoreError(f"The accounts at {path} can't be opened: {error}") from error

    @property
    def _db(self) -> Database:
        if not hasattr(self._local, "db"):
            self._local.db = connect(self.path)
        db: Database = self._local.db
        return db

    # --- clinicians ---

    def clinicians(self) -> list[Clinician]:
        """All clinicians by name, disabled ones included."""
        rows = self._db.query("select name, display_name, disabled from clinician order by name")
        return [Clinician(r["name"], r["display_name"], bool(r["disabled"])) for r in rows]

    def add_clinician(self, name: str, display_name: str, password: str) -> Clinician:
        """Raises AccountError when the name is taken or a rule is broken."""
        row = self._new_row(name, display_name, password)
        with unit_of_work(self._db) as db:
            return self._insert(db, row)

    def disable(self, name: str) -> None:
        """She can't sign in any more and is signed out everywhere. Raises AccountError."""
        with unit_of_work(self._db) as db:
            done = db.execute("update clinician set disabled = 1 where name = ?", [name.lower()])
            if not done.rowcount:
                raise AccountError(f"There is no clinician called {name}.")
            db.execute("delete from session where clinician = ?", [name.lower()])

    def _new_row(self, name: str, display_name: str, password: str) -> dict[str, str]:
        name, display_name = checked_name(name), checked_display_name(display_name)
        check_password(password, name)
        with _HASHING:
            password_hash = self._hasher.hash(password)
        return {"name": name, "display_name": display_name, "password_hash": password_hash}

    def _insert(self, db: Database, row: dict[str, str]) -> Clinician:
        if db.table("clinician").count_where("name = ?", [row["name"]]):
            raise AccountError(f"There is a clinician called {row['name']} already.")
        db.table("clinician").insert(row)
        return Clinician(row["name"], row["display_name"])

    # --- the first clinician ---

    def setup_code(self, now: datetime) -> str | None:
        """A new one-time code for `/setup`, valid a day; None when there is a clinician.

        It replaces the code given before. Only its hash is kept: show it now or never.
        """
        code = "-".join(secrets.token_hex(2) for _ in range(5))
        with unit_of_work(self._db) as db:
            if not self._empty():
                return None
            db.table("setup_code").delete_where()
            db.table("setup_code").insert(
                {"code_hash": _digest(code), "expires_at": _utc(now + SETUP_CODE_LIFE)}
            )
        return code

    def needs_setup(self) -> bool:
        """No clinician exists yet."""
        return self._empty()

    def set_up(
        self, code: str, name: str, display_name: str, password: str, now: datetime
    ) -> Clinician:
        """Make the first clinician. Raises AccountError; a code that worked works no more."""
        if not self._code_holds(code, now):  # before the costly hash, for strangers
            raise AccountError("That code is not valid. Start the clinic again for a new one.")
        row = self._new_row(name, display_name, password)
        with unit_of_work(self._db) as db:
            if not self._empty() or not self._code_holds(code, now):
                raise AccountError("Backstay has been set up already. Please sign in.")
            db.table("setup_code").delete_where()
            return self._insert(db, row)

    def _code_holds(self, code: str, now: datetime) -> bool:
        found = "code_hash = ? and expires_at > ?"
        digest = _digest(code.strip().lower())
        return self._db.table("setup_code").count_where(found, [digest, _utc(now)]) == 1

    def _empty(self) -> bool:
        return self._db.table("clinician").count == 0

    # --- signing in and out ---

    def sign_in(self, name: str, password: str, now: datetime) -> str | None:
        """The token of a new session, or None: unknown, disabled, wrong or locked out, all alike.

        Five wrong passwords for a name close it for 15 minutes; the try is counted before the
        password is looked at, so that tries side by side gain nothing.
        """
        name = name.strip().lower()
        allowed = self._count_try(name, now)
        known = self._rows("select password_hash, disabled from clinician where name = ?", [name])
        right = self._verify(known[0]["password_hash"] if known else self._decoy, password)
        if not (allowed and known and right and not known[0]["disabled"]):
            return None
        token = secrets.token_hex(32)
        with unit_of_work(self._db) as db:
            db.table("attempt").delete_where("name_hash = ?", [_digest(name)])
            db.execute("delete from session where created_at <= ?", [_utc(now - SESSION_LIMIT)])
            db.table("session").insert(
                {
                    "token_hash": _digest(token),
                    "clinician": name,
                    "created_at": _utc(now),
                    "seen_at": _utc(now),
                }
            )
        return token

    def _verify(self, password_hash: str, password: str) -> bool:
        with _HASHING:
            try:
                return self._hasher.verify(password_hash, password)
            except VerifyMismatchError:
                return False

    def _count_try(self, name: str, now: datetime) -> bool:
        """Count a try at this name; False while it is locked, which tries don't prolong."""
        with unit_of_work(self._db) as db:
            db.execute("delete from attempt where last_at <= ?", [_utc(now - LOCK_OUT)])
            counted = db.execute(
                "insert into attempt values (?, 1, ?) on conflict (name_hash)"
                " do update set tries = tries + 1, last_at = excluded.last_at where tries < ?",
                [_digest(name), _utc(now), TRIES],
            )
            return counted.rowcount == 1

    def session(self, token: str, now: datetime) -> Session | None:
        """The live session of this token, marked as used; None when idle, old or revoked."""
        with unit_of_work(self._db) as db:
            used = db.execute(
                "update session set seen_at = ? where token_hash = ?"
                " and seen_at > ? and created_at > ?",
                [_utc(now), _digest(token), _utc(now - IDLE_LIMIT), _utc(now - SESSION_LIMIT)],
            )
            if used.rowcount != 1:
                return None
        row = self._rows(
            "select name, display_name from clinician join session on clinician = name"
            " where token_hash = ? and not disabled",
            [_digest(token)],
        )
        if not row:
            return None
        form_token = hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()
        return Session(Clinician(row[0]["name"], row[0]["display_name"]), form_token)

    def sign_out(self, token: str) -> None:
        """End the session, if it is one."""
        self._db.execute("delete from session where token_hash = ?", [_digest(token)])

    def _rows(self, sql: str, params: Sequence[str]) -> list[dict[str, str]]:
        return list(self._db.query(sql, params))


def _digest(secret: str) -> str:
    # tokens and codes are random and long, so a fast hash is enough for them
    return hashlib.sha256(secret.encode()).hexdigest()


def _utc(at: datetime) -> str:
    # whole microseconds always written, so that the texts sort as the times do
    return at.astimezone(timezone.utc).isoformat(timespec="microseconds")
