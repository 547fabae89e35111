"""When a person is needed: red flags, a wish to talk to somebody, low mood, loss, her data."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot import context
from bot.actions.forms import leave_form
from bot.actions.profile import correct_profile, tells_of_loss
from bot.actions.turn import LISTEN, Turn
from policies.safety.escalation import escalation_text
from policies.safety.screen import Evidence, Screening
from records.events import AlertRaised, RemindersChanged


class ActionSafety(Action):
    """The fixed escalation text for this message, or again for the emergency that is still open.

    An emergency ends the check-in; an urgent sign leaves it where it was.
    """

    def name(self) -> str:
        return "action_safety"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        screening, repeat = context.current().screen(turn.recorded), False
        if screening.tier not in ("urgent", "emergency"):
            screening, repeat = _open_emergency(turn), True
        dispatcher.utter_message(text=escalation_text(screening, turn.country, repeat=repeat))
        if screening.tier != "emergency":
            return []
        return leave_form(turn, "stopped_for_safety")


def _open_emergency(turn: Turn) -> Screening:
    """What the newest emergency that waits for a clinician was about: its most urgent flag."""
    alert = next(a for a in turn.store.alerts(turn.participant) if a.tier == "emergency")
    flag = alert.flags[0]
    evidence = Evidence(flag, "emergency", 0, 0, "", "open alert", "")
    return Screening("emergency", (flag,), (evidence,))


def _ask_for_a_person(turn: Turn, flag: str) -> None:
    raised = AlertRaised("review", (flag,), turn.message_id or "")
    turn.record(raised, flag)


class ActionTalkToHuman(Action):
    """Puts her wish on the clinician's panel."""

    def name(self) -> str:
        return "action_talk_to_human"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        _ask_for_a_person(turn, "asked_for_person")
        dispatcher.utter_message(response="utter_person_asked", emergency=turn.emergency_number)
        return []


class ActionLowMood(Action):
    """Hears it, says where help is; the safety screen has already ruled out danger in the words."""

    def name(self) -> str:
        return "action_low_mood"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        dispatcher.utter_message(response="utter_low_mood", emergency=turn.emergency_number)
        return []


class ActionBabyLoss(Action):
    """Stops the daily messages, tells the care team, stays for her own body."""

    def name(self) -> str:
        return "action_baby_loss"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if not tells_of_loss(turn):
            if not correct_profile(turn, dispatcher):
                dispatcher.utter_message(response="utter_loss_unsure")
            return []
        _ask_for_a_person(turn, "baby_loss")
        turn.record(RemindersChanged("stopped", None, turn.message_id), "reminders")
        dispatcher.utter_message(response="utter_baby_loss", emergency=turn.emergency_number)
        return leave_form(turn)


class ActionAskForExport(Action):
    """Passes on that she wants a copy of her data; asks when that isn't clear."""

    def name(self) -> str:
        return "action_ask_for_export"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if not turn.sure:
            dispatcher.utter_message(response="utter_your_data")
            return []
        _ask_for_a_person(turn, "asked_for_data")
        dispatcher.utter_message(response="utter_export_asked")
        return []


class ActionYourData(Action):
    """Says who reads what she writes; capture sends such questions here."""

    def name(self) -> str:
        return "action_your_data"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        dispatcher.utter_message(response="utter_your_data")
        return [] if Turn(tracker).form else [FollowupAction(LISTEN)]


class ActionAskForErasure(Action):
    """Passes on that she wants her data erased, and stops writing to her."""

    def name(self) -> str:
        return "action_ask_for_erasure"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if not turn.sure:
            dispatcher.utter_message(response="utter_erasure_unsure")
            return []
        _ask_for_a_person(turn, "asked_for_erasure")
        turn.record(RemindersChanged("stopped", None, turn.message_id), "reminders")
        dispatcher.utter_message(response="utter_erasure_asked")
        return leave_form(turn)
