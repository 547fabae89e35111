"""Taking in a record that another store exported: what must not be here yet, and its check-ins."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from records.events import ChannelLinked, Event, Joined
from records.rows import Row, utc
from records.store import Checkin, RestoreRefused
from records.tables import Tables, among, portions


def refuse_known(
    tables: Tables, clinic: str, participant: str, events: Sequence[Event], causes: Collection[str]
) -> None:
    """Raises RestoreRefused when any of it is here; `causes` are those of `events` that are."""
    known = tables.query("select alias from participant where id = :id", id=participant)
    if known:
        raise RestoreRefused(
            f"Participant {known[0]['alias']} is in this record already. A record can be imported"
            " only where it isn't."
        )
    for some in portions(event.id for event in events):
        condition, values = among("id", some)
        sql = f"select id from log where clinic = :clinic and {condition} limit 1"
        if tables.query(sql, clinic=clinic, **values):
            raise RestoreRefused(
                "This record was here before and has been erased. What was erased can't come back"
                " into the same log; import it into another one."
            )
    if causes:
        raise RestoreRefused("Messages of this file are in this record under another participant.")
    for event in events:
        _refuse_taken(tables, event)


def _refuse_taken(tables: Tables, event: Event) -> None:
    body = event.body
    if isinstance(body, Joined) and tables.query(
        "select id from participant where alias = :alias", alias=body.alias
    ):
        raise RestoreRefused(f"Another participant is called {body.alias} here.")
    if isinstance(body, ChannelLinked) and tables.query(
        "select participant from channel where channel = :channel and address = :address",
        channel=body.channel,
        address=body.address,
    ):
        raise RestoreRefused(
            f"A chat of hers ({body.channel}) belongs to another participant here. Unlink or"
            " erase that one first."
        )


def row(checkin: Checkin) -> Row:
    """The row of the queue; what was decided elsewhere can't be claimed any more."""
    ahead = checkin.state == "due"
    return {
        "id": checkin.id,
        "participant": checkin.participant,
        "due_at": utc(checkin.due_at),
        "not_before": utc(checkin.not_before or checkin.due_at) if ahead else None,
        "state": checkin.state,
        "stage": checkin.stage,
        "attempts": 0,
        "failures": 0,
        "nudge": None,
        "reason": checkin.reason,
        "settled_at": None if ahead else utc(checkin.settled_at or checkin.due_at),
    }
