"""One turn of the conversation as the actions see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import cast
from zoneinfo import ZoneInfo

from rasa_sdk.events import EventType, SlotSet

from bot import context
from bot.actions.heard import Heard
from bot.actions.withdrawn import may_record
from bot.capture.onboarding import country_of_zone
from policies.safety.escalation import Numbers, numbers_for, safety_speaks
from records.events import (
    CHECKIN_MEASURES,
    AlertRaised,
    Body,
    Draft,
    Event,
    ItemAnswered,
    Measure,
    Tier,
)
from records.store import ALERT_STATES, Alert, Participant

CHECKIN_FORM = "checkin_form"
ONBOARDING_FORM = "onboarding_form"
WEEKLY_FORM = "weekly_form"
CORRECTION_FORM = "correction_form"
SKIPPED = "skipped"  # stands in a form's slot for a question she would rather not answer
NOT_ASKED = "not asked"  # likewise for a question that must not be put to her
LISTEN = "action_listen"
ALARMS: tuple[Tier, ...] = ("urgent", "emergency")  # tiers that the fixed words answer
LOSS, LOSS_TAKEN_BACK = "baby_loss", "baby_loss_taken_back"
DETOUR_SLOT = "detour"  # as in policies/dialogue.py, which needs all of Rasa


@dataclass(frozen=True)
class Expected:
    """The value a correction waits for: a bare number in her next message is read as this one."""

    measure: Measure
    day: date


@dataclass
class Turn(Heard):
    """Her message, who she is and what time it is where she is.

    `message_id` is None when the clock, not she, began the turn.
    """

    now: datetime = field(default_factory=lambda: context.current().clock())

    @property
    def participant(self) -> str:
        return str(self.tracker.sender_id)

    @cached_property
    def her(self) -> Participant:
        return self.store.participant(self.participant)

    @cached_property
    def open_alerts(self) -> list[Alert]:
        """Her alerts that no clinician has closed, newest first."""
        return self.store.alerts(self.participant)

    @property
    def exercise_paused(self) -> bool:
        """Whether coaching of exercise waits until a clinician has looked at a warning sign."""
        return any(alert.tier in ALARMS for alert in self.open_alerts)

    @property
    def form(self) -> str | None:
        return self.tracker.active_loop_name

    @property
    def asked(self) -> str | None:
        """The question that is open, as the name of its slot."""
        asked = self.tracker.get_slot("requested_slot")
        return str(asked) if asked and self.form else None

    @property
    def asked_measure(self) -> Measure | None:
        """The measure the check-in is asking for, if it is."""
        asked = self.asked if self.form == CHECKIN_FORM else None
        return cast(Measure, asked) if asked in CHECKIN_MEASURES else None

    @property
    def heard_before(self) -> bool:
        """Whether capture has heard this message already, and hears it again for a new form."""
        return bool(self.tracker.latest_action_name != LISTEN)

    @property
    def hushed(self) -> bool:
        """Whether safety speaks in this turn, and nothing else."""
        return safety_speaks(self.metadata)

    @property
    def expected(self) -> Expected | None:
        """What she was asked to correct, until she has."""
        slot = self.tracker.get_slot("expected")
        return Expected(slot["measure"], date.fromisoformat(slot["day"])) if slot else None

    def expect(self, measure: str, day: date) -> EventType:
        """The event that makes her next bare number the value of this measure and day."""
        return SlotSet("expected", {"measure": measure, "day": day.isoformat()})

    @property
    def baby_died(self) -> bool:
        """Whether she has told of her baby's death and has not taken it back since."""
        return self.latest_loss is not None

    @property
    def latest_loss(self) -> str | None:
        """The message that told of her baby's death, unless it has been taken back since."""
        alerts = self.store.alerts(self.participant, states=ALERT_STATES)
        told = [alert for alert in alerts if {LOSS, LOSS_TAKEN_BACK} & set(alert.flags)]
        return told[0].message_id if told and LOSS in told[0].flags else None  # newest first

    def ask_for_a_person(self, flag: str) -> None:
        """Put a wish of hers on the clinician's panel."""
        self.record(AlertRaised("review", (flag,), self.message_id or ""), flag)

    @property
    def today(self) -> date:
        """The date where she is; in UTC until she has told us."""
        return self.now.astimezone(ZoneInfo(self.her.zone or "UTC")).date()

    @property
    def country(self) -> str | None:
        return country_of_zone(self.her.zone) if self.her.zone else None

    @property
    def numbers(self) -> Numbers:
        """Whom to call where she is."""
        return numbers_for(self.country)

    @property
    def emergency_number(self) -> str:
        return self.numbers.emergency

    @property
    def captured(self) -> bool:
        """Whether a value or a weekly answer has been recorded from this message."""
        values = self.store.values(self.participant, superseded=True)
        answers = self.store.read(self.participant, kinds=["item_answered"])
        sources = {value.message_id for value in values}
        sources |= {e.body.message_id for e in answers if isinstance(e.body, ItemAnswered)}
        return self.message_id in sources

    def record(self, body: Body, about: str, message_id: str | None = None) -> list[Event]:
        """Append an event caused by this message, or by an earlier one; twice is a no-op.

        While she has withdrawn her consent, only her wishes and what safety needs are recorded.
        """
        if not self.kept and not may_record(self.store, self.participant, body):
            return []
        origin = message_id or self.message_id
        cause = None if origin is None else f"{origin}:{about}"
        return self.store.append(self.participant, Draft(body, self.now, cause))


def place(zone: str) -> str:
    """The city of an IANA zone, as people say it."""
    return zone.split("/")[-1].replace("_", " ")
