"""The clinic's accounts: who has one, with which roles, and how one comes by a password.

An account is made without a password and with an invitation: a code that works once, for a day, and
with which its owner sets a password that nobody else has seen. The first account is made by such a
code too, which the program prints when it starts.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from sqlite_utils import Database

from clinic.entry.access import ROLES, Clinician
from clinic.entry.accounts_file import AccountsFile, digest, utc
from clinic.entry.audit import AuditLog
from clinic.entry.credentials import Credentials
from clinic.entry.glass import Glass
from clinic.entry.lockout import LockOut
from clinic.entry.passwords import AccountError, check_password, checked_display_name, checked_name
from clinic.entry.sessions import ROLES_OF, Sessions

CODE_LIFE = timedelta(hours=24)
FIRST_ROLES = frozenset({"lead", "admin"})
BAD_CODE = "That code is not valid. Ask for a new one."


@dataclass(frozen=True)
class Account:
    """A clinician and the state of her account. `invited`: she has no password (any more)."""

    clinician: Clinician
    second_factor: bool
    invited: bool
    locked: bool


class Accounts:
    """The people, and what else the file holds. Raises StoreError when it can't be opened."""

    def __init__(self, path: Path, hasher: PasswordHasher | None = None) -> None:
        self.path = path
        self._file = AccountsFile(path)
        self._lockout = LockOut(self._file)
        self.credentials = Credentials(self._file, self._lockout, hasher or PasswordHasher())
        self.glass = Glass(self._file)
        self.sessions = Sessions(self._file, self.glass)
        self.audit = AuditLog(self._file)

    # --- who has an account ---

    def clinicians(self) -> list[Clinician]:
        """All clinicians by name, disabled ones included."""
        return [_clinician(row) for row in self._rows()]

    def listing(self, now: datetime) -> list[Account]:
        """All accounts by name."""
        return [
            Account(
                _clinician(row),
                row["totp_secret"] is not None,
                not row["password_hash"],
                self._lockout.locked(row["name"], now),
            )
            for row in self._rows()
        ]

    def known(self, name: str) -> bool:
        """Whether there is an account of this name, disabled ones included."""
        return self._file.db.table("clinician").count_where("name = ?", [name]) == 1

    def _rows(self) -> list[dict[str, Any]]:
        return self._file.rows(f"select *, {ROLES_OF} from clinician order by name")  # noqa: S608

    # --- making and changing accounts ---

    def add_clinician(
        self,
        name: str,
        display_name: str,
        password: str,
        roles: Collection[str] = ("clinician",),
    ) -> Clinician:
        """Raises AccountError when the name is taken or a rule is broken."""
        name, display_name = checked_name(name), checked_display_name(display_name)
        check_password(password, name)
        password_hash = self.credentials.hash(password)
        with self._file.writing() as db:
            return self._insert(db, name, display_name, password_hash, roles)

    def invite(self, name: str, display_name: str, roles: Collection[str], now: datetime) -> str:
        """Make an account without a password; the code sets one. Raises AccountError."""
        name, display_name = checked_name(name), checked_display_name(display_name)
        with self._file.writing() as db:
            self._insert(db, name, display_name, "", roles)
            return self._new_code(db, name, now)

    def invite_again(self, name: str, now: datetime) -> str:
        """Take her password and sessions away; the code sets a new one. Raises AccountError."""
        with self._file.writing() as db:
            self._change(db, name, "password_hash = ''")
            return self._new_code(db, name, now)

    def set_password(self, name: str, password: str) -> None:
        """Raises AccountError. Her sessions end."""
        check_password(password, name)
        password_hash = self.credentials.hash(password)
        with self._file.writing() as db:
            self._change(db, name, "password_hash = ?", password_hash)

    def set_roles(self, name: str, roles: Collection[str]) -> None:
        """Replace her roles; she signs in again. Raises AccountError."""
        with self._keeping_an_admin() as db:
            self._change(db, name, "disabled = disabled")
            db.table("clinician_role").delete_where("clinician = ?", [name])
            self._give_roles(db, name, roles)

    def disable(self, name: str) -> None:
        """She can't sign in any more and is signed out everywhere. Raises AccountError."""
        with self._keeping_an_admin() as db:
            self._change(db, name, "disabled = 1")

    def enable(self, name: str) -> None:
        """Raises AccountError."""
        with self._file.writing() as db:
            self._change(db, name, "disabled = 0")

    def reset_code(self, name: str) -> None:
        """Forget her second factor; she sets up another when she signs in. Raises AccountError."""
        with self._file.writing() as db:
            self._change(db, name, "totp_secret = null, totp_step = 0")

    def _change(self, db: Database, name: str, change: str, *params: str) -> None:
        sql = f"update clinician set {change} where name = ?"  # noqa: S608
        if not db.execute(sql, [*params, name]).rowcount:
            raise AccountError(f"There is no clinician called {name}.")
        self.sessions.revoke_all(name)

    @contextmanager
    def _keeping_an_admin(self) -> Iterator[Database]:
        with self._file.writing() as db:
            had = self._admins()
            yield db
            if had and not self._admins():
                raise AccountError(
                    "That would leave nobody who can manage accounts. Make somebody else an admin "
                    "first."
                )

    def _admins(self) -> int:
        return sum("admin" in c.roles and not c.disabled for c in self.clinicians())

    def _insert(
        self,
        db: Database,
        name: str,
        display_name: str,
        password_hash: str,
        roles: Collection[str],
    ) -> Clinician:
        if self.known(name):
            raise AccountError(f"There is a clinician called {name} already.")
        row = {"name": name, "display_name": display_name, "password_hash": password_hash}
        db.table("clinician").insert(row)
        return Clinician(name, display_name, roles=self._give_roles(db, name, roles))

    def _give_roles(self, db: Database, name: str, roles: Collection[str]) -> frozenset[str]:
        if not roles or not ROLES.keys() >= set(roles):
            raise AccountError(f"Choose one role or more: {', '.join(ROLES)}.")
        for role in set(roles):
            db.table("clinician_role").insert({"clinician": name, "role": role})
        return frozenset(roles)

    # --- codes: the first account, and invitations ---

    def needs_setup(self) -> bool:
        """No clinician exists yet."""
        return self._file.db.table("clinician").count == 0

    def setup_code(self, now: datetime) -> str | None:
        """A new one-time code for `/setup`, valid a day; None when there is a clinician.

        It replaces the code given before. Only its hash is kept: show it now or never.
        """
        with self._file.writing() as db:
            return self._new_code(db, None, now) if self.needs_setup() else None

    def set_up(
        self, code: str, name: str, display_name: str, password: str, now: datetime
    ) -> Clinician:
        """Make the first clinician. Raises AccountError; a code that worked works no more."""
        if self._invited(code, now) != {None}:  # before the costly hash, for strangers
            raise AccountError("That code is not valid. Start the clinic again for a new one.")
        name, display_name = checked_name(name), checked_display_name(display_name)
        check_password(password, name)
        password_hash = self.credentials.hash(password)
        with self._file.writing() as db:
            if not self.needs_setup() or self._invited(code, now) != {None}:
                raise AccountError("Backstay has been set up already. Please sign in.")
            db.table("invitation").delete_where()
            return self._insert(db, name, display_name, password_hash, FIRST_ROLES)

    def accept(self, code: str, password: str, now: datetime) -> str:
        """Set the password of the account the code belongs to, and return its name.

        Raises AccountError; a code that worked works no more.
        """
        for name in self._invited(code, now) - {None}:
            assert name is not None
            check_password(password, name)
            password_hash = self.credentials.hash(password)
            with self._file.writing() as db:
                if self._invited(code, now) == {name}:
                    db.table("invitation").delete_where("clinician = ?", [name])
                    self._change(db, name, "password_hash = ?", password_hash)
                    return name
        raise AccountError(BAD_CODE)

    def _new_code(self, db: Database, name: str | None, now: datetime) -> str:
        code = "-".join(secrets.token_hex(2) for _ in range(5))
        db.table("invitation").delete_where("clinician is ?", [name])
        db.table("invitation").insert(
            {"code_hash": digest(code), "clinician": name, "expires_at": utc(now + CODE_LIFE)}
        )
        return code

    def _invited(self, code: str, now: datetime) -> set[str | None]:
        """Whom the code is for: nobody, the first clinician (None), or one by name."""
        sql = "select clinician from invitation where code_hash = ? and expires_at > ?"
        found = self._file.rows(sql, [digest(code.strip().lower()), utc(now)])
        return {row["clinician"] for row in found}


def _clinician(row: dict[str, Any]) -> Clinician:
    roles = frozenset((row["roles"] or "").split(",")) - {""}
    return Clinician(row["name"], row["display_name"], bool(row["disabled"]), roles)
