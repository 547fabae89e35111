"""Whether a password and a code are right. A wrong name costs the same work as a wrong password."""

from __future__ import annotations

import secrets
import threading
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from clinic.entry.accounts_file import AccountsFile
from clinic.entry.lockout import LockOut
from clinic.entry.second_factor import accepted_step

# each argon2 run takes 64 MiB; a flood of sign-ins waits in line instead of filling the memory
_HASHING = threading.BoundedSemaphore(2)


class Credentials:
    """Both checks count as tries of `LockOut`."""

    def __init__(self, file: AccountsFile, lockout: LockOut, hasher: PasswordHasher) -> None:
        self._file = file
        self._lockout = lockout
        self._hasher = hasher
        self._decoy = hasher.hash(secrets.token_hex())  # the hash of nobody's password

    def hash(self, password: str) -> str:
        with _HASHING:
            return self._hasher.hash(password)

    def password_right(self, name: str, password: str, now: datetime) -> bool:
        """False for unknown, disabled, invited, wrong and locked out, all alike."""
        allowed = self._lockout.count(name, now)
        sql = "select password_hash from clinician where name = ? and not disabled"
        known = self._file.rows(sql, [name])
        stored = known[0]["password_hash"] if known else ""
        right = self._verify(stored or self._decoy, password) and bool(stored)
        if allowed and right:
            self._lockout.give_back(name)
        return allowed and right

    def _verify(self, password_hash: str, password: str) -> bool:
        with _HASHING:
            try:
                return self._hasher.verify(password_hash, password)
            except VerifyMismatchError:
                return False

    def code_right(self, name: str, code: str, now: datetime, enrol: str | None = None) -> bool:
        """Whether her telephone shows this code; a code is right once.

        `enrol`: the secret of a second factor that she has just been shown. It becomes hers with
        its first right code, unless she got one in the meantime.
        """
        if not self._lockout.count(name, now):
            return False
        with self._file.writing():
            sql = "select totp_secret, totp_step from clinician where name = ? and not disabled"
            known = self._file.rows(sql, [name])
            if not known or (known[0]["totp_secret"] is None) is (enrol is None):
                return False
            secret = enrol or known[0]["totp_secret"]
            step = accepted_step(secret, code, now, after=known[0]["totp_step"])
            if step is None:
                return False
            self._file.db.execute(
                "update clinician set totp_secret = ?, totp_step = ? where name = ?",
                [secret, step, name],
            )
            self._lockout.forget(name)
        return True
