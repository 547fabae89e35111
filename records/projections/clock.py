"""Decision points and what followed them."""

from __future__ import annotations

from records import events as ev
from records.events import Event
from records.projections.handlers import Handlers
from records.tables import Tables


def _decided(tables: Tables, event: Event, body: ev.CheckinDecided) -> None:
    tables.run(
        "insert into nudge (checkin, participant, at, action, family, arm)"
        " values (:checkin, :participant, :at, :action, :family, :arm) on conflict do nothing",
        checkin=body.checkin,
        participant=event.participant,
        at=event.at.isoformat(),
        action=body.action,
        family=body.family,
        arm=body.arm,
    )


def _followed(tables: Tables, event: Event, body: ev.CheckinOutcome) -> None:
    tables.run(
        "update nudge set took_part = :took_part"
        " where checkin = :checkin and participant = :participant",
        took_part=int(body.took_part),
        checkin=body.checkin,
        participant=event.participant,
    )


HANDLERS: Handlers = {
    ev.CheckinDecided: _decided,
    ev.CheckinOutcome: _followed,
}
