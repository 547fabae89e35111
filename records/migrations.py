"""The schema's history, oldest first; each migration is tiny and never edited once released.

`log` is the record. `participant_key` holds the keys. The other tables are projections: they can be
dropped and rebuilt from the log. `checkin` and `inbox` are the two work queues; what they decide is
in the log as well.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from records.connection import enable_wal, unit_of_work

migrations = Migrations("backstay_records")

APPEND_ONLY_TRIGGERS = {"log_no_update", "log_no_delete", "log_no_replace"}


@migrations()
def m001_log(db: Database) -> None:
    db.execute(
        """
        create table log (
            clinic text not null, seq integer not null, id text not null, participant text,
            kind text not null, at text not null, body text not null, cause text not null,
            prev text not null, hash text not null,
            primary key (clinic, seq), unique (clinic, id), unique (clinic, cause)
        ) strict
        """
    )
    db.execute("create index log_participant on log (participant, seq)")
    guard_log(db)
    db.execute(
        "create table participant_key (participant text primary key, key text not null) strict"
    )


@migrations()
def m002_projections(db: Database) -> None:
    db.execute(
        """
        create table participant (
            id text primary key, alias text not null unique, joined_at text not null,
            consent text not null default 'asked', consent_version text, consent_at text,
            onboarded_at text,
            birth_date text, birth_kind text, zone text, checkin_time text,
            reminders text not null default 'active', reminders_until text,
            last_in_at text, last_out_at text
        ) strict
        """
    )
    db.execute(
        """
        create table channel (
            channel text not null, address text not null,
            participant text not null references participant (id), linked_at text not null,
            primary key (channel, address)
        ) strict
        """
    )
    db.execute(
        """
        create table value (
            id text primary key, participant text not null references participant (id),
            measure text not null, number real, word text, day text not null, at text not null,
            status text not null check (status in ('current', 'superseded')),
            message_id text not null, start integer not null, "end" integer not null,
            extractor text not null, asked text, supersedes text
        ) strict
        """
    )
    db.execute("create index value_participant on value (participant, measure, day)")
    db.execute(
        """
        create table alert (
            id text primary key, participant text not null references participant (id),
            tier text not null, flags text not null, message_id text not null,
            raised_at text not null,
            state text not null check (state in ('open', 'acknowledged', 'closed')),
            clinician text, acknowledged_at text, closed_at text, note text
        ) strict
        """
    )
    db.execute("create index alert_participant on alert (participant, state)")


@migrations()
def m003_queues(db: Database) -> None:
    db.execute(
        """
        create table checkin (
            id text primary key, participant text not null references participant (id),
            due_at text not null, not_before text not null,
            state text not null check (state in ('due', 'claimed', 'sent', 'refused', 'missed')),
            lease_until text, attempts integer not null default 0,
            reason text, settled_at text
        ) strict
        """
    )
    db.execute("create index checkin_waiting on checkin (state, not_before)")
    db.execute("create index checkin_participant on checkin (participant, due_at)")
    db.execute(
        """
        create table inbox (
            message_id text primary key, participant text not null references participant (id),
            received_at text not null
        ) strict
        """
    )


def guard_log(db: Database) -> None:
    """Forbid changing or removing rows of the log.

    `table.transform()` drops triggers: a migration that transforms `log` must call this again. The
    third trigger stops INSERT OR REPLACE on a raw connection, which fires no delete trigger.
    """
    for name, when, condition in (
        ("log_no_update", "update", ""),
        ("log_no_delete", "delete", ""),
        (
            "log_no_replace",
            "insert",
            "when exists (select 1 from log where clinic = new.clinic"
            " and (seq = new.seq or id = new.id or cause = new.cause))",
        ),
    ):
        db.execute(
            f"create trigger {name} before {when} on log {condition} "
            "begin select raise(abort, 'the log is append-only'); end"
        )


def migrate(db: Database) -> None:
    """Bring the schema up to date; several services may do so at the same moment."""
    enable_wal(db)
    with unit_of_work(db):
        migrations.apply(db)
    missing = APPEND_ONLY_TRIGGERS - set(db.triggers_dict)
    if missing:
        raise RuntimeError(f"the log has lost its append-only guards: {sorted(missing)}")
