"""Exercise and progress, as far as the record can speak of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import Turn
from bot.actions.words import day_in_words, said
from records.store import Value

WEEK = timedelta(days=6)  # today and the six days before
TREND_DAYS = 3
TRENDS = {"pain_now": "pain", "mood": "mood", "sleep_hours": "sleep"}
UNITS = {"pain_now": " out of 10", "mood": " out of 10", "sleep_hours": " hours"}


class ActionPlan(Action):
    """What she may do next; nothing while a warning sign waits for her care team."""

    def name(self) -> str:
        return "action_plan"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        say_unless_paused(Turn(tracker), dispatcher, "utter_no_plan_yet")
        return []


class ActionDifficulty(Action):
    """Less is fine; while a warning sign waits for her care team, nothing at all."""

    def name(self) -> str:
        return "action_difficulty"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        say_unless_paused(Turn(tracker), dispatcher, "utter_difficulty_heard")
        return []


def say_unless_paused(turn: Turn, dispatcher: CollectingDispatcher, response: str) -> None:
    """Say a response that coaches exercise, or why there is none for now."""
    if turn.exercise_paused:
        say_paused(turn, dispatcher)
    else:
        dispatcher.utter_message(response=response)


def say_paused(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Exercise waits, and whom to call if nobody has seen her."""
    dispatcher.utter_message(response="utter_exercise_paused", advice=turn.numbers.advice)


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
    """The first and the latest value of the last seven days side by side, once there are enough;
    before that, what she has told so far."""

    def name(self) -> str:
        return "action_progress"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        values = turn.store.values(turn.participant, since=turn.today - WEEK)
        days = sorted({value.day for value in values})
        parts = list(filter(None, (_trend(values, measure) for measure in TRENDS)))
        if parts:
            summary = "; ".join(parts)
            dispatcher.utter_message(response="utter_progress", summary=summary, days=len(days))
        elif days:
            last = [said(v.measure, v.shown) for v in values if v.day == days[-1]]
            day = day_in_words(days[-1], turn.today)
            summary = ", ".join(last)
            dispatcher.utter_message(response="utter_progress_so_far", day=day, summary=summary)
        else:
            dispatcher.utter_message(response="utter_no_progress_yet")
        return []


def _trend(values: list[Value], measure: str) -> str | None:
    """ "pain from 6 to 3 out of 10"; None before there are values of three days."""
    series = [value for value in values if value.measure == measure]
    if len({value.day for value in series}) < TREND_DAYS:
        return None
    first, last = series[0].shown, series[-1].shown
    if first == last:
        return f"{TRENDS[measure]} steady at {last}{UNITS[measure]}"
    return f"{TRENDS[measure]} from {first} to {last}{UNITS[measure]}"
