"""Rasa's memory of a conversation: in its file, or in this process alone without consent.

Rasa writes her messages into its tracker. Once she has withdrawn her consent they must not get to a
file: her tracker then lives here, and what the file had of her is removed. When she consents again,
only where the dialogue stands is written down.
"""

from __future__ import annotations

from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from records.store import RecordStore, UnknownParticipant


class ConsentedTrackers(SQLTrackerStore):
    """A tracker store on SQLite that keeps nobody's words against her will."""

    def __init__(self, record: RecordStore, path: str) -> None:
        super().__init__(Domain.empty(), dialect="sqlite", db=path)
        self._record = record
        self._unkept: dict[str, list[Event]] = {}

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        if sender_id in self._unkept:
            return self._tracker(sender_id, self._unkept[sender_id])
        return await super().retrieve(sender_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        participant = tracker.sender_id
        try:
            consent = self._record.participant(participant).consent
        except UnknownParticipant:  # forgotten while the turn went on
            self._unkept.pop(participant, None)
            self._remove(participant)
            return
        if consent == "refused":
            if participant not in self._unkept:
                self._remove(participant)
            self._unkept[participant] = list(tracker.events)
        elif self._unkept.pop(participant, None) is not None:
            await super().save(self._tracker(participant, _standing(tracker)))
        else:
            await super().save(tracker)

    def _tracker(self, participant: str, events: list[Event]) -> DialogueStateTracker:
        return DialogueStateTracker.from_events(participant, events, self.domain.slots)

    def _remove(self, participant: str) -> None:
        with self.session_scope() as session:
            session.execute("PRAGMA secure_delete=ON")
            session.query(self.SQLEvent).filter_by(sender_id=participant).delete()
            session.commit()


def _standing(tracker: DialogueStateTracker) -> list[Event]:
    """Where the dialogue stands, without what was said on the way."""
    slots = [SlotSet(name, slot.value) for name, slot in tracker.slots.items() if slot.value]
    return [
        ActionExecuted("action_session_start"),
        SessionStarted(),
        *slots,
        ActiveLoop(tracker.active_loop_name),
        ActionExecuted("action_listen"),
    ]
