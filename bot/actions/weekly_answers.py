"""Answers to the weekly questions, heard in her words."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.forms import Events
from bot.actions.history import in_a_row, last_turn
from bot.actions.misses import MISSES
from bot.actions.offers import OFFERS
from bot.actions.turn import WEEKLY_FORM, Turn
from bot.actions.weekly import AGAIN, LEFT, SLOT, open_item, week_of
from bot.actions.weekly_corrections import correct_afterwards, correct_in_form
from bot.actions.weekly_recording import (
    questionnaire_of,
    record_answer,
    record_skip,
    settled,
    shown,
)
from bot.capture.options import Answer, read_option
from bot.capture.values import Extraction, extract
from bot.capture.weekly import asks_meaning, names_nothing, read_activities, wants_to_stop
from policies.measures.questionnaire import Item, Questionnaire
from policies.measures.week import ACTIVITIES, Week
from records.events import ActivitiesNamed, ItemAnswered

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
        return correct_afterwards(turn, dispatcher, week)
    before = _recorded_from(turn)
    if before is not None:  # a crash has lost the reply; the answer stands
        return settled(turn, dispatcher, before)
    found = open_item(turn, week)
    if found is None or turn.asked != SLOT:
        return []
    questionnaire, name = found
    if wants_to_stop(turn.text):
        return [SlotSet(SLOT, LEFT)]
    wording = "" if name == ACTIVITIES else questionnaire.item(name).wording
    if asks_meaning(turn.text, wording):
        return [FollowupAction("action_explain_weekly")]
    corrected = correct_in_form(turn, dispatcher, week, name)
    if corrected is not None:
        return corrected
    heard = (
        _hear_activities(turn)
        if name == ACTIVITIES
        else _hear_item(turn, dispatcher, questionnaire.item(name), week)
    ) or _hear_skip(turn, dispatcher, name)
    if heard:
        return settled(turn, dispatcher, questionnaire)
    if extract(turn.text).values:
        return [SlotSet(SLOT, None)]  # of today, not of the week: recorded, and asked again
    return _not_heard(turn, dispatcher, questionnaire, name)


def besides_answers(turn: Turn, extraction: Extraction) -> Extraction:
    """The values of a message without those that answered a weekly question."""
    if not extraction.values:
        return extraction
    spans = [(b.start, b.end) for b in _answers_in(turn)]
    kept = tuple(
        value
        for value in extraction.values
        if not any(start < value.end and value.start < end for start, end in spans)
    )
    return replace(extraction, values=kept)


def go_back(turn: Turn) -> Events:
    """Ask the question before again, or the one before that; nothing when there is none."""
    told, again = week_of(turn).told, turn.tracker.get_slot(AGAIN)
    before = told[: told.index(again)] if again in told else told
    return [SlotSet(AGAIN, before[-1])] if before else []


def _recorded_from(turn: Turn) -> Questionnaire | None:
    """The questionnaire that this message has answered already, if it has."""
    kinds = ["item_answered", "item_skipped", "activities_named"]
    for event in turn.store.read(turn.participant, kinds=kinds):
        body = event.body
        if getattr(body, "message_id", None) == turn.message_id:
            item = ACTIVITIES if isinstance(body, ActivitiesNamed) else getattr(body, "item", "")
            return questionnaire_of(item)
    return None


def _answers_in(turn: Turn) -> list[ItemAnswered]:
    events = turn.store.read(turn.participant, kinds=["item_answered"])
    bodies = [e.body for e in events if isinstance(e.body, ItemAnswered)]
    return [body for body in bodies if body.message_id == turn.message_id]


def _hear_item(turn: Turn, dispatcher: CollectingDispatcher, item: Item, week: Week) -> bool:
    answer = read_option(item, turn.text)
    if answer is None or _is_of_today(turn, item, answer):
        return False
    record_answer(turn, item, answer, week)
    said = shown(item, answer.value)
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
    record_skip(turn, name)
    dispatcher.utter_message(response="utter_skipped")
    return True


def _not_heard(
    turn: Turn, dispatcher: CollectingDispatcher, questionnaire: Questionnaire, name: str
) -> Events:
    """Say what would help, then offer a way out, then let the question go, in the end leave."""
    if turn.intent == "start_checkin" and turn.sure:
        return [SlotSet(SLOT, LEFT)]
    if turn.intent == "affirm" and set(OFFERS) & last_turn(turn.tracker):
        return []  # yes to what was offered, such as a person
    if turn.intent not in ATTEMPTS:
        return []
    misses = in_a_row(turn.tracker, MISSES)
    if misses >= 3:
        return [SlotSet(SLOT, LEFT)]
    if misses == 2:
        dispatcher.utter_message(response="utter_left_question")
        record_skip(turn, name)
        return settled(turn, dispatcher, questionnaire)
    if misses == 1:
        hint = "utter_stuck"
    elif name == ACTIVITIES:
        hint = "utter_weekly_activities"
    else:
        options = questionnaire.item(name).options
        hint = "utter_weekly_choice" if options else "utter_weekly_number"
    dispatcher.utter_message(response=hint)
    return [SlotSet(SLOT, None)]
