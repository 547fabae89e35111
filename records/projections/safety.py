"""Alerts and what became of them."""

from __future__ import annotations

import json

from records import events as ev
from records.events import Event
from records.projections.handlers import Handlers
from records.tables import Tables


def _alerted(tables: Tables, event: Event, body: ev.AlertRaised) -> None:
    tables.insert(
        "alert",
        {
            "id": event.id,
            "participant": event.participant,
            "tier": body.tier,
            "flags": json.dumps(body.flags),
            "message_id": body.message_id,
            "raised_at": event.at.isoformat(),
            "state": "open",
        },
    )


def _acknowledged(tables: Tables, event: Event, body: ev.AlertAcknowledged) -> None:
    tables.run(
        "update alert set state = 'acknowledged', clinician = :clinician, acknowledged_at = :at"
        " where id = :id and participant = :participant and state = 'open'",
        clinician=body.clinician,
        at=event.at.isoformat(),
        id=body.alert,
        participant=event.participant,
    )


def _closed(tables: Tables, event: Event, body: ev.AlertClosed) -> None:
    tables.run(
        "update alert set state = 'closed', clinician = :clinician, closed_at = :at, note = :note"
        " where id = :id and participant = :participant and state != 'closed'",
        clinician=body.clinician,
        at=event.at.isoformat(),
        note=body.note,
        id=body.alert,
        participant=event.participant,
    )


HANDLERS: Handlers = {
    ev.AlertRaised: _alerted,
    ev.AlertAcknowledged: _acknowledged,
    ev.AlertClosed: _closed,
}
