"""Steering the conversation: go back, say that again, tell me more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.correction import ask_to_correct
from bot.actions.forms import PROFILE, Events, leave_form
from bot.actions.guidance import show_more
from bot.actions.passages import more_to_show
from bot.actions.turn import CHECKIN_FORM, LISTEN, NOT_ASKED, ONBOARDING_FORM, WEEKLY_FORM, Turn
from bot.actions.weekly_answers import go_back
from bot.actions.words import said
from bot.capture.navigation import Command, read_command
from records.events import MessageSent


def command_in(turn: Turn) -> Command | None:
    """What the whole message asks for; "go on" only when there is something to go on with."""
    command = read_command(turn.text)
    pointless = (command == "go_on" and not more_to_show(turn, within=1)) or (
        command in ("leave", "restart") and turn.form is None
    )
    return None if pointless else command


class ActionNavigate(Action):
    """Does what the whole message asks for; capture sends it here before any intent is looked at.

    An open form asks its question again afterwards.
    """

    def name(self) -> str:
        return "action_navigate"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        command = read_command(turn.text)
        if command == "leave":
            return _leave(turn, dispatcher)
        if command in ("back", "restart"):
            return _back(turn, dispatcher, domain, far=command == "restart")
        if command in ("more", "go_on"):
            await show_more(turn, dispatcher)
        elif turn.form is None:
            _repeat(turn, dispatcher)
        return [] if turn.form else [FollowupAction(LISTEN)]


class ActionLeave(Action):
    """Leaves the open form when asking on would lead nowhere."""

    def name(self) -> str:
        return "action_leave"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        return _leave(Turn(tracker), dispatcher)


def _leave(turn: Turn, dispatcher: CollectingDispatcher) -> Events:
    onboarding = turn.form == ONBOARDING_FORM
    dispatcher.utter_message(response="utter_left_onboarding" if onboarding else "utter_left")
    return [*leave_form(turn), FollowupAction(LISTEN)]


def _back(
    turn: Turn, dispatcher: CollectingDispatcher, domain: dict[str, Any], *, far: bool
) -> Events:
    if turn.form is None:
        return _back_to_the_last_value(turn, dispatcher)
    order = domain["forms"][turn.form]["required_slots"]
    return _back_in_form(turn, dispatcher, order, far=far)


def _back_in_form(
    turn: Turn, dispatcher: CollectingDispatcher, order: Sequence[str], *, far: bool
) -> Events:
    """Empty the answer before the open question, or all, so that the form asks again."""
    if turn.form == WEEKLY_FORM:
        events = go_back(turn)
        dispatcher.utter_message(response="utter_going_back" if events else "utter_first_question")
        return events
    if turn.form == ONBOARDING_FORM:
        order = PROFILE  # consent is withdrawn by saying so, not by going back
    before = order[: order.index(turn.asked)] if turn.asked in order else []
    answered = [slot for slot in before if turn.tracker.get_slot(slot) not in (None, NOT_ASKED)]
    if not answered:
        dispatcher.utter_message(response="utter_first_question")
        return []
    dispatcher.utter_message(response="utter_going_back")
    if far:
        return [SlotSet(slot, None) for slot in answered]
    events = [SlotSet(answered[-1], None)]
    if turn.form == CHECKIN_FORM:
        events.append(turn.expect(answered[-1], turn.today))
    return events


def _back_to_the_last_value(turn: Turn, dispatcher: CollectingDispatcher) -> Events:
    """Offer to change the last thing that was noted today."""
    values = [v for v in turn.store.values(turn.participant) if v.day == turn.today]
    if not values:
        dispatcher.utter_message(response="utter_nothing_to_go_back_to")
        return [FollowupAction(LISTEN)]
    last = max(values, key=lambda value: value.at)
    dispatcher.utter_message(response="utter_last_noted", value=said(last.measure, last.shown))
    return ask_to_correct(turn, last.measure, last.day)


def _repeat(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Say the last message again; a form asks its question again by itself."""
    earlier = [
        event.body
        for event in turn.store.read(turn.participant, kinds=["message_sent"])
        if isinstance(event.body, MessageSent)
    ]
    if not earlier:
        dispatcher.utter_message(response="utter_help")
        return
    buttons = [{"title": title, "payload": title} for title in earlier[-1].buttons]
    dispatcher.utter_message(text=earlier[-1].text, buttons=buttons)
