"""The log on top of the tables: what it takes to append, to read and to verify."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timezone

from cryptography.fernet import InvalidToken

from records import chain, projections
from records.chain import GENESIS, canonical, row_hash
from records.events import Draft, Event, MessageReceived, from_json
from records.identity import new_id
from records.rows import Row, utc
from records.store import StoreError, UnknownParticipant, Verification
from records.tables import Tables, among, portions
from records.vault import Keys, Vault


class EventLog:
    """The log of one clinic. Raises StoreError when the tables hold another's."""

    def __init__(self, tables: Tables, clinic: str) -> None:
        self.clinic = clinic
        self._tables = tables
        self._vault = Vault(tables)
        (ends,) = tables.query("select min(clinic) as first, max(clinic) as last from log")
        if not {ends["first"], ends["last"]} <= {None, clinic}:
            raise StoreError(
                f"The record at {tables.place} belongs to the clinic {ends['first']!r}, not"
                f" {clinic!r}: give each clinic a record of its own."
            )

    def append(self, participant: str | None, *drafts: Draft) -> list[Event]:
        with self._tables.writing():
            return self._append([(participant, draft) for draft in drafts])

    def _append(self, drafts: Collection[tuple[str | None, Draft]]) -> list[Event]:
        """Inside the caller's transaction; what all have in common is asked for once."""
        known = self._known_causes(draft.cause for _, draft in drafts if draft.cause)
        fresh = []
        for participant, draft in drafts:
            event_id = new_id(draft.at)
            cause = draft.cause or event_id
            if cause not in known:
                known.add(cause)
                fresh.append((event_id, participant, replace(draft, cause=cause)))
        appended = self._write(fresh)
        self._tables.insert(
            "inbox",
            *(
                {
                    "message_id": event.id,
                    "participant": event.participant,
                    "received_at": event.at.isoformat(),
                }
                for event in appended
                if isinstance(event.body, MessageReceived)
            ),
        )
        return appended

    def _write(self, drafts: Collection[tuple[str, str | None, Draft]]) -> list[Event]:
        """Chain drafts, by id and with their causes, to the log, and derive the views from them."""
        head = self._tables.query(
            "select seq, hash from log where clinic = :clinic order by seq desc limit 1",
            clinic=self.clinic,
        )
        seq, prev = (head[0]["seq"], head[0]["hash"]) if head else (0, GENESIS)
        keys = self._vault.keys(participant for _, participant, _ in drafts)
        rows, written = [], []
        for event_id, participant, draft in drafts:
            assert draft.cause is not None
            try:
                # JSON writes tuples as lists
                body = keys.seal(participant, canonical(vars(draft.body)))
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
                "cause": draft.cause,
            }
            digest = row_hash(prev, row)
            rows.append({**row, "prev": prev, "hash": digest})
            prev = digest
            written.append(Event(event_id, seq, participant, at, draft.body, draft.cause, digest))
        self._tables.insert("log", *rows)
        for event in written:
            projections.project(self._tables, event)
        return written

    def _known_causes(self, causes: Iterable[str]) -> set[str]:
        """Those of the causes that are in the log already."""
        known = set()
        for some in portions(causes):
            condition, values = among("cause", some)
            rows = self._tables.query(
                f"select cause from log where clinic = :clinic and {condition}",
                clinic=self.clinic,
                **values,
            )
            known |= {row["cause"] for row in rows}
        return known

    def read(
        self,
        participant: str | None = None,
        *,
        kinds: Collection[str] | None = None,
        after: int = 0,
        since: datetime | None = None,
    ) -> list[Event]:
        # each condition said needlessly keeps SQLite from the index that fits, and so does an order
        # that another index has
        where, values = [], Row()
        order = "seq" if participant is None or since is None else "+seq"
        if participant is None:
            where.append("clinic = :clinic")
            values["clinic"] = self.clinic
        if after:
            where.append("seq > :after")
            values["after"] = after
        if since is not None:
            where.append("at >= :since")
            values["since"] = utc(since)
        if participant is not None:
            where.append("participant = :participant")
            values["participant"] = participant
        if kinds is not None:
            condition, named = among("kind", kinds)
            where.append(condition)
            values |= named
        rows = self._tables.query(
            f"select * from log where {' and '.join(where)} order by {order}", **values
        )
        return self._to_events(rows)

    def moments(self, participant: str, kind: str, since: datetime) -> list[datetime]:
        rows = self._tables.query(
            "select at from log where participant = :participant and kind = :kind"
            " and at >= :since order by at",
            participant=participant,
            kind=kind,
            since=utc(since),
        )
        return [datetime.fromisoformat(row["at"]) for row in rows]

    def event(self, event_id: str) -> Event | None:
        rows = self._tables.query(
            "select * from log where clinic = :clinic and id = :id", clinic=self.clinic, id=event_id
        )
        return next(iter(self._to_events(rows)), None)

    def _to_events(self, rows: list[Row]) -> list[Event]:
        """Without those whose key has been destroyed."""
        keys = self._vault.keys(row["participant"] for row in rows)
        events = (_to_event(row, keys) for row in rows)
        return [event for event in events if event is not None]

    def verify(self) -> Verification:
        return chain.verify(
            self._tables.stream(
                "select * from log where clinic = :clinic order by seq", clinic=self.clinic
            )
        )


def _to_event(row: Row, keys: Keys) -> Event | None:
    try:
        text = keys.open(row["participant"], row["body"])
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
