"""Weekly answers into the record, and the scores that they settle."""

from __future__ import annotations

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.forms import Events
from bot.actions.turn import WEEKLY_FORM, Turn
from bot.actions.weekly import AGAIN, DONE, SLOT, open_item, week_of
from bot.actions.weekly_scores import score_weekly
from bot.capture.options import Answer
from policies.measures.questionnaire import Item, Questionnaire, by_id
from policies.measures.week import Week
from records.events import ItemAnswered, ItemSkipped


def questionnaire_of(name: str) -> Questionnaire:
    """The questionnaire of an item, by the item's id. Raises KeyError."""
    return by_id()[name.split("_")[0]]


def record_answer(turn: Turn, item: Item, answer: Answer, week: Week) -> None:
    """Append her answer to an item, in the place of the one before."""
    questionnaire = questionnaire_of(item.id)
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


def record_skip(turn: Turn, name: str) -> None:
    """Append that she leaves this question; an earlier answer to it no longer counts."""
    body = ItemSkipped(name, turn.today.isoformat(), turn.message_id or "")
    turn.record(body, "weekly_answer")


def settled(turn: Turn, dispatcher: CollectingDispatcher, questionnaire: Questionnaire) -> Events:
    """Score the questionnaire if it is settled; then the next question, or the end."""
    week = week_of(turn)
    if week.settled(questionnaire):
        score_weekly(turn, dispatcher, questionnaire, week)
    return [SlotSet(AGAIN, None), SlotSet(SLOT, DONE if week.open_item() is None else None)]


def shown(item: Item, value: float) -> str:
    """A value as its printed answer, or as a number."""
    return next((o.label for o in item.options if o.value == value), f"{value:g}")
