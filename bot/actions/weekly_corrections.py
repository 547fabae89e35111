"""A weekly answer put right: the last one or one that she names, while the questions go on or
later the same day. When it isn't clear which, or to what, she is asked; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.forms import Events
from bot.actions.turn import LISTEN, WEEKLY_FORM, Turn
from bot.actions.weekly import AGAIN, ASKED, SLOT, activity
from bot.actions.weekly_recording import questionnaire_of, record_answer, settled, shown
from bot.capture.options import Answer, read_option
from bot.capture.values import extract
from bot.capture.weekly_corrections import Correction, read_correction
from policies.measures.questionnaire import Item, weekly
from policies.measures.week import ACTIVITIES, Week
from records.events import Event, ItemAnswered

AVERAGE_PAIN = "peg_pain"
_NOW = re.compile(r"\b(?:now|today|moment|tonight|this morning)\b", re.IGNORECASE)
_CONTENT = re.compile(r"[^\W\d_]{4,}")  # words of an activity by which she may name it
_NO_NAMES = frozenset({"into", "with", "from", "over", "baby", "long", "when", "having", "doing"})


def correct_in_form(
    turn: Turn, dispatcher: CollectingDispatcher, week: Week, asked: str
) -> Events | None:
    """Put an earlier answer right and ask the open question again; None when no answer is meant."""
    found = _read(turn, week)
    items = _items(week)
    if found is None or asked in found.items or _is_answer(items.get(asked), turn.text):
        return None
    fitting = _fitting(found, items, week)
    if len(fitting) == 1:
        ((name, answer),) = fitting.items()
        if not found.strong and not found.says_only(answer.start, answer.end):
            return None
        if found.by == "nothing" and _value(week, name) == answer.value:
            dispatcher.utter_message(response="utter_weekly_which")  # "actually 4", after a 4
        else:
            _put_right(turn, dispatcher, week, items[name], answer)
        return [SlotSet(SLOT, None)]
    if not found.marked or _says_more(found, items, asked):
        return None
    again = _to_ask_again(found, fitting, week)
    dispatcher.utter_message(response="utter_going_back" if again else "utter_weekly_which")
    return [*([SlotSet(AGAIN, again)] if again else []), SlotSet(SLOT, None)]


def correct_afterwards(turn: Turn, dispatcher: CollectingDispatcher, week: Week) -> Events:
    """Put an answer of today's round right when it isn't under way; nothing unless surely meant."""
    if not any(_of(event).day == turn.today.isoformat() for event in week.answers.values()):
        return []
    found = _read(turn, week)
    if found is None or not found.marked or not _still_meant(turn, found, week):
        return []
    items = _items(week)
    fitting = _fitting(found, items, week)
    if len(fitting) == 1:
        ((name, answer),) = fitting.items()
        if not found.says_only(answer.start, answer.end):
            return []
        _put_right(turn, dispatcher, week, items[name], answer)
        return [SlotSet(turn.asked, None)] if turn.asked else [FollowupAction(LISTEN)]
    if turn.form is not None or found.by == "nothing" or _says_more(found, items, None):
        return []
    again = _to_ask_again(found, fitting, week)
    dispatcher.utter_message(response="utter_going_back" if again else "utter_weekly_which")
    if again is None:
        return [FollowupAction(LISTEN)]
    slots = {SLOT: None, ASKED: None, AGAIN: again}
    return [*(SlotSet(*slot) for slot in slots.items()), FollowupAction(WEEKLY_FORM)]


def _read(turn: Turn, week: Week) -> Correction | None:
    """The correction in her message, unless it is one of today's values."""
    found = read_correction(turn.text, _items(week), _names(week), week.told)
    values = extract(turn.text).values
    if found is None or found.by == "name" or not values:
        return found
    of_average = all(v.measure == "pain_now" for v in values) and not _NOW.search(turn.text)
    if not of_average or turn.form != WEEKLY_FORM or AVERAGE_PAIN not in week.told:
        return None
    return replace(found, items=(AVERAGE_PAIN,), by="name")  # "the pain should be 6"


def _items(week: Week) -> dict[str, Item]:
    """The items of her round, in order."""
    return {
        name: one.item(name)
        for one in weekly()
        for name in week.asked_items(one)
        if name != ACTIVITIES
    }


def _names(week: Week) -> dict[str, tuple[str, ...]]:
    """What each item may be called; an activity also by a word that no other one has."""
    names = {name: (*item.called, item.short) for name, item in _items(week).items()}
    words = [set(_CONTENT.findall(one.lower())) - _NO_NAMES for one in week.activities]
    for number, one in enumerate(week.activities):
        others = set().union(*words[:number], *words[number + 1 :])
        names[f"psfs_{number + 1}"] = (one, *sorted(words[number] - others))
    return names


def _fitting(found: Correction, items: Mapping[str, Item], week: Week) -> dict[str, Answer]:
    """Those of the items it may be about that the new answer fits."""
    read = {n: read_option(items[n], found.text) for n in found.items if n in items}
    return {name: answer for name, answer in read.items() if answer and name in week.told}


def _to_ask_again(found: Correction, fitting: Mapping[str, Answer], week: Week) -> str | None:
    """The item that she surely speaks of, when only its new answer isn't clear."""
    if len(found.items) != 1 or fitting or found.items[0] not in week.told:
        return None
    rated = found.items[0] == ACTIVITIES and re.search(r"\d", found.text)
    return None if rated else found.items[0]


def _says_more(found: Correction, items: Mapping[str, Item], asked: str | None) -> bool:
    """Whether a correction that can't be made may be something else: an answer to what is asked."""
    if found.by != "nothing":
        return not found.strong and not found.says_only()
    open_item = items.get(asked or "")
    answer = read_option(open_item, found.text) if open_item else None
    if open_item is None or (answer and not re.search(r"\d", found.text)):
        return True  # activities; "actually several days", after a number
    return not found.says_only()


def _is_answer(item: Item | None, text: str) -> bool:
    """Whether the whole message is an answer to this item: "No change" takes nothing back."""
    answer = read_option(item, text) if item else None
    return answer is not None and text.strip(" .!") == text[answer.start : answer.end]


def _still_meant(turn: Turn, found: Correction, week: Week) -> bool:
    """Whether an answer that she doesn't name is the last thing that she has told."""
    if found.by == "name":
        return True
    last = week.answers.get(week.told[-1])
    if turn.form is not None or last is None:
        return False
    if found.by == "nothing":
        sent = turn.store.read(turn.participant, kinds=["message_received"])
        return [event.id for event in sent][-2:-1] == [_of(last).message_id]
    return all(value.at <= last.at for value in turn.store.values(turn.participant))


def _put_right(
    turn: Turn, dispatcher: CollectingDispatcher, week: Week, item: Item, answer: Answer
) -> None:
    before = _value(week, item.id)
    record_answer(turn, item, answer, week)
    dispatcher.utter_message(
        response="utter_weekly_corrected",
        about=activity(item, week) or item.short,
        value=shown(item, answer.value),
        before="skipped" if before is None else shown(item, before),
    )
    settled(turn, dispatcher, questionnaire_of(item.id))


def _value(week: Week, name: str) -> float | None:
    return _of(week.answers[name]).value if name in week.answers else None


def _of(event: Event) -> ItemAnswered:
    assert isinstance(event.body, ItemAnswered)
    return event.body
