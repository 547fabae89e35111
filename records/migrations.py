"""The schema's history, oldest first; each migration is tiny and never edited once released.

`log` is the record. `participant_key` holds the keys. `checkin`, `inbox` and `chore` are the work
queues; what they decide is in the log as well. The other tables are projections: they can be
dropped and rebuilt from the log.
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


@migrations()
def m004_windows(db: Database) -> None:
    db.execute("alter table participant add column windows text not null default '[]'")
    db.execute(
        "update participant set windows = '[\"' || checkin_time || '\"]'"
        " where checkin_time is not null"
    )


@migrations()
def m005_stages(db: Database) -> None:
    """Check-ins get stages; a lease is now the time before which nobody else may claim one."""
    db.execute(
        """
        create table staged (
            id text primary key, participant text not null references participant (id),
            due_at text not null, not_before text,
            state text not null
                check (state in ('due', 'claimed', 'sent', 'silent', 'refused', 'missed')),
            stage text not null check (stage in ('decide', 'render', 'deliver')),
            attempts integer not null default 0, failures integer not null default 0,
            nudge text, reason text, settled_at text
        ) strict
        """
    )
    db.execute(
        "insert into staged select id, participant, due_at,"
        " case state when 'due' then not_before when 'claimed' then lease_until end,"
        " state, 'decide', attempts, 0, null, reason, settled_at from checkin"
    )
    db.execute("drop table checkin")
    db.execute("alter table staged rename to checkin")
    db.execute(
        "create index checkin_waiting on checkin (stage, not_before) where not_before is not null"
    )
    db.execute("create index checkin_participant on checkin (participant, due_at)")
    db.execute(
        "create index checkin_ahead on checkin (participant, due_at) where settled_at is null"
    )
    # the events that told her wishes and those that her check-ins follow, by sequence number
    db.execute("alter table participant add column wished integer not null default 1")
    db.execute("alter table participant add column planned integer not null default 0")
    db.execute("create index participant_to_plan on participant (id) where wished > planned")
    db.execute(
        "create table chore (name text primary key, day text not null, held_until text not null)"
        " strict"
    )


@migrations()
def m006_quick_log(db: Database) -> None:
    for name in APPEND_ONLY_TRIGGERS:
        db.execute(f"drop trigger {name}")
    guard_log(db)
    # a long record is read by kind and time at every decision
    db.execute("create index log_kind on log (participant, kind, at)")


@migrations()
def m007_several_channels(db: Database) -> None:
    db.execute("alter table channel add column heard_at text")  # she wrote there; null: not yet
    db.execute(
        "create table link_code (code text primary key,"
        " participant text not null references participant (id),"
        " ends_at text not null, used_at text) strict"
    )
    db.execute(
        "create table link_try (attempt text primary key, address text not null, at text not null)"
        " strict"
    )
    db.execute("create index link_try_at on link_try (at)")


@migrations()
def m008_owner(db: Database) -> None:
    db.execute("alter table participant add column owner text")  # a clinician's sign-in name


@migrations()
def m009_escalation(db: Database) -> None:
    db.execute(
        "create table escalation (cause text primary key,"
        " participant text not null references participant (id),"
        " attempts integer not null, held_until text not null) strict"
    )
    db.execute("create index escalation_participant on escalation (participant)")
    db.execute("create index alert_state on alert (state, raised_at)")  # looked at all the time


@migrations()
def m010_service(db: Database) -> None:
    """What the service overview counts; a record from before knows it after `verify --rebuild`."""
    db.execute(
        "create table active_week (participant text not null references participant (id),"
        " week integer not null, primary key (participant, week)) strict, without rowid"
    )
    db.execute(
        "create table nudge (checkin text primary key,"
        " participant text not null references participant (id), at text not null,"
        " action text not null, family text, arm text, took_part integer) strict"
    )
    db.execute("create index nudge_at on nudge (at)")
    db.execute("create index nudge_participant on nudge (participant)")
    db.execute(
        "create table question (id text primary key,"
        " participant text not null references participant (id), at text not null,"
        " answered integer not null) strict"
    )
    db.execute("create index question_at on question (at)")
    db.execute("create index question_participant on question (participant)")
    db.execute("create index channel_participant on channel (participant)")  # each message asks
    # the panel reads everybody's last weeks, however long their records are
    db.execute("drop index value_participant")
    db.execute("create index value_participant on value (participant, day)")


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
            # one look-up each: joined by `or` within one select, they read the clinic's whole log
            "when exists (select 1 from log where clinic = new.clinic and seq = new.seq)"
            " or exists (select 1 from log where clinic = new.clinic and id = new.id)"
            " or exists (select 1 from log where clinic = new.clinic and cause = new.cause)",
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
