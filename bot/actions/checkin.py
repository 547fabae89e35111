"""The check-in: begins from what today's record already holds, ends with thanks."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.forms import Events, begin_onboarding, completed_today, fresh_slots
from bot.actions.misses import not_understood
from bot.actions.nudges import say_nudge
from bot.actions.turn import LISTEN, Turn
from bot.actions.weekly import offer_weekly
from bot.actions.words import said
from records.events import CheckinEnded, CheckinStarted

HARD_PAIN = 7  # NRS 7-10 is severe pain (docs/measures.md)
LOW_MOOD = 3


class ActionBeginCheckin(Action):
    """Starts the form afresh, if anything is left to ask today; onboarding comes before it."""

    def name(self) -> str:
        return "action_begin_checkin"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if not turn.her.onboarded:
            return begin_onboarding(turn)
        if turn.form is not None and not turn.from_clock:
            # she spoke of how she is, but no answer to the open question was in it
            if turn.captured or turn.intent == "start_checkin":
                return []
            return not_understood(turn, dispatcher, "utter_number_wanted")
        if not turn.from_clock and completed_today(turn):
            return [*_all_asked(turn, dispatcher), FollowupAction(LISTEN)]
        turn.record(CheckinStarted(turn.today.isoformat()), "checkin_started")
        if turn.from_clock and not say_nudge(turn, dispatcher):
            dispatcher.utter_message(response="utter_checkin_due")
        return fresh_slots(turn)


def _all_asked(turn: Turn, dispatcher: CollectingDispatcher) -> Events:
    """What to say when today's check-in is done: her message may still tell of a change."""
    if turn.captured:
        return []
    if turn.intent == "start_checkin":
        shown = [
            said(v.measure, v.shown)
            for v in turn.store.values(turn.participant, since=turn.today)
            if v.day == turn.today
        ]
        dispatcher.utter_message(response="utter_already_checked_in", values=", ".join(shown))
        return []
    dispatcher.utter_message(response="utter_symptom_heard")
    return [turn.expect("pain_now", turn.today)]


class ActionFinishCheckin(Action):
    """Thanks her in a way that fits the day."""

    def name(self) -> str:
        return "action_finish_checkin"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        turn.record(CheckinEnded(turn.today.isoformat(), "complete"), "checkin_ended")
        pain, mood = tracker.get_slot("pain_now"), tracker.get_slot("mood")
        hard = (isinstance(pain, (int, float)) and pain >= HARD_PAIN) or (
            isinstance(mood, (int, float)) and mood <= LOW_MOOD
        )
        suffix = "_hard_day" if hard else ""
        dispatcher.utter_message(response=f"utter_checkin_done{suffix}")
        offer_weekly(turn, dispatcher, hard_day=hard)
        return []
