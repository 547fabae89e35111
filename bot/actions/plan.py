"""Exercise and progress, as far as the record can speak of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import Turn
from bot.actions.words import day_in_words, said
from policies.motivation.diary import KINDS, Days, current_goal, last_days, read_days
from policies.motivation.habit import gains, told
from policies.motivation.week_picture import draw
from records.events import Event
from records.store import Value

WEEK = timedelta(days=6)  # today and the six days before
TREND_DAYS = 3
MOST_GAINS = 3  # said at once
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
    """What she told, what has been gained, and her goal; below it a drawing of her week."""

    def name(self) -> str:
        return "action_progress"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        events = turn.store.read(turn.participant, kinds=KINDS)
        days = read_days(events)
        said = [_numbers(turn), *_gains(turn, days), *_goal(turn, events, days)]
        for response, blanks in said[:-1]:
            dispatcher.utter_message(response=response, **blanks)
        week = last_days(days, turn.today)
        picture = None if all(day.empty for day in week) else draw(week)
        response, blanks = said[-1]
        dispatcher.utter_message(response=response, image=picture, **blanks)
        return []


Said = tuple[str, dict[str, Any]]  # the name of a response, and what fills its blanks


def _numbers(turn: Turn) -> Said:
    """The first and the latest value of the last seven days side by side, once there are enough;
    before that, what she has told so far."""
    values = turn.store.values(turn.participant, since=turn.today - WEEK)
    days = sorted({value.day for value in values})
    parts = list(filter(None, (_trend(values, measure) for measure in TRENDS)))
    if parts:
        return "utter_progress", {"summary": "; ".join(parts), "days": len(days)}
    if not days:
        return "utter_no_progress_yet", {}
    last = [said(v.measure, v.shown) for v in values if v.day == days[-1]]
    day = day_in_words(days[-1], turn.today)
    return "utter_progress_so_far", {"day": day, "summary": ", ".join(last)}


def _gains(turn: Turn, days: Days) -> Iterator[Said]:
    found = gains(days, turn.today)
    if turn.baby_died:  # nobody speaks to her of broken nights
        found = replace(found, wakings=None)
    lines = [gain.words for gain in told(found)[:MOST_GAINS]]
    if lines:
        yield "utter_progress_gains", {"gains": "; ".join(lines)}


def _goal(turn: Turn, events: list[Event], days: Days) -> Iterator[Said]:
    goal = current_goal(events)
    if goal is None:
        return
    steps = sum(bool(day.steps) for day in last_days(days, turn.today))
    if steps:
        taken = "1 day" if steps == 1 else f"{steps} days"
        yield "utter_progress_goal_steps", {"goal": goal.shown, "days": taken}
    elif not turn.exercise_paused:
        yield "utter_progress_goal", {"goal": goal.shown}


def _trend(values: list[Value], measure: str) -> str | None:
    """ "pain from 6 to 3 out of 10"; None before there are values of three days."""
    series = [value for value in values if value.measure == measure]
    if len({value.day for value in series}) < TREND_DAYS:
        return None
    first, last = series[0].shown, series[-1].shown
    if first == last:
        return f"{TRENDS[measure]} steady at {last}{UNITS[measure]}"
    return f"{TRENDS[measure]} from {first} to {last}{UNITS[measure]}"
