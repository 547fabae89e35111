"""Answers from the knowledge base: one passage with its source, or an honest "I don't know"."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import islice
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot import context
from bot.actions.history import turns_before
from bot.actions.plan import say_paused
from bot.actions.turn import LISTEN, Turn
from bot.actions.words import short_source, stage
from bot.capture.follow_up import follows_up
from knowledge.articles import OF_A_BABY
from knowledge.search import Answer, Passage, Places, Profile
from records.events import GuidanceShown

SHOWN = frozenset(
    "utter_passage utter_passage_too utter_no_more utter_why_passage utter_why_this_passage".split()
)
MEMORY = 3  # turns after which "more" is no longer about the last passage
PAUSED, LOSS = "exercise-paused", "loss"
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
        _note(turn, None, unanswered)
        dispatcher.utter_message(response="utter_no_answer")


async def _try_to_answer(
    turn: Turn, dispatcher: CollectingDispatcher, question: str
) -> Answer | None:
    """Says what there is to say; what was found instead when there is nothing."""
    before = earlier_question(turn) if follows_up(question) else ""
    seen = _seen(turn) if before else frozenset()
    found = await _search(turn, f"{before} {question}".strip(), cautions_of(turn), seen)
    if turn.exercise_paused and await _asks_for_exercise(turn, found, seen):
        say_paused(turn, dispatcher)
        return None
    passages = found.passages or (_unseen_of_last(turn, seen) if before else ())
    if not passages:
        return found
    _show(turn, dispatcher, passages[0], found)
    return None


async def _asks_for_exercise(turn: Turn, found: Answer, seen: Places) -> bool:
    """Whether the best answer is one that only the pause of her exercises keeps from her."""
    otherwise = await _search(turn, found.question, cautions_of(turn) - {PAUSED}, seen)
    best, shown = otherwise.passages[:1], found.passages[:1]
    return list(map(_place, best)) != list(map(_place, shown))


def _place(passage: Passage) -> tuple[str, str]:
    return passage.article, passage.heading


def cautions_of(turn: Turn) -> frozenset[str]:
    """What rules passages out for her, as slugs of knowledge/cautions.yaml."""
    cautions = {PAUSED: turn.exercise_paused, LOSS: turn.baby_died}
    return frozenset(slug for slug, holds in cautions.items() if holds)


def more_to_show(turn: Turn, within: int) -> bool:
    """Whether one of the last turns showed a passage, so that "more" means more of that."""
    return any(said & SHOWN for said in islice(turns_before(turn.tracker), within))


def earlier_question(turn: Turn) -> str:
    """Her question that was answered a moment ago; "" when it is too long ago."""
    past = _history(turn) if more_to_show(turn, within=MEMORY) else []
    return past[-1].question if past else ""


def continues(turn: Turn) -> bool:
    """Whether her message goes on from a passage that she was just shown."""
    return follows_up(turn.text) and more_to_show(turn, within=1)


async def asks_unheard(turn: Turn) -> bool:
    """Whether the articles clearly answer a message that was not heard as a question."""
    heard = turn.intent == "ask_guidance" or (turn.sure and turn.intent not in MAY_ASK)
    if heard or turn.form is not None:
        return False
    found = await _search(turn, turn.text, cautions_of(turn) - {PAUSED})
    if not found.answered or found.confidence < CLEAR:
        return False
    return turn.intent != "report_symptoms" or found.passages[0].topic not in COMPLAINTS


async def show_more(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """The next part of the article she was shown, then of what else fits her question."""
    question = earlier_question(turn)
    if not question:
        dispatcher.utter_message(response="utter_ask_your_question")
        return
    last, seen = _history(turn)[-1], _seen(turn)
    found = await _search(turn, question, cautions_of(turn))
    others = (passage for passage in found.passages if _place(passage) not in seen)
    for passage in (*_unseen_of_last(turn, seen), *others):
        of_this = passage.article == last.article
        response = "utter_passage" if of_this else "utter_passage_too"
        _show(turn, dispatcher, passage, found, response)
        return
    dispatcher.utter_message(response="utter_no_more")


def show_of_topic(turn: Turn, dispatcher: CollectingDispatcher, topic: str, question: str) -> bool:
    """Show the beginning of what the articles say on a topic; False if none of it suits her."""
    passages = context.current().library.topic(topic, _profile(turn))
    if passages:
        found = Answer(question, True, passages, 1.0, "", "a message offered it")
        _show(turn, dispatcher, passages[0], found)
    return bool(passages)


def show_of_last(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Show a part she hasn't seen of the article she was shown last; False if there is none."""
    past = _history(turn)
    passages = _unseen_of_last(turn, _seen(turn)) if past else ()
    if passages:
        found = Answer(past[-1].question, True, passages, past[-1].score, past[-1].like, "more")
        _show(turn, dispatcher, passages[0], found, "utter_passage")
    return bool(passages)


