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
from bot.capture.onboarding import parse_zone
from bot.capture.pause import parse_pause
from bot.capture.reminders import (
    adds,
    asks_for_several,
    cannot_do,
    is_about_messages,
    names_a_move,
)
from bot.capture.windows import in_words, joined, parse_windows
from policies.motivation.moment import MOST_WINDOWS, Window
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
            if asks_for_several(turn.text):
                dispatcher.utter_message(response="utter_reminder_times_wanted")
            else:
                _tell_times(turn, dispatcher, "utter_reminders_active")
        return []


def set_time(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Set the times and place that the message names; False when it names neither."""
    named, zone = parse_windows(turn.text), parse_zone(turn.text)
    if not named and zone is None:
        return False
    if len(named) == 1 and adds(turn.text):
        named = joined([*named, *map(Window.read, turn.her.windows)])
    windows = tuple(map(str, named)) or turn.her.windows
    if len(windows) > MOST_WINDOWS:
        dispatcher.utter_message(response="utter_reminder_times_wanted")
        return True
    zone = zone or turn.her.zone or turn.metadata.get("zone")
    told = ProfileChanged(turn.message_id or "", windows=windows or None, zone=zone)
    turn.record(told, "profile")
    if not windows:
        dispatcher.utter_message(response="utter_reminder_time_wanted")
    elif zone is None:
        dispatcher.utter_message(response="utter_reminder_place_wanted", when=in_words(windows))
    else:
        if turn.her.reminders != "active":
            turn.record(RemindersChanged("active", None, turn.message_id), "reminders")
        dispatcher.utter_message(
            response="utter_reminder_set", when=in_words(windows), place=place(zone)
        )
    return True


def _tell_times(turn: Turn, dispatcher: CollectingDispatcher, response: str) -> None:
    """Say when she is written to, or ask when it suits her."""
    her = turn.her
    if her.windows and her.zone:
        when, where = in_words(her.windows), place(her.zone)
        dispatcher.utter_message(response=response, when=when, place=where)
    else:
        dispatcher.utter_message(response="utter_reminder_time_wanted")


def redo(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Take the message as a change to the reminder or pause of the last turn, or as her place."""
    before = last_turn(turn.tracker)
    if "utter_reminders_paused" in before and parse_pause(turn.text, turn.today):
        pause(turn, dispatcher)
        return True
    asked = {"utter_reminder_set", "utter_reminder_time_wanted", "utter_reminder_times_wanted"}
    if before & asked and parse_windows(turn.text):
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
        was = turn.her.reminders
        if parse_windows(turn.text) and set_time(turn, dispatcher):
            return []
        if was != "active":
            turn.record(RemindersChanged("active", None, turn.message_id), "reminders")
        said = "utter_reminders_active" if was == "active" else "utter_reminders_resumed"
        _tell_times(turn, dispatcher, said)
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
