"""Answers to the weekly questions: heard, recorded and corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.forms import Events
from bot.actions.history import in_a_row, turns_before
from bot.actions.turn import LISTEN, WEEKLY_FORM, Turn
from bot.actions.weekly import AGAIN, DONE, HEAVY, LEFT, SLOT, activity, open_item, week_of
from bot.actions.weekly_scores import score_weekly
from bot.capture.options import Answer, read_option
from bot.capture.values import Extraction, extract
from bot.capture.weekly import (
    corrects,
    names_last,
    names_nothing,
    read_activities,
    wants_to_stop,
    without_last,
)
from policies.measures.questionnaire import Item, Questionnaire, by_id
from policies.measures.week import ACTIVITIES, Week
from records.events import (
    ActivitiesNamed,
    ItemAnswered,
    ItemSkipped,
)

MISSES = frozenset({"utter_weekly_number", "utter_weekly_choice", "utter_weekly_activities"})
CORRECTABLE = timedelta(minutes=30)  # after the round, for "the last one should be 2"
# An answer that wasn't understood may look like any of these; other intents are digressions.
ATTEMPTS = ("affirm", "deny", "greet", "nlu_fallback", "out_of_scope", "report_symptoms",
            "correct_value", "report_exercise", "report_difficulty", "share_win",
            "start_checkin")  # fmt: skip
# The names of activities look like any intent; these, when they are sure, are answered as such.
WISHES = ("talk_to_human", "express_low_mood", "baby_loss", "stop_messages", "pause_reminders",
          "resume_reminders", "set_reminder", "export_data", "delete_data", "ask_why",
          "ask_medication", "help", "bot_challenge", "greet", "goodbye", "thank", "affirm",
          "deny")  # fmt: skip


def hear(turn: Turn, dispatcher: CollectingDispatcher) -> Events:
    """What the message answers; the events tell the form to go on, ask again or end."""
    if turn.heard_before or turn.hushed:
        return []
    week = week_of(turn)
    if turn.form != WEEKLY_FORM:
        if names_last(turn.text) and _just_ended(turn, week):
            return [FollowupAction(LISTEN)] if _correct(turn, dispatcher, week) else []
        return []
    before = _recorded_from(turn)
    if before is not None:  # a crash has lost the reply; the answer stands
        return _settled(turn, dispatcher, before)
    found = open_item(turn, week)
    if found is None or turn.asked != SLOT:
        return []
    questionnaire, name = found
    if wants_to_stop(turn.text):
        return [SlotSet(SLOT, LEFT)]
    if corrects(turn.text) and _correct(turn, dispatcher, week):
        return [SlotSet(SLOT, None)]
    heard = (
        _hear_activities(turn)
        if name == ACTIVITIES
        else _hear_item(turn, dispatcher, questionnaire.item(name), week)
    ) or _hear_skip(turn, dispatcher, name)
    if heard:
        return _settled(turn, dispatcher, questionnaire)
    if extract(turn.text).values:
        return [SlotSet(SLOT, None)]  # of today, not of the week: recorded, and asked again
    return _not_heard(turn, dispatcher, questionnaire, name)


def besides_answers(turn: Turn, extraction: Extraction) -> Extraction:
    """The values of a message without those that answered a weekly question."""
    spans = [(b.start, b.end) for b in _answers_in(turn)]
    kept = tuple(
        value
        for value in extraction.values
        if not any(start < value.end and value.start < end for start, end in spans)
    )
    return replace(extraction, values=kept)


def go_back(turn: Turn) -> Events:
    """Ask the item before again; nothing when there is none."""
    week = week_of(turn)
    return [SlotSet(AGAIN, week.last_answered)] if week.last_answered else []


def _recorded_from(turn: Turn) -> Questionnaire | None:
    """The questionnaire that this message has answered already, if it has."""
    kinds = ["item_answered", "item_skipped", "activities_named"]
    for event in turn.store.read(turn.participant, kinds=kinds):
        body = event.body
        if getattr(body, "message_id", None) == turn.message_id:
            item = ACTIVITIES if isinstance(body, ActivitiesNamed) else getattr(body, "item", "")
            return by_id()[item.split("_")[0]]
    return None


def _answers_in(turn: Turn) -> list[ItemAnswered]:
    events = turn.store.read(turn.participant, kinds=["item_answered"])
    bodies = [e.body for e in events if isinstance(e.body, ItemAnswered)]
    return [body for body in bodies if body.message_id == turn.message_id]


def _hear_item(turn: Turn, dispatcher: CollectingDispatcher, item: Item, week: Week) -> bool:
    answer = read_option(item, turn.text)
    if answer is None or _is_of_today(turn, item, answer):
        return False
    _record(turn, item, answer, week)
    said = _shown(item, answer.value)
    if turn.text.strip(" .").lower() not in (said.lower(), f"{answer.value:g}"):
        dispatcher.utter_message(response="utter_weekly_noted", value=said)
    return True


def _is_of_today(turn: Turn, item: Item, answer: Answer) -> bool:
    """ "My pain is 8 right now" tells today's pain, and answers nothing about the week."""
    daily = [
        value
        for value in extract(turn.text).values
        if value.start < answer.end and answer.start < value.end
    ]
    now = ("now", "today", "moment", "tonight", "this morning")
    return bool(daily) and (item.id != "peg_pain" or any(word in turn.text for word in now))


