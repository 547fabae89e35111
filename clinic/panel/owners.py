"""Who looks after a participant: the choice on her page, and what becomes of it.

The form carries the change that its page knew of. Of two people who change the owner at the same
time the first wins, and the other is told.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from clinic.entry.access import Clinician, may
from records.events import Draft, OwnerChanged
from records.store import RecordStore

Outcome = Literal["owner", "owner_before", "owner_unknown"]
NEVER = "never"  # nobody has changed the owner yet


@dataclass(frozen=True)
class Ownership:
    """`owner` by sign-in name; `change` is the id of the event that made it so."""

    owner: str | None
    change: str


@dataclass(frozen=True)
class Wish:
    """Who shall be her owner, says `by`, whose page knew of the change `known`."""

    owner: str | None
    by: str
    known: str


def ownership(store: RecordStore, participant: str) -> Ownership:
    """Her owner now; nobody for somebody who isn't there."""
    for event in reversed(store.read(participant, kinds=(OwnerChanged.kind,))):
        assert isinstance(event.body, OwnerChanged)
        return Ownership(event.body.owner, event.id)
    return Ownership(None, NEVER)


def candidates(clinicians: Sequence[Clinician]) -> list[Clinician]:
    """Those who may see participants, by the name colleagues read."""
    able = [one for one in clinicians if may(one, "see_panel")]
    return sorted(able, key=lambda one: one.display_name.casefold())


def set_owner(
    store: RecordStore, participant: str, wish: Wish, able: Collection[str], at: datetime
) -> Outcome:
    """`able`: who may be an owner. Raises UnknownParticipant."""
    store.participant(participant)
    before = ownership(store, participant)
    if before.change != wish.known:
        return "owner_before"
    if wish.owner == before.owner:
        return "owner"
    if wish.owner is not None and wish.owner not in able:
        return "owner_unknown"
    body = OwnerChanged(wish.owner, wish.by)
    # the cause makes the first of two at the same moment the only one
    draft = Draft(body, at, cause=f"{participant}:owner after {wish.known}")
    return "owner" if store.append(participant, draft) else "owner_before"
