"""An accounts file from before roles and second factors is upgraded and keeps its people."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from argon2 import PasswordHasher
from sqlite_utils import Database, Migrations

from clinic.entry.accounts import Accounts
from clinic.entry.migrations import APPEND_ONLY_TRIGGERS, m001_accounts
from tests.clinic.browser import PASSWORD
from tests.clinic.simulated_people import NOW


def before(path: Path) -> None:
    """The file as the first version made it, with three people, the first of them disabled."""
    first = Migrations("backstay_clinic")
    first()(m001_accounts)
    db = Database(path, strict=True)
    first.apply(db)
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    for name, disabled in (("zoe", 1), ("mia", 0), ("amara", 0)):
        db.table("clinician").insert(
            {
                "name": name,
                "display_name": name.title(),
                "password_hash": cheap.hash(PASSWORD),
                "disabled": disabled,
            }
        )
    db.execute("insert into session values ('hash', 'mia', 'then', 'then')")
    db.close()


def test_everybody_keeps_her_account_and_the_first_manages(tmp_path: Path) -> None:
    before(tmp_path / "clinic.db")
    accounts = Accounts(tmp_path / "clinic.db")
    assert {c.name: set(c.roles) for c in accounts.clinicians()} == {
        "amara": {"clinician"},
        "mia": {"clinician", "lead", "admin"},
        "zoe": {"clinician"},
    }
    assert accounts.credentials.password_right("mia", PASSWORD, NOW)
    assert not accounts.listing(NOW)[1].second_factor
    assert accounts.sessions.of("mia", "", NOW) == [], "everybody signs in again, with a code"


def test_the_guards_are_there_and_a_file_without_them_is_refused(tmp_path: Path) -> None:
    Accounts(tmp_path / "clinic.db")
    rows = sqlite3.connect(tmp_path / "clinic.db").execute(
        "select name from sqlite_master where type = 'trigger'"
    )
    assert {name for (name,) in rows} >= APPEND_ONLY_TRIGGERS
