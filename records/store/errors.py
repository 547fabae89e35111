"""What a store raises."""

from __future__ import annotations


class StoreError(Exception):
    """The record can't be reached, opened or read; the message says what to do."""


class UnknownParticipant(LookupError):
    """There is no participant with this id, or she has been forgotten."""


class RestoreRefused(ValueError):
    """A record can't be taken in here; the message says why, and nothing was written."""
