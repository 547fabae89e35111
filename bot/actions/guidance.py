"""Answers from the knowledge base: one passage with its source, or an honest "I don't know"."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot import context
from bot.actions.turn import Turn
from knowledge.search import Profile
from records.events import GuidanceShown

INVITATION = "ask a question"  # the button that invites a question is not one itself


class ActionAnswer(Action):
    """Searches with what is known of her, so that nothing her stage rules out is shown."""

    def name(self) -> str:
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if turn.text.strip(" ?.!").lower() == INVITATION:
            dispatcher.utter_message(response="utter_ask_your_question")
            return []
        weeks = turn.her.weeks_since_birth(turn.today)
        profile = Profile(weeks=weeks, birth=turn.her.birth_kind, cautions=frozenset())
        answer = await asyncio.to_thread(context.current().search, turn.text, profile)
        best = answer.passages[0] if answer.answered and answer.passages else None
        shown = GuidanceShown(
            message_id=turn.message_id or "",
            question=turn.text,
            article=None if best is None else best.article,
            heading=None if best is None else best.heading,
            score=0.0 if best is None else round(float(best.score), 4),
        )
        turn.record(shown, "guidance")
        if best is None:
            dispatcher.utter_message(response="utter_no_answer")
        else:
            dispatcher.utter_message(
                response="utter_passage", title=best.title, passage=best.text, source=best.source
            )
        return []
