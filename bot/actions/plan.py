"""Exercise and progress, as far as the record can speak of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import Turn

WEEK = timedelta(days=6)  # today and the six days before
TREND_DAYS = 3


class ActionReportExercise(Action):
    """She told of her exercises; capture has said so already if it could record it."""

    def name(self) -> str:
        return "action_report_exercise"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        if not Turn(tracker).captured:
            dispatcher.utter_message(response="utter_exercise_heard")
        return []


class ActionProgress(Action):
    """The first and the latest value of the last seven days, side by side."""

    def name(self) -> str:
        return "action_progress"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        values = turn.store.values(turn.participant, since=turn.today - WEEK)
        parts = []
        for measure, name in (("pain_now", "pain"), ("mood", "mood"), ("sleep_hours", "sleep")):
            series = [value for value in values if value.measure == measure]
            if len({value.day for value in series}) >= TREND_DAYS:
                unit = " hours" if measure == "sleep_hours" else " out of 10"
                parts.append(f"{name} from {series[0].shown} to {series[-1].shown}{unit}")
        if parts:
            dispatcher.utter_message(response="utter_progress", summary="; ".join(parts))
        else:
            dispatcher.utter_message(response="utter_no_progress_yet")
        return []
