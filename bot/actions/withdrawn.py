"""What is recorded of somebody who has withdrawn her consent: her wishes, and what safety needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.events import (
    AlertRaised,
    Body,
    ClinicianView,
    ConsentGiven,
    ConsentRefused,
    Draft,
    ErasureAsked,
    MessageReceived,
    RemindersChanged,
    SafetyAnswered,
)
from records.store import RecordStore

if TYPE_CHECKING:
    from bot.actions.turn import Turn

_STILL = (
    AlertRaised, ClinicianView, ConsentGiven, ConsentRefused, ErasureAsked, RemindersChanged,
    SafetyAnswered,
)  # fmt: skip


def may_record(store: RecordStore, participant: str, body: Body) -> bool:
    """Whether this may go into her record though her message doesn't.

    Asked anew each time: she may have consented in this very turn.
    """
    return isinstance(body, _STILL) or store.participant(participant).consent == "given"


def keep_message(turn: Turn) -> str:
    """Keep this message after all, for it is the one she consents with; returns its id."""
    if turn.kept:
        return turn.message_id or ""
    draft = Draft(MessageReceived(turn.channel, turn.text), turn.now, turn.metadata["cause"])
    for event in turn.store.append(turn.participant, draft):
        turn.store.answered(event.id)  # this turn answers it
        return event.id
    return turn.message_id or ""