def _record(turn: Turn, item: Item, answer: Answer, week: Week) -> None:
    questionnaire = by_id()[item.id.split("_")[0]]
    before, asked = week.answers.get(item.id), open_item(turn, week)
    start, end = turn.in_record(answer.start, answer.end)
    body = ItemAnswered(
        questionnaire=questionnaire.id,
        version=questionnaire.version,
        item=item.id,
        value=answer.value,
        day=turn.today.isoformat(),
        message_id=turn.message_id or "",
        start=start,
        end=end,
        asked=asked[1] if asked and turn.form == WEEKLY_FORM else None,
        supersedes=before.id if before else None,
    )
    turn.record(body, "weekly_answer")


def _hear_activities(turn: Turn) -> bool:
    """Her own activities; a question, a wish or today's values are none."""
    wish = turn.intent in WISHES and turn.sure
    if wish or extract(turn.text).values or extract(turn.text, "mood").skipped:
        return False
    found = read_activities(turn.text)
    if not found:
        return False
    names = tuple(name for name, _, _ in found)
    spans = tuple(turn.in_record(start, end) for _, start, end in found)
    turn.record(ActivitiesNamed(names, turn.message_id or "", spans), "weekly_answer")
    return True


def _hear_skip(turn: Turn, dispatcher: CollectingDispatcher, name: str) -> bool:
    nothing = name == ACTIVITIES and names_nothing(turn.text)
    if not nothing and not extract(turn.text, "mood").skipped:
        return False
    _skip(turn, name)
    dispatcher.utter_message(response="utter_skipped")
    return True


def _skip(turn: Turn, name: str) -> None:
    body = ItemSkipped(name, turn.today.isoformat(), turn.message_id or "")
    turn.record(body, "weekly_answer")


def _not_heard(
    turn: Turn, dispatcher: CollectingDispatcher, questionnaire: Questionnaire, name: str
) -> Events:
    """Say what would help and ask again; the third time, let the question go."""
    if turn.intent == "start_checkin" and turn.sure:
        return [SlotSet(SLOT, LEFT)]
    if turn.intent == "affirm" and HEAVY in next(iter(turns_before(turn.tracker)), ()):
        return []  # yes to a person
    if turn.intent not in ATTEMPTS:
        return []
    if in_a_row(turn.tracker, MISSES) >= 2:
        dispatcher.utter_message(response="utter_left_question")
        _skip(turn, name)
        return _settled(turn, dispatcher, questionnaire)
    if name == ACTIVITIES:
        hint = "utter_weekly_activities"
    else:
        options = questionnaire.item(name).options
        hint = "utter_weekly_choice" if options else "utter_weekly_number"
    dispatcher.utter_message(response=hint)
    return [SlotSet(SLOT, None)]


def _correct(turn: Turn, dispatcher: CollectingDispatcher, week: Week) -> bool:
    """Put another answer in the place of the last one."""
    if week.last_answered is None:
        return False
    questionnaire = by_id()[week.last_answered.split("_")[0]]
    item, before = questionnaire.item(week.last_answered), week.answers[week.last_answered]
    answer = read_option(item, without_last(turn.text))
    if answer is None:
        return False
    assert isinstance(before.body, ItemAnswered)
    _record(turn, item, answer, week)
    dispatcher.utter_message(
        response="utter_weekly_corrected",
        about=activity(item, week) or item.short,
        value=_shown(item, answer.value),
        before=_shown(item, before.body.value),
    )
    _settled(turn, dispatcher, questionnaire)
    return True


def _just_ended(turn: Turn, week: Week) -> bool:
    """Whether the last thing recorded of her was an answer of this round."""
    last = week.answers.get(week.last_answered or "")
    if last is None or turn.now - last.at > CORRECTABLE:
        return False
    return all(value.at <= last.at for value in turn.store.values(turn.participant))


def _settled(turn: Turn, dispatcher: CollectingDispatcher, questionnaire: Questionnaire) -> Events:
    """Score the questionnaire if it is settled; then the next question, or the end."""
    week = week_of(turn)
    if week.settled(questionnaire):
        score_weekly(turn, dispatcher, questionnaire, week)
    return [SlotSet(AGAIN, None), SlotSet(SLOT, DONE if week.open_item() is None else None)]


def _shown(item: Item, value: float) -> str:
    """A value as its printed answer, or as a number."""
    return next((o.label for o in item.options if o.value == value), f"{value:g}")
