"""Answers from the knowledge base: one passage with its source, or an honest "I don't know"."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot import context
from bot.actions.passages import (
    PAUSED,
    cautions_of,
    more_to_show,
    note,
    place,
    profile_of,
    search,
    seen_for_this,
    show,
    shown_to_her,
    unseen_of_last,
)
from bot.actions.plan import say_paused
from bot.actions.turn import LISTEN, Turn
from bot.capture.follow_up import follows_up
from knowledge.search import Answer, Places

MEMORY = 3  # turns after which "more" is no longer about the last passage
CLEAR = 0.9  # chance that the articles answer a message that is worded like no question
MAY_ASK = frozenset("ask_baby out_of_scope nlu_fallback report_difficulty report_symptoms".split())
"""Intents under which questions of hers hide: "one sided pain in the bum dimple on the stairs"."""
COMPLAINTS = frozenset(
    "broken-sleep-and-pain flare-ups how-long-does-it-last pain-and-mood pain-education"
    " tiredness-and-fatigue why-back-hurts-after-birth".split()
)
"""Topics of "my back is killing me": how bad it is matters first, and the check-in asks that."""
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
        else:
            await answer(turn, dispatcher, turn.text)
        # A detour brings messages of any intent here, which no rule goes on from.
        return [] if turn.form else [FollowupAction(LISTEN)]


class ActionMedication(Action):
    """Says first that doses are for a pharmacist, whatever passage follows."""

    def name(self) -> str:
        return "action_medication"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        dispatcher.utter_message(response="utter_ask_a_pharmacist")
        await _try_to_answer(turn, dispatcher, turn.text)
        return []


async def answer(turn: Turn, dispatcher: CollectingDispatcher, question: str) -> None:
    """Show the best passage for `question`, or say that there is none."""
    unanswered = await _try_to_answer(turn, dispatcher, question)
    if unanswered is not None:
        note(turn, None, unanswered)
        dispatcher.utter_message(response="utter_no_answer")


async def _try_to_answer(
    turn: Turn, dispatcher: CollectingDispatcher, question: str
) -> Answer | None:
    """Says what there is to say; what was found instead when there is nothing."""
    before = earlier_question(turn) if follows_up(question) else ""
    seen = seen_for_this(turn) if before else frozenset()
    found = await search(turn, f"{before} {question}".strip(), cautions_of(turn), seen)
    if turn.exercise_paused and await _asks_for_exercise(turn, found, seen):
        say_paused(turn, dispatcher)
        return None
    passages = found.passages or (unseen_of_last(turn, seen) if before else ())
    if not passages:
        return found
    show(turn, dispatcher, passages[0], found)
    return None


async def _asks_for_exercise(turn: Turn, found: Answer, seen: Places) -> bool:
    """Whether the best answer is one that only the pause of her exercises keeps from her."""
    otherwise = await search(turn, found.question, cautions_of(turn) - {PAUSED}, seen)
    best, shown = otherwise.passages[:1], found.passages[:1]
    return list(map(place, best)) != list(map(place, shown))


def earlier_question(turn: Turn) -> str:
    """Her question that was answered a moment ago; "" when it is too long ago."""
    past = shown_to_her(turn) if more_to_show(turn, within=MEMORY) else []
    return past[-1].question if past else ""


def continues(turn: Turn) -> bool:
    """Whether her message goes on from a passage that she was just shown."""
    return follows_up(turn.text) and more_to_show(turn, within=1)


async def asks_unheard(turn: Turn) -> bool:
    """Whether the articles clearly answer a message that was not heard as a question."""
    heard = turn.intent == "ask_guidance" or (turn.sure and turn.intent not in MAY_ASK)
    if heard or turn.form is not None:
        return False
    found = await search(turn, turn.text, cautions_of(turn) - {PAUSED})
    if not found.answered or found.confidence < CLEAR:
        return False
    return turn.intent != "report_symptoms" or found.passages[0].topic not in COMPLAINTS


async def show_more(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """The next part of the article she was shown, then of what else fits her question."""
    question = earlier_question(turn)
    if not question:
        dispatcher.utter_message(response="utter_ask_your_question")
        return
    last, seen = shown_to_her(turn)[-1], seen_for_this(turn)
    found = await search(turn, question, cautions_of(turn))
    others = (passage for passage in found.passages if place(passage) not in seen)
    for passage in (*unseen_of_last(turn, seen), *others):
        of_this = passage.article == last.article
        response = "utter_passage" if of_this else "utter_passage_too"
        show(turn, dispatcher, passage, found, response)
        return
    dispatcher.utter_message(response="utter_no_more")


def show_of_topic(turn: Turn, dispatcher: CollectingDispatcher, topic: str, question: str) -> bool:
    """Show the beginning of what the articles say on a topic; False if none of it suits her."""
    passages = context.current().library.topic(topic, profile_of(turn))
    if passages:
        found = Answer(question, True, passages, 1.0, "", "a message offered it")
        show(turn, dispatcher, passages[0], found)
    return bool(passages)


def show_of_last(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Show a part she hasn't seen of the article she was shown last; False if there is none."""
    past = shown_to_her(turn)
    passages = unseen_of_last(turn, seen_for_this(turn)) if past else ()
    if passages:
        found = Answer(past[-1].question, True, passages, past[-1].score, past[-1].like, "more")
        show(turn, dispatcher, passages[0], found, "utter_passage")
    return bool(passages)
