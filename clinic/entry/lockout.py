"""Five wrong passwords or codes for a name close it for 15 minutes, known or not.

A try is counted before it is looked at, so that tries side by side gain nothing. Names are kept as
hashes, because a password typed into the wrong box is a name nobody has.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from clinic.entry.accounts_file import AccountsFile, digest, utc

TRIES = 5
LOCK_OUT = timedelta(minutes=15)


class LockOut:
    def __init__(self, file: AccountsFile) -> None:
        self._file = file

    def count(self, name: str, now: datetime) -> bool:
        """Count a try at this name; False while it is locked, which tries don't prolong."""
        with self._file.writing() as db:
            db.execute("delete from attempt where last_at <= ?", [utc(now - LOCK_OUT)])
            counted = db.execute(
                "insert into attempt values (?, 1, ?) on conflict (name_hash)"
                " do update set tries = tries + 1, last_at = excluded.last_at where tries < ?",
                [digest(name), utc(now), TRIES],
            )
            return counted.rowcount == 1

    def give_back(self, name: str) -> None:
        """The password was right: that try doesn't count, the wrong ones before it still do.

        Otherwise who knows the password could guess codes without end.
        """
        sql = "update attempt set tries = tries - 1 where name_hash = ?"
        self._file.db.execute(sql, [digest(name)])

    def forget(self, name: str) -> None:
        """She is in: her wrong tries are forgotten."""
        self._file.db.execute("delete from attempt where name_hash = ?", [digest(name)])

    def locked(self, name: str, now: datetime) -> bool:
        found = "name_hash = ? and tries >= ? and last_at > ?"
        params = [digest(name), TRIES, utc(now - LOCK_OUT)]
        return self._file.db.table("attempt").count_where(found, params) > 0
