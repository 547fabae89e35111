"""The weekly note that the clock asks for, and where each part of it comes from."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.forms import leave_form
from bot.actions.history import last_message
from bot.actions.turn import Turn
from bot.actions.words import day_in_words
from policies.motivation.week_note import KINDS, Note, Part, write
from records.events import Event, MessageSent

SLOT = "week"  # the last part of the id of a check-in that is a weekly note
PERSON = "Talk to a person"


class ActionWeeklyNote(Action):
    """Her week told back to her; a form that she left open long ago ends with it."""

    def name(self) -> str:
        return "action_weekly_note"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        events = turn.store.read(turn.participant, kinds=KINDS)
        gentle = turn.exercise_paused or turn.baby_died
        note = write(events, turn.today, _zone(turn), gentle=gentle)
        buttons = [{"title": PERSON, "payload": PERSON}] if note.hard else None
        dispatcher.utter_message(text=note.text, image=note.picture, buttons=buttons)
        return leave_form(turn)


def explain_note(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Say where the note that she has just read comes from; False when there is none."""
    found = _note_before(turn)
    if found is None:
        return False
    event, note = found
    said_on = event.at.astimezone(_zone(turn)).date()
    lines = "\n".join(f"- {_source(turn, part, said_on)}" for part in note.sources)
    response = "utter_why_note" if lines else "utter_why_quiet_note"
    dispatcher.utter_message(response=response, sources=lines)
    return True


def answers_note(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Thank her for an answer to the note that means nothing else; False when it was no answer."""
    event = last_message(turn)
    if event is None or not _is_note(event):
        return False
    dispatcher.utter_message(response="utter_note_answered")
    return True


def _note_before(turn: Turn) -> tuple[Event, Note] | None:
    """The note of the coach's last message, made once more from the record as it was then."""
    event = last_message(turn)
    if event is None or not _is_note(event):
        return None
    assert isinstance(event.body, MessageSent)
    zone = _zone(turn)
    known = [e for e in turn.store.read(turn.participant, kinds=KINDS) if e.seq < event.seq]
    for gentle in (False, True):
        note = write(known, event.at.astimezone(zone).date(), zone, gentle=gentle)
        if note.text == event.body.text:
            return event, note
    return None  # its sentences have been edited since


def _is_note(event: Event) -> bool:
    body = event.body
    return isinstance(body, MessageSent) and (body.checkin or "").endswith(f":{SLOT}")


def _source(turn: Turn, part: Part, said_on: date) -> str:
    """ "Your lowest pain was 3, on Tuesday. From what you wrote on Tuesday." """
    events = [turn.store.event(message) for message in part.messages]
    days = sorted({e.at.astimezone(_zone(turn)).date() for e in events if e is not None})
    named = [day_in_words(day, said_on) for day in days if (said_on - day).days < 7]
    if len(named) < len(days):
        named.insert(0, "before")
    return f"{part.words} From what you wrote: {', '.join(named)}."


def _zone(turn: Turn) -> ZoneInfo:
    return ZoneInfo(turn.her.zone or "UTC")
