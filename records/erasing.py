"""Erasing a participant, and the note without her identity that stays behind."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from records.events import Draft, ParticipantErased
from records.store import RecordStore

_MOST_URGENT_FIRST = ("emergency", "urgent", "review")


def erase(
    store: RecordStore,
    participant: str,
    wanted_by: Literal["herself", "operator", "retention"],
    at: datetime,
) -> bool:
    """Destroy her key and views; False when there is nobody to erase.

    The note names the alerts that nobody had closed: the clinic loses them with her.
    """
    tiers = (alert.tier for alert in store.alerts(participant))
    alerts = tuple(sorted(tiers, key=_MOST_URGENT_FIRST.index))
    return store.forget(participant, Draft(ParticipantErased(wanted_by, alerts), at))
