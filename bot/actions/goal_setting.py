"""One small goal of hers: asked for, said back, made smaller if she likes.

Small because a first step that has its place in her day is what gets done: plans of the kind "when
this happens, I do that" help with goals of every sort (Gollwitzer and Sheeran 2006, meta-analysis,
doi:10.1016/S0065-2601(06)38002-1). It is offered once and never pressed. One at a time: a new goal
takes the place of the old one when she says so.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.forms import begin_onboarding
from bot.actions.goals import HEARD, NOW, WANTED, goal_of, set_goal
from bot.actions.history import last_turn
from bot.actions.plan import say_paused
from bot.actions.turn import LISTEN, Turn
from bot.capture import goal as words_of
from policies.motivation.diary import said_back
from records.events import GoalPlanned

REPLACE = "utter_goal_replace"  # a "yes" to this takes the goal in the slot
OFFERED = "goal_offered"


class ActionSetGoal(Action):
    """Hears her goal, or asks for it; one that she has is replaced only when she says so."""

    def name(self) -> str:
        return "action_set_goal"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if not turn.her.onboarded:
            return [] if turn.form else begin_onboarding(turn)
        asked = bool(last_turn(tracker) & {WANTED, NOW})
        found = words_of.read_goal(turn.text)
        if found is None and (asked or turn.sure):
            found = words_of.whole(turn.text)
        if asked and found is None:
            dispatcher.utter_message(response="utter_all_right")
            return [FollowupAction(LISTEN)]
        goal = goal_of(turn)
        if goal is not None and found is None and words_of.asks_goal(turn.text):
            dispatcher.utter_message(response="utter_progress_goal", goal=goal.shown)
            return [] if turn.form else [FollowupAction(LISTEN)]
        other = found and goal and goal.words.lower() != found.text.lower()
        if turn.form is not None and (found is None or other):
            dispatcher.utter_message(response="utter_goal_later")
            return []
        if found is None:
            dispatcher.utter_message(
                response=NOW if goal else WANTED, goal=goal.shown if goal else ""
            )
            return [FollowupAction(LISTEN)]
        start, end = turn.in_record(found.start, found.end)
        if goal is not None and other:
            dispatcher.utter_message(response=REPLACE, old=goal.shown, new=said_back(found.text))
            offered = {"words": found.text, "start": start, "end": end, "message": turn.message_id}
            return [SlotSet(OFFERED, offered), FollowupAction(LISTEN)]
        return _keep(turn, dispatcher, words_of.Words(found.text, start, end), turn.message_id)


class ActionReplaceGoal(Action):
    """Takes the goal that she named, in the place of the one she had."""

    def name(self) -> str:
        return "action_replace_goal"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn, offered = Turn(tracker), tracker.get_slot(OFFERED)
        if not offered:  # another session has begun since
            dispatcher.utter_message(response=WANTED)
            return []
        new = words_of.Words(offered["words"], offered["start"], offered["end"])
        return [SlotSet(OFFERED, None), *_keep(turn, dispatcher, new, offered["message"])]


def _keep(
    turn: Turn, dispatcher: CollectingDispatcher, new: words_of.Words, message_id: str | None
) -> list[dict[str, Any]]:
    """Record the goal and say it back; the first step is offered unless exercise has to wait."""
    set_goal(turn, new, message_id)
    free = turn.form is None and not turn.exercise_paused
    dispatcher.utter_message(
        response=HEARD if free else "utter_goal_kept", goal=said_back(new.text)
    )
    if turn.exercise_paused:
        say_paused(turn, dispatcher)
    return [] if turn.form else [FollowupAction(LISTEN)]


class ActionGoalPlan(Action):
    """Keeps when she means to try a first step, and says it back."""

    def name(self) -> str:
        return "action_goal_plan"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        found = words_of.read_plan(turn.text)
        if found is not None:
            start, end = turn.in_record(found.start, found.end)
            body = GoalPlanned(found.text, turn.message_id or "", start, end)
            turn.record(body, "goal_plan")
            dispatcher.utter_message(response="utter_goal_planned", plan=said_back(found.text))
        return [FollowupAction(LISTEN)]
