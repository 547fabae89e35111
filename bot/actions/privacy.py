"""Her data: what is held and who reads it, a copy, her choices, and consent that is withdrawn."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot import consent, context
from bot.actions.forms import leave_form
from bot.actions.held import clinicians_see_words, held, kept_for
from bot.actions.turn import LISTEN, Turn
from bot.capture.privacy import chooses_view, wants_download
from bot.exports import LIVES
from records.events import ClinicianView, ConsentRefused, RemindersChanged

WEB = "web"
DOWNLOAD = "/chat/export/"  # the page makes a link of it


class ActionAskForExport(Action):
    """A link to her record as a file, in the web chat; elsewhere the care team is told.

    Says how her data is kept when it isn't clear that she wants a copy.
    """

    def name(self) -> str:
        return "action_ask_for_export"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if not (turn.sure or wants_download(turn.text)):
            dispatcher.utter_message(response="utter_your_data", view=_view(turn))
        elif turn.channel == WEB:
            token = context.current().exports.offer(turn.participant, turn.now)
            minutes = int(LIVES.total_seconds() // 60)
            link = f"{DOWNLOAD}{token}"
            dispatcher.utter_message(response="utter_export_link", link=link, minutes=minutes)
        else:
            turn.ask_for_a_person("asked_for_data")
            dispatcher.utter_message(response="utter_export_asked")
        return _go_on(turn)


class ActionYourData(Action):
    """Says who reads what she writes; capture sends such questions here."""

    def name(self) -> str:
        return "action_your_data"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        dispatcher.utter_message(response="utter_your_data", view=_view(turn))
        return _go_on(turn)


class ActionWhatIsHeld(Action):
    """Lists what is held about her, with what she may do about it."""

    def name(self) -> str:
        return "action_what_is_held"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        dispatcher.utter_message(
            response="utter_held", held=held(turn), view=_view(turn), kept_for=kept_for(turn)
        )
        return _go_on(turn)


class ActionCorrectSomething(Action):
    """Says how what is held is put right."""

    def name(self) -> str:
        return "action_correct_something"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        dispatcher.utter_message(response="utter_how_to_correct")
        return _go_on(Turn(tracker))


class ActionChooseView(Action):
    """Clinicians see her numbers only, or her words as well."""

    def name(self) -> str:
        return "action_choose_view"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        words = bool(chooses_view(turn.text))
        if words != clinicians_see_words(turn):
            turn.record(ClinicianView(words, turn.message_id or ""), "view")
        dispatcher.utter_message(response="utter_view_words" if words else "utter_view_numbers")
        return _go_on(turn)


class ActionWithdrawConsent(Action):
    """What she writes is kept no more, and nobody writes to her first."""

    def name(self) -> str:
        return "action_withdraw_consent"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        events = leave_form(turn)
        turn.record(ConsentRefused(consent.VERSION, turn.message_id or ""), "consent")
        if turn.her.reminders != "stopped":  # stopped before, a yes must not start them again
            stopped = RemindersChanged("stopped", None, turn.message_id, consent.WITHDRAWN)
            turn.record(stopped, "reminders")
        dispatcher.utter_message(response="utter_consent_withdrawn")
        return [*events, FollowupAction(LISTEN)]


def _view(turn: Turn) -> str:
    """What clinicians see of her, as the end of a sentence."""
    return (
        "your numbers and your words" if clinicians_see_words(turn) else
        "your numbers, but not your words, except in a message that raised an alert"
    )  # fmt: skip


def _go_on(turn: Turn) -> list[dict[str, Any]]:
    """An open form asks its question again."""
    return [] if turn.form else [FollowupAction(LISTEN)]
