"""The schema of the accounts file: clinicians, sessions, tries at signing in, the set-up code.

Secrets are stored only as hashes. Names people typed are hashed in `attempt`, because a password
typed into the wrong box is a name nobody has.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from records.connection import enable_wal, unit_of_work

migrations = Migrations("backstay_clinic")


@migrations()
def m001_accounts(db: Database) -> None:
    db.execute(
        """
        create table clinician (
            name text primary key, display_name text not null, password_hash text not null,
            disabled integer not null default 0
        ) strict
        """
    )
    db.execute(
        """
        create table session (
            token_hash text primary key, clinician text not null references clinician (name),
            created_at text not null, seen_at text not null
        ) strict
        """
    )
    db.execute(
        """
        create table attempt (
            name_hash text primary key, tries integer not null, last_at text not null
        ) strict
        """
    )
    db.execute("create table setup_code (code_hash text primary key, expires_at text) strict")


def migrate(db: Database) -> None:
    """Bring the schema up to date; several services may do so at the same moment."""
    enable_wal(db)
    with unit_of_work(db):
        migrations.apply(db)
