"""The schema in PostgreSQL: the same tables as in SQLite, and the guards of the log.

Times and dates are the ISO texts that the log keeps and hashes; what is compared or sorted collates
as "C", so that texts sort as the times do whatever the language of the server. SQLite numbers rows
by itself; here a column of the same name, `rowid`, keeps the order in which they came.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

FIRST = """
create table log (
    clinic text not null, seq bigint not null, id text not null, participant text,
    kind text not null, at text collate "C" not null, body text not null, cause text not null,
    prev text not null, hash text not null,
    primary key (clinic, seq), unique (clinic, id), unique (clinic, cause)
);
create index log_participant on log (participant, seq);
create index log_kind on log (participant, kind, at);

create function refuse_to_change_the_log() returns trigger language plpgsql as
    $$ begin raise exception 'the log is append-only'; end $$;
create trigger log_append_only before update or delete or truncate on log
    execute function refuse_to_change_the_log();
-- also where other triggers are switched off, as for replication
alter table log enable always trigger log_append_only;

create table participant_key (participant text primary key, key text not null);

create table participant (
    id text primary key, alias text collate "C" not null unique, joined_at text not null,
    consent text not null default 'asked', consent_version text, consent_at text,
    onboarded_at text,
    birth_date text, birth_kind text, zone text, checkin_time text,
    windows text not null default '[]',
    reminders text not null default 'active', reminders_until text,
    last_in_at text, last_out_at text,
    wished bigint not null default 1, planned bigint not null default 0
);
create index participant_to_plan on participant (id) where wished > planned;

create table channel (
    rowid bigint generated always as identity,
    channel text not null, address text not null,
    participant text not null references participant (id) deferrable,
    linked_at text collate "C" not null,
    primary key (channel, address)
);
create index channel_participant on channel (participant);

create table value (
    rowid bigint generated always as identity,
    id text primary key, participant text not null references participant (id) deferrable,
    measure text not null, number double precision, word text,
    day text collate "C" not null, at text collate "C" not null,
    status text not null check (status in ('current', 'superseded')),
    message_id text not null, start integer not null, "end" integer not null,
    extractor text not null, asked text, supersedes text
);
create index value_participant on value (participant, day);

create table alert (
    rowid bigint generated always as identity,
    id text primary key, participant text not null references participant (id) deferrable,
    tier text not null, flags text not null, message_id text not null,
    raised_at text collate "C" not null,
    state text not null check (state in ('open', 'acknowledged', 'closed')),
    clinician text, acknowledged_at text, closed_at text, note text
);
create index alert_participant on alert (participant, state);

create table checkin (
    id text primary key, participant text not null references participant (id) deferrable,
    due_at text collate "C" not null, not_before text collate "C",
    state text not null
        check (state in ('due', 'claimed', 'sent', 'silent', 'refused', 'missed')),
    stage text not null check (stage in ('decide', 'render', 'deliver')),
    attempts integer not null default 0, failures integer not null default 0,
    nudge text, reason text, settled_at text
);
create index checkin_waiting on checkin (stage, not_before) where not_before is not null;
create index checkin_participant on checkin (participant, due_at);
create index checkin_ahead on checkin (participant, due_at) where settled_at is null;

create table inbox (
    rowid bigint generated always as identity,
    message_id text primary key,
    participant text not null references participant (id) deferrable,
    received_at text not null
);
create index inbox_participant on inbox (participant);

create table chore (
    name text primary key, day text not null, held_until text collate "C" not null
);
"""
SEVERAL_CHANNELS = """
alter table channel add column heard_at text collate "C";
create table link_code (
    code text primary key,
    participant text not null references participant (id) deferrable,
    ends_at text collate "C" not null, used_at text
);
create index link_code_participant on link_code (participant);
create table link_try (
    attempt text primary key, address text not null, at text collate "C" not null
);
create index link_try_at on link_try (at);
"""
OWNER = "alter table participant add column owner text"
ESCALATION = """
create table escalation (
    cause text primary key,
    participant text not null references participant (id) deferrable,
    attempts integer not null, held_until text collate "C" not null
);
create index escalation_participant on escalation (participant);
create index alert_state on alert (state, raised_at);
"""
SERVICE = """
alter table participant alter column joined_at type text collate "C";
create table active_week (
    participant text not null references participant (id) deferrable,
    week integer not null, primary key (participant, week)
);
create table nudge (
    checkin text primary key,
    participant text not null references participant (id) deferrable,
    at text collate "C" not null, action text not null, family text, arm text, took_part integer
);
create index nudge_at on nudge (at);
create index nudge_participant on nudge (participant);
create table question (
    id text primary key,
    participant text not null references participant (id) deferrable,
    at text collate "C" not null, answered integer not null
);
create index question_at on question (at);
create index question_participant on question (participant);
"""
# oldest first; none is edited once released
MIGRATIONS = (FIRST, SEVERAL_CHANNELS, OWNER, ESCALATION, SERVICE)


def migrate(connection: Connection) -> None:
    """Bring the schema up to date, inside the caller's transaction.

    Several services may do so at the same moment. Raises RuntimeError when the database can't hold
    a record, was made by a later version, or has lost the guard of the log.
    """
    if connection.scalar(text("show server_encoding")) != "UTF8":
        raise RuntimeError("the encoding of the database must be UTF8")
    connection.execute(text("select pg_advisory_xact_lock(hashtext('backstay schema'))"))
    connection.execute(text("create table if not exists schema_version (version integer not null)"))
    done = connection.scalar(text("select coalesce(max(version), 0) from schema_version"))
    if done > len(MIGRATIONS):
        raise RuntimeError(
            f"it was made by a later version of Backstay (schema {done}, known here:"
            f" {len(MIGRATIONS)}); use that one"
        )
    for number, statements in enumerate(MIGRATIONS[done:], done + 1):
        connection.exec_driver_sql(statements)
        connection.execute(text("insert into schema_version values (:number)"), {"number": number})
    guard = connection.scalar(
        text(
            "select tgenabled from pg_trigger"
            " where tgname = 'log_append_only' and tgrelid = 'log'::regclass"
        )
    )
    if guard != "A":
        raise RuntimeError("the log has lost its append-only guards")
