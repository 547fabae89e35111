"""The default store: one SQLite file through sqlite-utils, for several processes and threads."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from cryptography.fernet import InvalidToken
from sqlite_utils import Database

from records import chain, checkin_queue, projections
from records.chain import GENESIS, canonical, row_hash
from records.connection import StoreError, connect, telling_damage, unit_of_work
from records.events import (
    ChannelLinked,
    CheckinDecided,
    CheckinState,
    Draft,
    Event,
    Joined,
    MessageReceived,
    from_json,
    to_json,
)
from records.identity import new_alias, new_id
from records.migrations import migrate
from records.rows import Row, to_alert, to_checkin, to_participant, to_value, utc
from records.store import (
    Alert,
    AlertState,
    Checkin,
    Participant,
    UnknownParticipant,
    Value,
    Verification,
)
from records.vault import Vault


class SqliteStore:
    """`RecordStore` on SQLite. Each thread gets a connection of its own, kept open.

    A file holds the record of one clinic. Raises StoreError when the file can't be opened or
    brought up to date, or holds another clinic.
    """

    def __init__(self, path: Path, clinic: str = "default") -> None:
        self.path = path
        self.clinic = clinic
        self._local = threading.local()
        try:
            migrate(self._db)
        except (sqlite3.DatabaseError, RuntimeError) as error:
            raise StoreError(
                f"The record at {path} can't be brought up to date: {error}"
            ) from error
        ends = self._rows("select min(clinic) as first, max(clinic) as last from log")[0]
        if not {ends["first"], ends["last"]} <= {None, clinic}:
            raise StoreError(
                f"The record at {path} belongs to the clinic {ends['first']!r}, not {clinic!r}: "
                "give each clinic a file of its own."
            )

    @property
    def _db(self) -> Database:
        if not hasattr(self._local, "db"):
            self._local.db = connect(self.path)
            self._local.vault = Vault(self._local.db)
        db: Database = self._local.db
        return db

    @property
    def _vault(self) -> Vault:
        assert self._db is not None  # opens this thread's connection
        vault: Vault = self._local.vault
        return vault

    # --- people ---

    def join(self, channel: str, address: str, at: datetime) -> str:
        with unit_of_work(self._db) as db:
            known = self.find(channel, address)
            if known is not None:
                return known
            participant = new_id(at)
            self._vault.create_key(participant)
            self._append(
                db,
                participant,
                [
                    Draft(Joined(self._free_alias()), at),
                    Draft(ChannelLinked(channel, address), at),
                ],
            )
        return participant

    def _free_alias(self) -> str:
        alias = new_alias()
        while self._db.table("participant").count_where("alias = ?", [alias]):
            alias = new_alias()
        return alias

    def find(self, channel: str, address: str) -> str | None:
        rows = self._rows(
            "select participant from channel where channel = ? and address = ?", [channel, address]
        )
        return rows[0]["participant"] if rows else None

    def participant(self, participant: str) -> Participant:
        rows = self._rows("select * from participant where id = ?", [participant])
        if not rows:
            raise UnknownParticipant(participant)
        channels = self._rows(
            "select channel, address from channel where participant = ? order by linked_at, rowid",
            [participant],
        )
        return to_participant(rows[0], channels)

    def participants(self) -> list[Participant]:
        channels: dict[str, list[Row]] = defaultdict(list)
        for row in self._rows("select * from channel order by linked_at, rowid"):
            channels[row["participant"]].append(row)
        return [
            to_participant(row, channels[row["id"]])
            for row in self._rows("select * from participant order by alias")
        ]

    # --- the log ---

    def append(self, participant: str | None, *drafts: Draft) -> list[Event]:
        with unit_of_work(self._db) as db:
            return self._append(db, participant, drafts)

    def _append(
        self, db: Database, participant: str | None, drafts: Collection[Draft]
    ) -> list[Event]:
        head = self._rows(
            "select seq, hash from log where clinic = ? order by seq desc limit 1", [self.clinic]
        )
        seq, prev = (head[0]["seq"], head[0]["hash"]) if head else (0, GENESIS)
        appended = []
        for draft in drafts:
            event_id = new_id(draft.at)
            cause = draft.cause or event_id
            if db.table("log").count_where("clinic = ? and cause = ?", [self.clinic, cause]):
                continue
            try:
                body = self._vault.seal(participant, canonical(to_json(draft.body)))
            except KeyError as error:
                raise UnknownParticipant(participant) from error
            seq += 1
            at = draft.at.astimezone(timezone.utc)
            row = {
                "clinic": self.clinic,
                "seq": seq,
                "id": event_id,
                "participant": participant,
                "kind": draft.body.kind,
                "at": at.isoformat(),
                "body": body,
                "cause": cause,
            }
            digest = row_hash(prev, row)
            db.table("log").insert({**row, "prev": prev, "hash": digest})
            prev = digest
            event = Event(event_id, seq, participant, at, draft.body, cause, digest)
            projections.project(db, event)
            if isinstance(draft.body, MessageReceived):
                db.table("inbox").insert(
                    {"message_id": event_id, "participant": participant, "received_at": row["at"]}
                )
            appended.append(event)
        return appended

    def read(
        self,
        participant: str | None = None,
        *,
        kinds: Collection[str] | None = None,
        after: int = 0,
    ) -> list[Event]:
        where, params = ["clinic = ?", "seq > ?"], [self.clinic, after]
        if participant is not None:
            where.append("participant = ?")
            params.append(participant)
        if kinds is not None:
            where.append(f"kind in ({', '.join('?' * len(kinds))})")
            params.extend(kinds)
        rows = self._rows(f"select * from log where {' and '.join(where)} order by seq", params)
        return [event for event in map(self._to_event, rows) if event is not None]

    def event(self, event_id: str) -> Event | None:
        rows = self._rows("select * from log where clinic = ? and id = ?", [self.clinic, event_id])
        return self._to_event(rows[0]) if rows else None

    def _to_event(self, row: Row) -> Event | None:
        try:
            text = self._vault.open(row["participant"], row["body"])
        except InvalidToken as error:
            raise StoreError(
                f"Entry {row['seq']} of the record has been altered and can't be read; "
                "`backstay verify` says more."
            ) from error
        if text is None:
            return None
        return Event(
            row["id"],
            row["seq"],
            row["participant"],
            datetime.fromisoformat(row["at"]),
            from_json(row["kind"], json.loads(text)),
            row["cause"],
            row["hash"],
        )

    # --- views ---

    def values(
        self, participant: str, *, since: date | None = None, superseded: bool = False
    ) -> list[Value]:
        return [
            to_value(row)
            for row in self._rows(
                "select * from value where participant = ? and day >= ?"
                " and (status = 'current' or ?) order by day, at, rowid",
                [participant, (since or date.min).isoformat(), superseded],
            )
        ]

    def alerts(
        self,
        participant: str | None = None,
        *,
        states: Collection[AlertState] = ("open", "acknowledged"),
    ) -> list[Alert]:
        where = f"state in ({', '.join('?' * len(states))})"
        params: list[str] = list(states)
        if participant is not None:
            where += " and participant = ?"
            params.append(participant)
        return [
            to_alert(row)
            for row in self._rows(
                f"select * from alert where {where} order by raised_at desc, rowid desc", params
            )
        ]

    # --- messages waiting for an answer ---

    def unanswered(self) -> list[Event]:
        rows = self._rows("select message_id from inbox order by rowid")
        found = (self.event(row["message_id"]) for row in rows)
        return [event for event in found if event is not None]

    def answered(self, message_id: str) -> None:
        self._db.execute("delete from inbox where message_id = ?", [message_id])

    # --- check-ins ---

    def plan_checkin(self, checkin: Checkin) -> bool:
        return checkin_queue.plan(self._db, checkin)

    def unplan_checkins(self, participant: str) -> None:
        self._db.execute(
            "delete from checkin where participant = ? and state = 'due'", [participant]
        )

    def checkins(
        self,
        participant: str | None = None,
        *,
        states: Collection[CheckinState] = ("due", "claimed", "sent", "refused", "missed"),
    ) -> list[Checkin]:
        where, params = f"state in ({', '.join('?' * len(states))})", list[str](states)
        if participant is not None:
            where += " and participant = ?"
            params.append(participant)
        return [
            to_checkin(row)
            for row in self._rows(f"select * from checkin where {where} order by due_at", params)
        ]

    def claim_due(self, now: datetime, lease: timedelta, limit: int) -> list[Checkin]:
        with unit_of_work(self._db) as db:
            return checkin_queue.claim(db, now, lease, limit)

    def settle_checkin(
        self, checkin: Checkin, state: CheckinState, reason: str, at: datetime
    ) -> bool:
        with unit_of_work(self._db) as db:
            if not checkin_queue.settle(db, checkin, state, reason, at):
                return False
            action = {"sent": "send", "refused": "refuse", "missed": "missed"}.get(state)
            if action is not None:
                decided = CheckinDecided(checkin.id, utc(checkin.due_at), action, reason)  # type: ignore[arg-type]
                self._append(db, checkin.participant, [Draft(decided, at, f"{checkin.id}:decided")])
            return True

    # --- care of the log ---

    def verify(self) -> Verification:
        with telling_damage():
            return chain.verify(
                self._db.query("select * from log where clinic = ? order by seq", [self.clinic])
            )

    def rebuild(self) -> int:
        with unit_of_work(self._db) as db:
            events = self.read()
            # the queues point at participants, who disappear for a moment
            db.execute("PRAGMA defer_foreign_keys=ON")
            projections.clear(db)
            for event in events:
                projections.project(db, event)
        return len(events)

    def forget(self, participant: str) -> None:
        with unit_of_work(self._db) as db:
            for queue in ("checkin", "inbox"):
                db.table(queue).delete_where("participant = ?", [participant])
            projections.clear(db, participant)
            db.table("participant_key").delete_where("participant = ?", [participant])
        # the write-ahead log still holds pages with her key; this empties it, unless somebody is
        # reading, in which case the next checkpoint does
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _rows(self, sql: str, params: Collection[object] = ()) -> list[Row]:
        with telling_damage():
            return list(self._db.query(sql, list(params)))
