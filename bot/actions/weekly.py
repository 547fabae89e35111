"""The weekly questions: offered after a check-in, asked one by one, resumed from the record.

The form has one slot, which stays empty while something is left to ask; the questions and their
order are data (policies/measures), and what is answered is in the record.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.forms import Events, begin_checkin, begin_onboarding, completed_today
from bot.actions.turn import LISTEN, WEEKLY_FORM, Turn
from policies.measures.questionnaire import Item, Questionnaire, by_id, weekly
from policies.measures.scoring import change
from policies.measures.week import ACTIVITIES, KINDS, Week, due, latest_week, resumable
from records.events import WeeklyEnded, WeeklyOffered, WeeklyStarted

SLOT = "weekly_item"
AGAIN = "weekly_again"  # the item that she went back to
ASKED = "weekly_asked"  # the item asked last, so that introductions are said once
OFFER = "utter_weekly_offer"  # a "yes" to this begins the questions
HEAVY = "utter_weekly_heavy"  # a "yes" to this asks for a person
DONE, LEFT = "done", "left"


def week_of(turn: Turn) -> Week:
    """Her latest round, as the record has it now."""
    return latest_week(turn.store.read(turn.participant, kinds=KINDS))


def begin_weekly(turn: Turn) -> Events:
    """The events that start the questions, or take up today's round where she left it."""
    if not resumable(week_of(turn), turn.today):
        turn.record(WeeklyStarted(turn.today.isoformat()), "weekly_started")
    fresh = [SlotSet(name, None) for name in (SLOT, AGAIN, ASKED, "expected")]
    return [*fresh, FollowupAction(WEEKLY_FORM)]


def offer_weekly(turn: Turn, dispatcher: CollectingDispatcher, *, hard_day: bool) -> None:
    """Ask once whether now is a good time, when the questions are due and nothing forbids it."""
    joined = turn.her.onboarded_at
    if joined is None or turn.baby_died:
        return
    if turn.exercise_paused:
        return
    onboarded = joined.astimezone(ZoneInfo(turn.her.zone or "UTC")).date()
    if due(week_of(turn), onboarded, turn.today, hard_day=hard_day):
        turn.record(WeeklyOffered(turn.today.isoformat()), "weekly_offered")
        dispatcher.utter_message(response=OFFER)


def open_item(turn: Turn, week: Week) -> tuple[Questionnaire, str] | None:
    """The question to ask now: the one she went back to, else the next."""
    again = turn.tracker.get_slot(AGAIN)
    if again:
        return by_id()[str(again).split("_")[0]], str(again)
    return week.open_item()


def activity(item: Item, week: Week) -> str:
    """What a PSFS item is about, in her words; nothing for other items."""
    name, _, number = item.id.rpartition("_")
    if name != "psfs":
        return ""
    # without braces, which would read like a blank that nobody filled in
    return week.activities[int(number) - 1].translate({ord("{"): None, ord("}"): None})


class ActionBeginWeekly(Action):
    """She asks for the weekly questions; once a day they are all answered."""

    def name(self) -> str:
        return "action_begin_weekly"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if not turn.her.onboarded:
            return begin_onboarding(turn)
        if week_of(turn).completed == turn.today:
            dispatcher.utter_message(response="utter_weekly_done_before")
            return [FollowupAction(LISTEN)]
        return begin_weekly(turn)


class ActionAskWeekly(Action):
    """Asks the open item in the instrument's words, with its printed answers as buttons."""

    def name(self) -> str:
        return f"action_ask_{WEEKLY_FORM}_{SLOT}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        week = week_of(turn)
        found = open_item(turn, week)
        if found is None:
            return []
        questionnaire, name = found
        first = tracker.get_slot(ASKED) != name
        if first and not week.answers and not week.skipped:
            dispatcher.utter_message(response="utter_weekly_begins")
        if name == ACTIVITIES:
            dispatcher.utter_message(response="utter_ask_activities")
            return [SlotSet(ASKED, name)]
        item = questionnaire.item(name)
        wording = item.wording.replace("{activity}", activity(item, week))
        begins = item is questionnaire.items[0] and name not in week.told
        if first and begins and questionnaire.introduction:
            wording = f"{questionnaire.introduction} {wording}"
        titles = [option.label for option in item.options]
        buttons = [{"title": title, "payload": title} for title in [*titles, "Skip"]]
        dispatcher.utter_message(text=wording, buttons=buttons if titles else None)
        return [SlotSet(ASKED, name)]


class ActionExplainWeekly(Action):
    """Says the open question in other words; the form asks it again."""

    def name(self) -> str:
        return "action_explain_weekly"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        found = open_item(turn, week_of(turn))
        if found is None or found[1] == ACTIVITIES:
            dispatcher.utter_message(response="utter_weekly_activities")
        else:
            questionnaire, name = found
            dispatcher.utter_message(text=questionnaire.item(name).meaning)
        return []


class ActionFinishWeekly(Action):
    """Ends the round: thanks her, and says plainly when pain gets less in the way."""

    def name(self) -> str:
        return "action_finish_weekly"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        today = turn.today.isoformat()
        if week_of(turn).open_item() is not None:
            turn.record(WeeklyEnded(today, "left"), "weekly_ended")
            dispatcher.utter_message(response="utter_weekly_left")
            if turn.intent != "start_checkin" or completed_today(turn):
                return []
            return begin_checkin(turn)
        turn.record(WeeklyEnded(today, "complete"), "weekly_ended")
        dispatcher.utter_message(response=_closing(week_of(turn)))
        return []


def _closing(week: Week) -> str:
    """The last words: good news only of pain, and only when nothing heavy was told."""
    peg = by_id()["peg"]
    now, before = week.score(peg).value, week.before.get("peg")
    if any(week.score(one).follow_up for one in weekly()) or now is None or before is None:
        return "utter_weekly_done"
    return {
        "better": "utter_weekly_better",
        "worse": "utter_weekly_worse",
        "same": "utter_weekly_done",
    }[change(peg, before, now)]