def _unseen_of_last(turn: Turn, seen: Places) -> tuple[Passage, ...]:
    """What follows, in the article she was shown last, and then what stands before it."""
    last = _history(turn)[-1]
    parts = context.current().library.article(last.article or "", _profile(turn))
    headings = [part.heading for part in parts]
    at = headings.index(last.heading) + 1 if last.heading in headings else 0
    return tuple(part for part in (*parts[at:], *parts[:at]) if _place(part) not in seen)


def last_shown(turn: Turn) -> GuidanceShown | None:
    """The passage she was shown last, if ever."""
    past = _history(turn)
    return past[-1] if past else None


def _history(turn: Turn) -> Sequence[GuidanceShown]:
    """Every passage she was shown, oldest first."""
    return [
        event.body
        for event in turn.store.read(turn.participant, kinds=["guidance_shown"])
        if isinstance(event.body, GuidanceShown) and event.body.article is not None
    ]


def _seen(turn: Turn) -> Places:
    """What she was shown for the question that is being talked about, and its follow-ups."""
    past = _history(turn)
    about = past[-1].question if past else ""
    return frozenset(
        (p.article or "", p.heading or "") for p in past if about.startswith(p.question)
    )


def _profile(turn: Turn, cautions: frozenset[str] | None = None) -> Profile:
    weeks = turn.her.weeks_since_birth(turn.today)
    cautions = cautions_of(turn) if cautions is None else cautions
    return Profile(weeks=weeks, birth=turn.her.birth_kind, cautions=cautions)


async def _search(
    turn: Turn, question: str, cautions: frozenset[str], seen: Places = frozenset()
) -> Answer:
    search, profile = context.current().library.search, _profile(turn, cautions)
    return await asyncio.to_thread(search, question, profile, without=seen)


def _show(
    turn: Turn,
    dispatcher: CollectingDispatcher,
    passage: Passage,
    found: Answer,
    response: str = "utter_passage",
) -> None:
    _note(turn, passage, found)
    dispatcher.utter_message(
        response=response,
        stage=_stage(turn),
        title=passage.title,
        heading=passage.heading,
        passage=passage.text,
        source=short_source(fit_for_her(turn, passage.sources)),
    )


def fit_for_her(turn: Turn, sources: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The sources that may be named to her: after a loss, none whose title speaks of a baby."""
    return [s for s in sources if not (turn.baby_died and OF_A_BABY.search(s[0]))]


def _stage(turn: Turn) -> str:
    """The line over a passage that names her stage; none after a loss, or when it is unknown."""
    named = "" if turn.baby_died else stage(_profile(turn))
    return f"{named}:\n" if named else ""


def _note(turn: Turn, passage: Passage | None, found: Answer) -> None:
    shown = GuidanceShown(
        message_id=turn.message_id or "",
        question=found.question,
        article=None if passage is None else passage.article,
        heading=None if passage is None else passage.heading,
        score=round(found.confidence, 4),
        like=found.like,
    )
    turn.record(shown, "guidance")
