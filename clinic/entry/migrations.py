"""The schema of the accounts file, oldest first; a migration is never edited once released."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from records.connection import enable_wal, unit_of_work
from records.store import StoreError

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


@migrations()
def m002_access(db: Database) -> None:
    """Roles, a second factor, sessions to choose from, broken glass and the audit log.

    Whoever had an account sees participants as before; the first of them becomes lead and admin.
    Everybody signs in again.
    """
    db.execute(
        """
        create table clinician_role (
            clinician text not null references clinician (name), role text not null,
            primary key (clinician, role)
        ) strict
        """
    )
    db.execute("insert into clinician_role select name, 'clinician' from clinician")
    db.execute(
        "insert into clinician_role select name, column1 from (values ('lead'), ('admin')),"
        " (select name from clinician where not disabled order by rowid limit 1)"
    )
    db.execute("alter table clinician add column totp_secret text")
    # the time step of the last code that was accepted
    db.execute("alter table clinician add column totp_step integer not null default 0")
    db.execute("drop table session")
    db.execute(
        """
        create table session (
            token_hash text primary key, id text not null unique,
            clinician text not null references clinician (name),
            agent text not null, begun_at text not null, seen_at text not null
        ) strict
        """
    )
    db.execute(
        """
        create table half_open (
            token_hash text primary key, clinician text not null references clinician (name),
            enrol text, begun_at text not null
        ) strict
        """
    )
    db.execute("drop table setup_code")
    # null: the code that makes the first account
    db.execute(
        "create table invitation (code_hash text primary key,"
        " clinician text references clinician (name), expires_at text not null) strict"
    )
    db.execute(
        """
        create table glass (
            who text not null references clinician (name), participant text not null,
            reason text not null, at text not null, until text not null
        ) strict
        """
    )
    db.execute("create index glass_participant on glass (participant, until)")
    db.execute(
        """
        create table audit (
            seq integer primary key, at text not null, who text not null, verb text not null,
            participant text not null, object text not null,
            outcome text not null check (outcome in ('allowed', 'refused', 'failed')),
            detail text not null, prev text not null, hash text not null
        ) strict
        """
    )
    for column in ("who", "participant", "verb", "outcome"):
        db.execute(f"create index audit_{column} on audit ({column}, seq)")
    for table in ("audit", "glass"):
        guard(db, table)


APPEND_ONLY_TRIGGERS = {
    f"{table}_no_{what}" for table in ("audit", "glass") for what in ("update", "delete")
} | {"audit_no_replace"}


def guard(db: Database, table: str) -> None:
    """Forbid changing or removing rows. `table.transform()` drops triggers: call this after it."""
    stop = f"begin select raise(abort, '{table} is append-only'); end"
    for what in ("update", "delete"):
        db.execute(f"create trigger {table}_no_{what} before {what} on {table} {stop}")
    if table == "audit":  # INSERT OR REPLACE on a raw connection fires no delete trigger
        there = "when exists (select 1 from audit where seq = new.seq)"
        db.execute(f"create trigger audit_no_replace before insert on audit {there} {stop}")


def migrate(db: Database) -> None:
    """Bring the schema up to date; several services may do so at the same moment."""
    enable_wal(db)
    with unit_of_work(db):
        migrations.apply(db)
    missing = APPEND_ONLY_TRIGGERS - set(db.triggers_dict)
    if missing:
        raise StoreError(
            f"The accounts file has lost its append-only guards ({', '.join(sorted(missing))}): it "
            "was changed from outside. Keep a copy of it, and restore the latest backup."
        )
