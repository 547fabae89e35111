"""Who tells people of a step of an escalation: one process at a time, later again after a failure.

The log says which steps have been told; a row here says until when one is held or not to be tried.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from records.events import AlertEscalated
from records.rows import utc
from records.tables import Tables

CLAIM = (
    "insert into escalation (cause, participant, attempts, held_until)"
    " select :cause, id, 1, :until from participant where id = :participant"
    " on conflict (cause) do update set attempts = escalation.attempts + 1,"
    " held_until = excluded.held_until where escalation.held_until <= :now"
    " returning attempts"
)
# of a later claim, which somebody else has made since, nothing is changed
RETRY = "update escalation set held_until = :until where cause = :cause and attempts = :attempts"
DONE = "delete from escalation where cause = :cause"


def cause(step: AlertEscalated) -> str:
    """The cause of the event that says it has been told."""
    return f"{step.alert}:escalated:{step.step}:{step.how}"


def claim(
    tables: Tables, participant: str, step: AlertEscalated, now: datetime, lease: timedelta
) -> int | None:
    """Inside the caller's transaction: the number of this try, None while it is held."""
    held = {"cause": cause(step), "participant": participant}
    rows = tables.query(CLAIM, **held, now=utc(now), until=utc(now + lease))
    return rows[0]["attempts"] if rows else None


def retry(tables: Tables, step: AlertEscalated, attempt: int, until: datetime) -> None:
    tables.run(RETRY, cause=cause(step), attempts=attempt, until=utc(until))


def done(tables: Tables, step: AlertEscalated) -> None:
    tables.run(DONE, cause=cause(step))
