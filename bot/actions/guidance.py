"""Answers from the knowledge base: one passage with its source, or an honest "I don't know"."""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot import context
from bot.actions.history import turns_before
from bot.actions.plan import say_paused
from bot.actions.turn import Turn
from knowledge.search import Passage, Profile
from records.events import GuidanceShown

SHOWN = frozenset({"utter_passage", "utter_passage_too", "utter_no_more"})
MEMORY = 3  # turns after which "more" is no longer about the last passage
PAUSED, LOSS = "exercise-paused", "loss"
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
        await answer(turn, dispatcher, turn.text)
        return []


async def answer(turn: Turn, dispatcher: CollectingDispatcher, question: str) -> None:
    """Show the best passage for `question`, or say that there is none."""
    found = await _search(turn, question, cautions_of(turn))
    if turn.exercise_paused and await _asks_for_exercise(turn, question, found):
        say_paused(turn, dispatcher)
        return
    _show(turn, dispatcher, question, found[0] if found else None)


async def _asks_for_exercise(turn: Turn, question: str, found: tuple[Passage, ...]) -> bool:
    """Whether the best answer is one that only the pause of her exercises keeps from her."""
    otherwise = await _search(turn, question, cautions_of(turn) - {PAUSED})
    return [_place(p) for p in otherwise[:1]] != [_place(p) for p in found[:1]]


def _place(passage: Passage) -> tuple[str, str]:
    return passage.article, passage.heading


def cautions_of(turn: Turn) -> frozenset[str]:
    """What rules passages out for her, as slugs of knowledge/cautions.yaml."""
    cautions = {PAUSED: turn.exercise_paused, LOSS: turn.baby_died}
    return frozenset(slug for slug, holds in cautions.items() if holds)


def more_to_show(turn: Turn, within: int) -> bool:
    """Whether one of the last turns showed a passage, so that "more" means more of that."""
    return any(said & SHOWN for said in islice(turns_before(turn.tracker), within))


async def show_more(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """The next best passage for her last question that she has not been shown."""
    if not more_to_show(turn, within=MEMORY):
        dispatcher.utter_message(response="utter_ask_your_question")
        return
    shown = [
        event.body
        for event in turn.store.read(turn.participant, kinds=["guidance_shown"])
        if isinstance(event.body, GuidanceShown)
    ]
    question = shown[-1].question
    seen = {(past.article, past.heading) for past in shown if past.question == question}
    for passage in await _search(turn, question, cautions_of(turn)):
        if _place(passage) not in seen:
            _show(turn, dispatcher, question, passage, "utter_passage_too")
            return
    dispatcher.utter_message(response="utter_no_more")


async def _search(turn: Turn, question: str, cautions: frozenset[str]) -> tuple[Passage, ...]:
    weeks = turn.her.weeks_since_birth(turn.today)
    profile = Profile(weeks=weeks, birth=turn.her.birth_kind, cautions=cautions)
    found = await asyncio.to_thread(context.current().search, question, profile)
    return found.passages if found.answered else ()


def _show(
    turn: Turn,
    dispatcher: CollectingDispatcher,
    question: str,
    passage: Passage | None,
    response: str = "utter_passage",
) -> None:
    shown = GuidanceShown(
        message_id=turn.message_id or "",
        question=question,
        article=None if passage is None else passage.article,
        heading=None if passage is None else passage.heading,
        score=0.0 if passage is None else round(float(passage.score), 4),
    )
    turn.record(shown, "guidance")
    if passage is None:
        dispatcher.utter_message(response="utter_no_answer")
        return
    dispatcher.utter_message(
        response=response, title=passage.title, passage=passage.text, source=passage.source
    )


class ActionWhy(Action):
    """Why the coach asks or shows what it just did."""

    def name(self) -> str:
        return "action_why"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if turn.asked is not None:
            dispatcher.utter_message(response=f"utter_why_{turn.asked}")
        elif more_to_show(turn, within=1):
            dispatcher.utter_message(response="utter_why_passage")
        else:
            dispatcher.utter_message(response="utter_why")
        return []
