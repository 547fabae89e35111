"""The check-in: begins from what today's record already holds, ends with thanks."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import CHECKIN_FORM, ONBOARDING_FORM, SKIPPED, Turn
from records.events import CHECKIN_MEASURES, CheckinEnded, CheckinStarted, ValueSkipped

HARD_PAIN = 7  # NRS 7-10 is severe pain (docs/measures.md)
LOW_MOOD = 3


def fresh_slots(turn: Turn) -> list[dict[str, Any]]:
    """The form's slots as today's record has them: known, skipped, or None (to be asked)."""
    today = turn.today
    answers: dict[str, float | str] = {
        event.body.measure: SKIPPED
        for event in turn.store.read(turn.participant, kinds=["value_skipped"])
        if isinstance(event.body, ValueSkipped) and event.body.day == today.isoformat()
    }
    for value in turn.store.values(turn.participant, since=today):
        if value.day == today:
            answers[value.measure] = value.shown
    if _baby_died(turn):
        answers["night_wakings"] = SKIPPED  # nobody asks her how often the baby woke her
    return [SlotSet(measure, answers.get(measure)) for measure in CHECKIN_MEASURES]


def _baby_died(turn: Turn) -> bool:
    alerts = turn.store.alerts(turn.participant, states=("open", "acknowledged", "closed"))
    return any("baby_loss" in alert.flags for alert in alerts)


class ActionBeginCheckin(Action):
    """Starts the form afresh; before onboarding it starts onboarding instead."""

    def name(self) -> str:
        return "action_begin_checkin"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if not turn.her.onboarded:
            return [FollowupAction(ONBOARDING_FORM)]
        if turn.form == CHECKIN_FORM and not turn.from_clock:
            # she spoke of how she is, but no answer to the open question was in it
            dispatcher.utter_message(response="utter_number_wanted")
            return []
        turn.record(CheckinStarted(turn.today.isoformat()), "checkin_started")
        if turn.from_clock:
            dispatcher.utter_message(response="utter_checkin_due")
        return fresh_slots(turn)


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
        return []


class ActionCorrectValue(Action):
    """She corrects something: capture has said what changed, unless it found no value."""

    def name(self) -> str:
        return "action_correct_value"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if not turn.her.onboarded:
            return [] if turn.form else [FollowupAction(ONBOARDING_FORM)]
        if not turn.captured:
            dispatcher.utter_message(response="utter_correction_wanted")
        return []
