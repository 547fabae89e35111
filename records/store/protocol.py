"""The verbs by which the parts of Backstay meet.

Every store keeps the same promises: append is atomic and idempotent by cause; a row is never
changed; views are derived from the log in the same transaction; a due check-in is handed to one
claimer at a time. All times are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, Protocol

from records.events import AlertEscalated, CheckinStage, CheckinState, Draft, Event
from records.store.answers import (
    Changed,
    Decided,
    NudgeTally,
    QuestionTally,
    Recent,
    Redeemed,
    Verification,
)
from records.store.shapes import (
    CHECKIN_STATES,
    Alert,
    AlertState,
    Checkin,
    Participant,
    Value,
)


class RecordStore(Protocol):
    """What bot, scheduler and clinic may ask of the record."""

    def join(self, channel: str, address: str, at: datetime) -> str:
        """The participant behind an address, made on her first message. Returns her id."""

    def append(self, participant: str | None, *drafts: Draft) -> list[Event]:
        """Append all drafts whose cause is new, in one transaction; returns those appended.

        Raises UnknownParticipant when she does not exist or has been forgotten.
        """

    def restore(
        self, participant: str, events: Sequence[Event], checkins: Collection[Checkin]
    ) -> None:
        """Take in a record that another store exported, whole or not at all.

        The events keep ids, times, causes and order; `seq` and `hash` become this log's own. Views
        follow. No message of hers waits for an answer, and of `checkins` only those that nobody had
        decided on can be claimed. Raises RestoreRefused.
        """

    def read(
        self,
        participant: str | None = None,
        *,
        kinds: Collection[str] | None = None,
        after: int = 0,
        since: datetime | None = None,
    ) -> list[Event]:
        """Events after a sequence number and since a time, oldest first, of one or of all.

        Events whose key has been destroyed are left out.
        """

    def moments(self, participant: str, kind: str, since: datetime) -> list[datetime]:
        """When events of this kind happened to her, oldest first; none of them is decrypted."""

    def event(self, event_id: str) -> Event | None:
        """One event by its id; None if there is none or it has been erased."""

    def find(self, channel: str, address: str) -> str | None:
        """The participant behind an address, or None."""

    def offer_link(self, participant: str, code: str, at: datetime) -> datetime:
        """Keep the hash of a code that takes her record to another chat; returns when it ends.

        It takes the place of an earlier one that nobody used. Raises UnknownParticipant.
        """

    def redeem(
        self, code: str, channel: str, address: str, message_id: str, at: datetime
    ) -> Redeemed:
        """Try a code that came from an address; `message_id` is the provider's, for replays.

        Once linked, the address belongs to whoever asked for the code. An empty record that it had
        is forgotten; where a channel has one address for a person, the new one takes its place.
        """

    def unlink(self, participant: str, channel: str, at: datetime) -> int:
        """Let go of her addresses in a channel; returns how many there were."""

    def participant(self, participant: str) -> Participant:
        """Raises UnknownParticipant."""

    def participants(self) -> list[Participant]:
        """All participants, by alias."""

    def values(
        self, participant: str, *, since: date | None = None, superseded: bool = False
    ) -> list[Value]:
        """Her values by day and time, oldest first; superseded ones only on request."""

    def alerts(
        self,
        participant: str | None = None,
        *,
        states: Collection[AlertState] = ("open", "acknowledged"),
    ) -> list[Alert]:
        """Alerts in these states, newest first."""

    def everybody(self) -> set[str]:
        """The ids of all participants."""

    def changed(self, after: int) -> Changed:
        """Who is to be looked at again by somebody who has read the log up to `after`."""

    def recent(self, participants: Collection[str], since: date) -> Iterator[Recent]:
        """Those of these participants who are there, with their values since a day."""

    def nudge_tallies(self, by: Literal["family", "arm"], since: datetime) -> list[NudgeTally]:
        """Of the messages that were decided on since then."""

    def question_tally(self, since: datetime) -> QuestionTally:
        """Questions asked since then."""

    def open_questions(self, since: datetime, limit: int) -> list[Event]:
        """Questions asked since then that no article answered, newest first."""

    def active_in_week(self, week: int, joined_by: datetime) -> tuple[int, int]:
        """How many joined by then, and how many of them wrote in that week after joining (0: the
        first seven days)."""

    def unanswered(self) -> list[Event]:
        """Received messages that nobody has finished answering, oldest first."""

    def answered(self, message_id: str) -> None:
        """The message has been dealt with and need not be taken up again after a crash."""

    def plan_checkin(self, checkin: Checkin) -> bool:
        """Put a check-in in the queue; False if one with this id is there already.

        Raises UnknownParticipant.
        """

    def to_plan(self, limit: int) -> list[tuple[str, int]]:
        """Participants whose check-ins don't follow her latest wishes yet.

        Each with the sequence number of the event that told her time, place or consent.
        """

    def plan_anew(
        self, participant: str, drop: Collection[str], add: Collection[Checkin], through: int
    ) -> int:
        """Follow her wishes, as of that sequence number: returns how many check-ins are new.

        Those to drop stay if somebody holds them or has decided on them. Raises UnknownParticipant.
        """

    def plan_overlooked(self) -> int:
        """List in `to_plan` whoever should have a check-in ahead and has none; returns how many."""

    def checkins(
        self,
        participant: str | None = None,
        *,
        states: Collection[CheckinState] = CHECKIN_STATES,
    ) -> list[Checkin]:
        """Check-ins in these states, hers or everybody's, oldest first."""

    def claim_due(
        self, now: datetime, lease: timedelta, limit: int, stage: CheckinStage = "decide"
    ) -> list[Checkin]:
        """Take check-ins that may be claimed, those that have waited longest first.

        Each goes to one caller, who holds it until it is settled or the lease runs out.
        """

    def decide_checkins(self, decided: Collection[Decided], at: datetime) -> list[bool]:
        """Write decisions down in queue and log and plan what follows, all in one transaction.

        One to send goes on to be rendered, the others have ended. False for one whose claim was
        settled before or has been overtaken by a later one: nothing of it is written.
        """

    def settle_checkin(
        self, checkin: Checkin, state: CheckinState, reason: str, at: datetime
    ) -> bool:
        """Write down what became of a claimed check-in; False as in `decide_checkins`.

        State `due` gives it back, to be claimed again in `checkin.stage` from `checkin.not_before`
        with `checkin.failures`. `sent` and `missed` end one that was decided to be sent, in queue
        and log.
        """

    def claim_chore(self, name: str, day: date, now: datetime, lease: timedelta) -> bool:
        """Take on a day's housekeeping; False if it has been done or somebody else is at it."""

    def finish_chore(self, name: str, day: date, at: datetime) -> None:
        """It is done and won't be handed out again."""

    def claim_escalation(
        self, participant: str, step: AlertEscalated, now: datetime, lease: timedelta
    ) -> int | None:
        """Take on telling people of a step: the number of this try, from 1.

        None when they have been told, somebody else is at it, it is to be tried later, or she has
        been forgotten.
        """

    def retry_escalation(self, step: AlertEscalated, attempt: int, until: datetime) -> None:
        """That try has failed: the step may be claimed again from then on."""

    def finish_escalation(self, participant: str, step: AlertEscalated, at: datetime) -> None:
        """People have been told: written down once. Raises UnknownParticipant."""

    def verify(self) -> Verification:
        """Re-derive every hash of the chain."""

    def rebuild(self) -> int:
        """Derive all views from the log again; returns the number of events read."""

    def forget(self, participant: str, note: Draft | None = None) -> bool:
        """Destroy her key and her views for good. The chain still verifies; her words are gone.

        In the same transaction `note`, an event of nobody's, is left. False, and no note, if there
        was nobody to forget.
        """
