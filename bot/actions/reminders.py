"""The check-ins that the coach starts: their time, a pause, stop and start again."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.forms import leave_form
from bot.actions.turn import Turn, place
from bot.capture.onboarding import parse_time_of_day, parse_zone
from bot.capture.pause import parse_pause
from records.events import ProfileChanged, RemindersChanged

DEFAULT_PAUSE = timedelta(days=7)
CANNOT = {
    "utter_no_single_reminder": re.compile(
        r"\bin (?:an?|half|\d+|one|two|three|five|ten|twenty|thirty) (?:an )?(?:min|hour|hr)"
        r"|(?<!from )\btomorrow\b|\btonight\b|\blater (?:today|on)\b|\bjust (?:once|today)\b",
        re.IGNORECASE,
    ),
    "utter_daily_only": re.compile(
        r"\b(?:every (?:other|second|two|three|few)|alternate|once a week|weekly|twice|"
        r"(?:two|2|three|3|\d+) (?:times|x)|week ?days?|week ?ends?|\w+days only|only on)\b",
        re.IGNORECASE,
    ),
}
"""What she may ask of the reminders that they can't do: she is told so, and nothing is changed."""


class ActionSetReminder(Action):
    """A new time of day, or a new place."""

    def name(self) -> str:
        return "action_set_reminder"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        cannot = next((said for said, asks in CANNOT.items() if asks.search(turn.text)), None)
        if cannot is not None:
            dispatcher.utter_message(response=cannot)
            return []
        time, zone = parse_time_of_day(turn.text), parse_zone(turn.text)
        zone = zone or turn.her.zone or turn.metadata.get("zone")
        if time is None or zone is None:
            dispatcher.utter_message(response="utter_reminder_time_wanted")
            return []
        at = time.strftime("%H:%M")
        turn.record(ProfileChanged(turn.message_id or "", checkin_time=at, zone=zone), "profile")
        if turn.her.reminders != "active":
            turn.record(RemindersChanged("active", None, turn.message_id), "reminders")
        dispatcher.utter_message(response="utter_reminder_set", time=at, place=place(zone))
        return []


class ActionPauseReminders(Action):
    """No check-ins from the coach until a day; a week unless she says how long."""

    def name(self) -> str:
        return "action_pause_reminders"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if not turn.sure:
            dispatcher.utter_message(response="utter_pause_unsure")
            return []
        length = parse_pause(turn.text, turn.today) or DEFAULT_PAUSE
        until = turn.today + length
        midnight = datetime.combine(until, datetime.min.time(), ZoneInfo(turn.her.zone or "UTC"))
        paused = RemindersChanged("paused", midnight.isoformat(), turn.message_id)
        turn.record(paused, "reminders")
        day = f"{until:%A} {until.day} {until:%B}"
        dispatcher.utter_message(response="utter_reminders_paused", day=day)
        return leave_form(turn)


class ActionResumeReminders(Action):
    """Check-ins again, if there is a time for them."""

    def name(self) -> str:
        return "action_resume_reminders"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        her, was = turn.her, turn.her.reminders
        if was != "active":
            turn.record(RemindersChanged("active", None, turn.message_id), "reminders")
        if her.checkin_time and her.zone:
            time, where = her.checkin_time, place(her.zone)
            said = "utter_reminders_active" if was == "active" else "utter_reminders_resumed"
            dispatcher.utter_message(response=said, time=time, place=where)
        else:
            dispatcher.utter_message(response="utter_reminder_time_wanted")
        return []


class ActionStopMessages(Action):
    """Stop means stop, at once."""

    def name(self) -> str:
        return "action_stop_messages"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if not turn.sure:
            dispatcher.utter_message(response="utter_stop_unsure")
            return []
        turn.record(RemindersChanged("stopped", None, turn.message_id), "reminders")
        dispatcher.utter_message(response="utter_messages_stopped")
        return leave_form(turn)
