"""Passages and her: what suits her, what she has been shown, and how one is said."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import islice

from rasa_sdk.executor import CollectingDispatcher

from bot import context
from bot.actions.history import turns_before
from bot.actions.turn import Turn
from bot.actions.words import short_source, stage
from knowledge.articles import OF_A_BABY
from knowledge.search import Answer, Passage, Places, Profile
from records.events import GuidanceShown

SHOWN = frozenset(
    "utter_passage utter_passage_too utter_no_more utter_why_passage utter_why_this_passage".split()
)
PAUSED, LOSS = "exercise-paused", "loss"


def more_to_show(turn: Turn, within: int) -> bool:
    """Whether one of the last turns showed a passage, so that "more" means more of that."""
    return any(said & SHOWN for said in islice(turns_before(turn.tracker), within))


def last_shown(turn: Turn) -> GuidanceShown | None:
    """The passage she was shown last, if ever."""
    past = shown_to_her(turn)
    return past[-1] if past else None


def shown_to_her(turn: Turn) -> Sequence[GuidanceShown]:
    """Every passage she was shown, oldest first."""
    return [
        event.body
        for event in turn.store.read(turn.participant, kinds=["guidance_shown"])
        if isinstance(event.body, GuidanceShown) and event.body.article is not None
    ]


def seen_for_this(turn: Turn) -> Places:
    """What she was shown for the question that is being talked about, and its follow-ups."""
    past = shown_to_her(turn)
    about = past[-1].question if past else ""
    return frozenset(
        (p.article or "", p.heading or "") for p in past if about.startswith(p.question)
    )


def place(passage: Passage) -> tuple[str, str]:
    return passage.article, passage.heading


def unseen_of_last(turn: Turn, seen: Places) -> tuple[Passage, ...]:
    """What follows, in the article she was shown last, and then what stands before it."""
    last = shown_to_her(turn)[-1]
    parts = context.current().library.article(last.article or "", profile_of(turn))
    headings = [part.heading for part in parts]
    at = headings.index(last.heading) + 1 if last.heading in headings else 0
    return tuple(part for part in (*parts[at:], *parts[:at]) if place(part) not in seen)


def cautions_of(turn: Turn) -> frozenset[str]:
    """What rules passages out for her, as slugs of knowledge/cautions.yaml."""
    cautions = {PAUSED: turn.exercise_paused, LOSS: turn.baby_died}
    return frozenset(slug for slug, holds in cautions.items() if holds)


def profile_of(turn: Turn, cautions: frozenset[str] | None = None) -> Profile:
    """What the search goes by; `cautions` in place of hers."""
    weeks = turn.her.weeks_since_birth(turn.today)
    cautions = cautions_of(turn) if cautions is None else cautions
    return Profile(weeks=weeks, birth=turn.her.birth_kind, cautions=cautions)


async def search(
    turn: Turn, question: str, cautions: frozenset[str], seen: Places = frozenset()
) -> Answer:
    """Search without holding up the other conversations."""
    library, profile = context.current().library, profile_of(turn, cautions)
    return await asyncio.to_thread(library.search, question, profile, without=seen)


def show(
    turn: Turn,
    dispatcher: CollectingDispatcher,
    passage: Passage,
    found: Answer,
    response: str = "utter_passage",
) -> None:
    """Say a passage with her stage and its source, and note that she was shown it."""
    note(turn, passage, found)
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
    named = "" if turn.baby_died else stage(profile_of(turn))
    return f"{named}:\n" if named else ""


def note(turn: Turn, passage: Passage | None, found: Answer) -> None:
    """Record what she asked and was shown; None for nothing."""
    shown = GuidanceShown(
        message_id=turn.message_id or "",
        question=found.question,
        article=None if passage is None else passage.article,
        heading=None if passage is None else passage.heading,
        score=round(found.confidence, 4),
        like=found.like,
    )
    turn.record(shown, "guidance")
