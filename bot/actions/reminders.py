"""The check-ins that the coach starts: their time, a pause, stop and start again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.forms import leave_form
from bot.actions.history import last_turn
from bot.actions.misses import not_understood
from bot.actions.turn import Turn, place
from bot.capture.onboarding import parse_time_of_day, parse_zone
from bot.capture.pause import parse_pause
from bot.capture.reminders import cannot_do, is_about_messages, names_a_move
from records.events import ProfileChanged, RemindersChanged

DEFAULT_PAUSE = timedelta(days=7)


class ActionSetReminder(Action):
    """A new time of day, or a new place."""

    def name(self) -> str:
        return "action_set_reminder"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        cannot = cannot_do(turn.text)
        if cannot is not None:
            dispatcher.utter_message(response=f"utter_cannot_{cannot}")
            return []
        if turn.form is not None and not is_about_messages(turn.text):
            # "it's 8am" beside an open question changes no reminder
            return not_understood(turn, dispatcher, "utter_number_wanted")
        if not set_time(turn, dispatcher):
            said = (
                "utter_reminders_active" if turn.her.checkin_time else "utter_reminder_time_wanted"
            )
            time, where = turn.her.checkin_time, place(turn.her.zone or "UTC")
            dispatcher.utter_message(response=said, time=time, place=where)
        return []


def set_time(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Set the time and place that the message names; False when it names neither."""
    time, named = parse_time_of_day(turn.text), parse_zone(turn.text)
    if time is None and named is None:
        return False
    at = time.strftime("%H:%M") if time else turn.her.checkin_time
    zone = named or turn.her.zone or turn.metadata.get("zone")
    told = ProfileChanged(turn.message_id or "", checkin_time=at, zone=zone)
    turn.record(told, "profile")
    if at is None:
        dispatcher.utter_message(response="utter_reminder_time_wanted")
    elif zone is None:
        dispatcher.utter_message(response="utter_reminder_place_wanted", time=at)
    else:
        if turn.her.reminders != "active":
            turn.record(RemindersChanged("active", None, turn.message_id), "reminders")
        dispatcher.utter_message(response="utter_reminder_set", time=at, place=place(zone))
    return True


def redo(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Take the message as a change to the reminder or pause of the last turn, or as her place."""
    before = last_turn(turn.tracker)
    if "utter_reminders_paused" in before and parse_pause(turn.text, turn.today):
        pause(turn, dispatcher)
        return True
    if before & {"utter_reminder_set", "utter_reminder_time_wanted"} and parse_time_of_day(
        turn.text
    ):
        return set_time(turn, dispatcher)
    if "utter_reminder_place_wanted" in before or names_a_move(turn.text):
        return parse_zone(turn.text) is not None and set_time(turn, dispatcher)
    return False


def pause(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """No check-ins from the coach until the day that the message names, a week by default."""
    length = parse_pause(turn.text, turn.today) or DEFAULT_PAUSE
    until = turn.today + length
    midnight = datetime.combine(until, datetime.min.time(), ZoneInfo(turn.her.zone or "UTC"))
    paused = RemindersChanged("paused", midnight.isoformat(), turn.message_id)
    turn.record(paused, "reminders")
    day = f"{until:%A} {until.day} {until:%B}"
    dispatcher.utter_message(response="utter_reminders_paused", day=day)


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
        pause(turn, dispatcher)
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
        if parse_time_of_day(turn.text) and set_time(turn, dispatcher):
            return []
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
