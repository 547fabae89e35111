"""The store protocol, and the shapes and errors that its verbs give."""

from records.store.answers import (
    Changed,
    Decided,
    NudgeTally,
    QuestionTally,
    Recent,
    Redeemed,
    Verification,
)
from records.store.errors import RestoreRefused, StoreError, UnknownParticipant
from records.store.protocol import RecordStore
from records.store.shapes import (
    ALERT_STATES,
    CHECKIN_STATES,
    Alert,
    AlertState,
    Channel,
    Checkin,
    Participant,
    Value,
)

__all__ = [
    "ALERT_STATES",
    "CHECKIN_STATES",
    "Alert",
    "AlertState",
    "Changed",
    "Channel",
    "Checkin",
    "Decided",
    "NudgeTally",
    "Participant",
    "QuestionTally",
    "Recent",
    "RecordStore",
    "Redeemed",
    "RestoreRefused",
    "StoreError",
    "UnknownParticipant",
    "Value",
    "Verification",
]
