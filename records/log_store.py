"""The store protocol on top of the tables: people, views and queues, whichever the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from records import checkin_queue, chores, escalation_queue, projections, restoring
from records.crowd import Crowd
from records.events import (
    AlertEscalated,
    CheckinDelivered,
    CheckinStage,
    CheckinState,
    ChoreDone,
    Draft,
    Event,
)
from records.rows import Row, to_alert, to_checkin, to_value
from records.store import (
    CHECKIN_STATES,
    Alert,
    AlertState,
    Checkin,
    Decided,
    RestoreRefused,
    UnknownParticipant,
    Value,
)
from records.tables import among


class LogStore(Crowd):
    """`RecordStore` on any tables. The record holds one clinic."""

    # --- views ---

    def values(
        self, participant: str, *, since: date | None = None, superseded: bool = False
    ) -> list[Value]:
        rows = self._tables.query(
            "select * from value where participant = :participant and day >= :since"
            " and (status = 'current' or :superseded) order by day, at, rowid",
            participant=participant,
            since=(since or date.min).isoformat(),
            superseded=superseded,
        )
        return [to_value(row) for row in rows]

    def alerts(
        self,
        participant: str | None = None,
        *,
        states: Collection[AlertState] = ("open", "acknowledged"),
    ) -> list[Alert]:
        rows = self._in_state("alert", participant, states, "raised_at desc, rowid desc")
        return [to_alert(row) for row in rows]

    def _in_state(
        self, table: str, participant: str | None, states: Collection[str], order: str
    ) -> list[Row]:
        condition, values = among("state", states)
        if participant is not None:
            condition += " and participant = :participant"
            values["participant"] = participant
        if table == "checkin" and set(states) <= {"due", "claimed"}:
            condition += " and settled_at is null"  # those ahead have an index of their own
        return self._tables.query(
            f"select * from {table} where {condition} order by {order}", **values
        )

    # --- messages waiting for an answer ---

    def unanswered(self) -> list[Event]:
        return self._to_events(
            self._tables.query(
                "select log.* from inbox join log on log.id = inbox.message_id"
                " where log.clinic = :clinic order by inbox.rowid",
                clinic=self.clinic,
            )
        )

    def answered(self, message_id: str) -> None:
        self._tables.run("delete from inbox where message_id = :id", id=message_id)

    # --- check-ins ---

    def plan_checkin(self, checkin: Checkin) -> bool:
        with self._tables.writing():
            return checkin_queue.plan(self._tables, [checkin]) == 1

    def to_plan(self, limit: int) -> list[tuple[str, int]]:
        rows = self._tables.query(checkin_queue.TO_PLAN, limit=limit)
        return [(row["id"], row["wished"]) for row in rows]

    def plan_anew(
        self, participant: str, drop: Collection[str], add: Collection[Checkin], through: int
    ) -> int:
        with self._tables.writing():
            checkin_queue.drop(self._tables, drop)
            added = checkin_queue.plan(self._tables, add)
            followed = {"participant": participant, "through": through}
            if not self._tables.run(checkin_queue.PLANNED, **followed):
                raise UnknownParticipant(participant)
        return added

    def plan_overlooked(self) -> int:
        with self._tables.writing():
            return self._tables.run(checkin_queue.OVERLOOKED)

    def checkins(
        self,
        participant: str | None = None,
        *,
        states: Collection[CheckinState] = CHECKIN_STATES,
    ) -> list[Checkin]:
        return [to_checkin(row) for row in self._in_state("checkin", participant, states, "due_at")]

    def claim_due(
        self, now: datetime, lease: timedelta, limit: int, stage: CheckinStage = "decide"
    ) -> list[Checkin]:
        return checkin_queue.claim(self._tables, now, lease, limit, stage)

    def decide_checkins(self, decided: Collection[Decided], at: datetime) -> list[bool]:
        with self._tables.writing():
            held = checkin_queue.decide(self._tables, decided, at)
            ours = [each for each, holds in zip(decided, held, strict=True) if holds]
            checkin_queue.plan(self._tables, [each.following for each in ours if each.following])
            self._append(
                [
                    (each.checkin.participant, Draft(each.body, at, f"{each.checkin.id}:decided"))
                    for each in ours
                ]
            )
        return held

    def settle_checkin(
        self, checkin: Checkin, state: CheckinState, reason: str, at: datetime
    ) -> bool:
        if state != "due" and (checkin.stage == "decide" or state not in ("sent", "missed")):
            raise ValueError(f"{state} is for a decision to say, not for what became of it")
        with self._tables.writing():
            (held,) = checkin_queue.settle(self._tables, [(checkin, state, reason)], at)
            if not held:
                return False
            if state != "due":
                outcome: Literal["sent", "expired"] = "sent" if state == "sent" else "expired"
                body = CheckinDelivered(checkin.id, outcome, reason)
                self._append([(checkin.participant, Draft(body, at, f"{checkin.id}:delivered"))])
            return True

    # --- housekeeping ---

    def claim_chore(self, name: str, day: date, now: datetime, lease: timedelta) -> bool:
        with self._tables.writing():
            done = self._known_causes([chores.cause(name, day)])
            return not done and chores.claim(self._tables, name, day, now, lease)

    def finish_chore(self, name: str, day: date, at: datetime) -> None:
        done = ChoreDone(name, day.isoformat())
        self.append(None, Draft(done, at, chores.cause(name, day)))

    # --- escalation ---

    def claim_escalation(
        self, participant: str, step: AlertEscalated, now: datetime, lease: timedelta
    ) -> int | None:
        with self._tables.writing():
            if self._known_causes([escalation_queue.cause(step)]):
                return None
            return escalation_queue.claim(self._tables, participant, step, now, lease)

    def retry_escalation(self, step: AlertEscalated, attempt: int, until: datetime) -> None:
        with self._tables.writing():
            escalation_queue.retry(self._tables, step, attempt, until)

    def finish_escalation(self, participant: str, step: AlertEscalated, at: datetime) -> None:
        with self._tables.writing():
            self._append([(participant, Draft(step, at, escalation_queue.cause(step)))])
            escalation_queue.done(self._tables, step)

    # --- care of the log ---

    def restore(
        self, participant: str, events: Sequence[Event], checkins: Collection[Checkin]
    ) -> None:
        with self._tables.writing():
            known = self._known_causes(event.cause for event in events)
            restoring.refuse_known(self._tables, self.clinic, participant, events, known)
            self._vault.create_key(participant)
            self._write([(e.id, participant, Draft(e.body, e.at, e.cause)) for e in events])
            self._tables.insert("checkin", *map(restoring.row, checkins))
            try:
                self.participant(participant)
                self.values(participant, superseded=True)
                self.alerts(participant)
            except (ValueError, TypeError) as error:
                raise RestoreRefused(f"What it says can't be read back ({error}).") from error

    def rebuild(self) -> int:
        with self._tables.writing():
            events = self.read()
            self._tables.defer_references()  # the queues point at participants, gone for a moment
            projections.clear(self._tables)
            for event in events:
                projections.project(self._tables, event)
        return len(events)
