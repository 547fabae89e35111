"""Why the coach asks or shows what it just did."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot import context
from bot.actions.nudge_replies import explain_nudge
from bot.actions.passages import fit_for_her, last_shown, more_to_show
from bot.actions.turn import Turn
from bot.actions.weekly_note import explain_note
from bot.actions.words import sources_in_full

OF_A_PASSAGE = "why this"  # the button under a passage, also while a form is open
NOT_SIGNED = "pending"


class ActionWhy(Action):
    """Of an open question: what it is asked for. Of a passage: how it was found, its sources.
    Of the weekly note: where each part of it comes from. Of a message of ours: why just then."""

    def name(self) -> str:
        return "action_why"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        of_passage = turn.text.strip(" ?.!").lower() == OF_A_PASSAGE or turn.asked is None
        if of_passage and more_to_show(turn, within=1):
            _why_passage(turn, dispatcher)
        elif turn.asked is not None:
            dispatcher.utter_message(response=f"utter_why_{turn.asked}")
        elif not (explain_note(turn, dispatcher) or explain_nudge(turn, dispatcher)):
            dispatcher.utter_message(response="utter_why")
        return []


def _why_passage(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    shown = last_shown(turn)
    passage = shown and context.current().library.passage(shown.article or "", shown.heading or "")
    if not shown or not passage:  # the articles have been edited since
        dispatcher.utter_message(response="utter_why_passage")
        return
    signed = passage.reviewed_by != NOT_SIGNED
    reviewed = date.fromisoformat(passage.last_reviewed)
    like = "" if turn.baby_died else shown.like  # another mother's words may speak of a baby
    dispatcher.utter_message(
        response="utter_why_this_passage" if like else "utter_why_passage", like=like
    )
    dispatcher.utter_message(
        response="utter_passage_signed" if signed else "utter_passage_not_signed",
        sources=sources_in_full(fit_for_her(turn, passage.sources)),
        reviewed=f"{reviewed:%B %Y}",
        by=passage.reviewed_by,
    )
