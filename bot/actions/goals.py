"""What she says of her goal, wherever she says it: a step towards it is noted, or it is let go.

How it is set is in goal_setting.py.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.forms import begin_checkin, completed_today
from bot.actions.history import last_message, last_turn
from bot.actions.plan import say_paused
from bot.actions.turn import LISTEN, Turn
from bot.capture import goal as words_of
from bot.capture.goal_step import is_towards, tells_done
from bot.capture.values import extract
from policies.motivation.diary import GOAL_KINDS, Goal, current_goal
from records.events import (
    CheckinDecided,
    GoalDropped,
    GoalSet,
    GoalStepDone,
    MessageSent,
)

NOW = "utter_goal_now"  # what she says next may be another goal
WANTED = "utter_goal_wanted"  # what she says next is her goal
HEARD = "utter_goal_heard"  # what she says next may be when she will try
A_DAY = timedelta(days=1)
OTHER_WISHES = frozenset(
    "talk_to_human express_low_mood baby_loss stop_messages resume_reminders export_data "
    "delete_data ask_why ask_medication ask_baby ask_guidance ask_progress ask_plan help "
    "bot_challenge greet goodbye thank affirm deny start_checkin correct_value".split()
)
"""Intents that, when they are sure, answer no question about her goal."""


def goal_of(turn: Turn) -> Goal | None:
    """The goal she has now."""
    return current_goal(turn.store.read(turn.participant, kinds=GOAL_KINDS))


def hear(turn: Turn) -> str | None:
    """The action that answers what the message says of her goal; None when it says nothing.

    A step that she took is recorded here, whatever else the message says.
    """
    if words_of.drops_goal(turn.text):
        return "action_drop_goal"
    if turn.form is None and (answered := _answers(turn)):
        return answered
    if not tells_done(turn.text):
        return None
    goal = goal_of(turn)
    if goal is None or not (is_towards(turn.text, goal.words) or _asked_how_it_goes(turn)):
        return None
    day = turn.today - A_DAY if "yesterday" in turn.text.lower() else turn.today
    turn.record(GoalStepDone(day.isoformat(), turn.message_id or ""), "goal_step")
    return None if turn.tier == "review" else "action_goal_step"  # a sign is no moment to cheer


def _answers(turn: Turn) -> str | None:
    """The action for an answer to what her goal is, or to when she will try a first step."""
    before = last_turn(turn.tracker)
    wish = turn.intent if turn.sure else ""
    if not before & {WANTED, NOW, HEARD} or extract(turn.text).values or turn.text.endswith("?"):
        return None
    if before & {WANTED, NOW}:
        return None if wish in OTHER_WISHES else "action_set_goal"
    if wish in OTHER_WISHES - {"ask_baby"}:  # "when he naps" sounds like one about the baby
        return None
    return "action_goal_plan" if words_of.read_plan(turn.text) else None


def _asked_how_it_goes(turn: Turn) -> bool:
    """Whether the coach has just spoken of her goal: with her progress, or in a reminder of it."""
    if "action_progress" in last_turn(turn.tracker):
        return True
    event = last_message(turn)
    if event is None or not isinstance(event.body, MessageSent) or event.body.checkin is None:
        return False
    decided = turn.store.read(turn.participant, kinds=["checkin_decided"])
    return any(
        isinstance(e.body, CheckinDecided)
        and (e.body.checkin, e.body.family) == (event.body.checkin, "goal")
        for e in decided
    )


def set_goal(turn: Turn, new: words_of.Words, message_id: str | None) -> None:
    """Append a goal of hers: her words, and their place in that message of the record."""
    body = GoalSet(new.text, message_id or "", new.start, new.end)
    turn.record(body, f"goal:{new.start}")


def let_go(turn: Turn) -> None:
    """Drop the goal she has, if she has one."""
    if goal_of(turn) is not None:
        turn.record(GoalDropped(turn.message_id or ""), "goal")


def take_up_again(turn: Turn, message_id: str | None) -> None:
    """Set the goal again that was dropped because of this message, and by mistake."""
    events = turn.store.read(turn.participant, kinds=GOAL_KINDS)
    for at, event in enumerate(events):
        if isinstance(event.body, GoalDropped) and event.body.message_id == message_id:
            goal = current_goal(events[:at])
            if goal is not None and current_goal(events) is None:
                set_goal(turn, words_of.Words(goal.words, goal.start, goal.end), goal.message_id)


class ActionDropGoal(Action):
    """Lets the goal go at once; it can be set again at any time."""

    def name(self) -> str:
        return "action_drop_goal"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        had = goal_of(turn)
        let_go(turn)
        dispatcher.utter_message(response="utter_goal_dropped" if had else "utter_goal_none")
        return [] if turn.form else [FollowupAction(LISTEN)]


class ActionGoalStep(Action):
    """Says that her step is noted; a check-in that her message began goes on."""

    def name(self) -> str:
        return "action_goal_step"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if turn.exercise_paused:
            dispatcher.utter_message(response="utter_exercise_heard")
            say_paused(turn, dispatcher)
        else:
            dispatcher.utter_message(response="utter_goal_step")
        if turn.form is not None:
            return []
        tells_more = turn.intent in ("report_symptoms", "start_checkin")
        if tells_more and not completed_today(turn):
            return begin_checkin(turn)
        return [FollowupAction(LISTEN)]
