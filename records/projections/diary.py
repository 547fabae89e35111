"""Values and their corrections."""

from __future__ import annotations

from records import events as ev
from records.events import Event
from records.projections.handlers import Handlers
from records.tables import Tables


def _valued(tables: Tables, event: Event, body: ev.ValueRecorded) -> None:
    if body.supersedes is not None:
        tables.run(
            "update value set status = 'superseded' where id = :id and participant = :participant",
            id=body.supersedes,
            participant=event.participant,
        )
    word = body.value if isinstance(body.value, str) else None
    tables.insert(
        "value",
        {
            "id": event.id,
            "participant": event.participant,
            "measure": body.measure,
            "number": None if word is not None else float(body.value),
            "word": word,
            "day": body.day,
            "at": event.at.isoformat(),
            "status": "current",
            "message_id": body.message_id,
            "start": body.start,
            "end": body.end,
            "extractor": body.extractor,
            "asked": body.asked,
            "supersedes": body.supersedes,
        },
    )


def _corrected(tables: Tables, event: Event, body: ev.ValueCorrected) -> None:
    """The first correction counts: one of a value that is superseded already changes nothing."""
    of_hers = {"id": body.supersedes, "participant": event.participant}
    current = tables.query(
        "select * from value where id = :id and participant = :participant and status = 'current'",
        **of_hers,
    )
    if not current:
        return
    tables.run("update value set status = 'superseded' where id = :id", id=body.supersedes)
    if body.value is None:
        return
    word = body.value if isinstance(body.value, str) else None
    # its time stays that of her words too, so that it keeps its place among the values of the day
    kept = ("participant", "measure", "day", "at", "message_id", "start", "end", "asked")
    tables.insert(
        "value",
        {
            **{name: current[0][name] for name in kept},
            "id": event.id,
            "number": None if word is not None else float(body.value),
            "word": word,
            "status": "current",
            "extractor": "clinician",
            "supersedes": body.supersedes,
        },
    )


HANDLERS: Handlers = {
    ev.ValueRecorded: _valued,
    ev.ValueCorrected: _corrected,
}
