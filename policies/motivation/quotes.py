"""Short things she said that may be said back to her: a gain, or how it was. When unsure, nothing.

A quote is a whole sentence of hers, word for word. No list of harmful words is ever complete, so it
is the other way round: a sentence may hold nothing but words of a list of harmless ones
(quotable_words.txt), which has no "not", no "he" and no "if" in it either. And a message in which
the safety screen saw a sign, or that was a matter for a person, is never quoted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import lru_cache
from pathlib import Path

from records.events import (
    AlertRaised,
    Event,
    GoalPlanned,
    GoalSet,
    GoalStepDone,
    MessageReceived,
    SafetyAnswered,
    Screened,
)

KINDS = (
    "message_received", "screened", "alert_raised", "safety_answered",
    "goal_set", "goal_planned", "goal_step_done",
)  # fmt: skip
LONGEST = 120  # characters
FEWEST_WORDS = 4
MOST = 2

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_GAIN = re.compile(
    r"\b(?:managed|first time|for once|finally|proud|better|easier|further|stronger|lighter|"
    r"without (?:any )?(?:pain|wincing|a twinge|help|holding|stopping|hurting)|nothing hurt|"
    r"did ?n'?t hurt|no pain|less pain|pain[- ]?free|walked|lifted|carried|pushed|climbed|made it|"
    r"slept (?:well|better|through|like)|enjoyed|delighted|chuffed|over the moon|laughed|"
    r"looking forward|getting there)\b",
    re.IGNORECASE,
)
_HOW_IT_WAS = re.compile(
    r"\b(?:(?:good|nice|lovely|calm|quiet|gentle|slow|okay|ok|decent|sunny|restful) "
    r"(?:day|morning|afternoon|evening|night|week|walk)|(?:felt|feel|feeling) (?:\w+ )?"
    r"(?:good|fine|okay|ok|happy|relaxed|like myself|human|hopeful|rested))\b",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"\b(?:nothing hurt|did ?n'?t hurt|without (?:any )?(?:pain|hurting)|(?:no|less) (?:pain|help)|"
    r"pain[- ]?free|no (?:problem|bother|trouble|twinge)|can'?t believe it)\b",
    re.IGNORECASE,
)
_HERS = re.compile(
    r"\b(?:i|i'?m|i'?ve|myself|we|my (?:back|hips?|knees?|legs?|body|tummy|pelvis))\b|"
    r"^\W*(?:(?:and|so|just|yes|finally|even|actually) )*"
    r"(?:walked|managed|lifted|carried|pushed|climbed|slept|got|made|did|went|enjoyed|felt|feeling|"
    r"(?:a |such a )?(?:good|nice|lovely|calm|quiet)|first time|proud|chuffed|delighted)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^\W*(?:do|am|have|has|is|are|was|were|did) (?:i|it|we|my (?:sleep|back|pain))\b|"
    r"\bbetter be\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_ODD = re.compile(r"[^\w\s.,!;:'()-]|\d|_")


@dataclass(frozen=True)
class Quote:
    """Her words, the message they are from, and her date on which she wrote it."""

    words: str
    message_id: str
    day: date


def quotes(events: Iterable[Event], first: date, last: date, zone: tzinfo) -> tuple[Quote, ...]:
    """At most two quotes from messages of these dates, each of another day, in order of time.

    Events of kinds `KINDS`. Told steps towards her goal come first, then other gains, then how it
    was; of each the newest.
    """
    seen = list(events)
    barred = set(_barred(seen))
    steps = {e.body.message_id for e in seen if isinstance(e.body, GoalStepDone)}
    found: list[tuple[int, Quote]] = []
    for event in reversed(seen):
        day = event.at.astimezone(zone).date()
        if not isinstance(event.body, MessageReceived) or not first <= day <= last:
            continue
        if event.id in barred:
            continue
        for words in sentences(event.body.text):
            rank = _rank(words, event.id in steps)
            if rank is not None:
                found.append((rank, Quote(words, event.id, day)))
    chosen: dict[date, Quote] = {}
    for _, quote in sorted(found, key=lambda pair: pair[0]):  # stable: the newest of a rank first
        if len(chosen) < MOST:
            chosen.setdefault(quote.day, quote)
    return tuple(sorted(chosen.values(), key=lambda quote: quote.day))


def sentences(text: str) -> list[str]:
    """The sentences of a message, as she wrote them."""
    return [found.group().strip() for found in _SENTENCE.finditer(text) if found.group().strip()]


def _rank(words: str, is_step: bool) -> int | None:
    """0 for a step towards her goal, 1 for a gain, 2 for how it was; None for what is not said."""
    plain = words.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if len(words) > LONGEST or len(words.split()) < FEWEST_WORDS or _ODD.search(plain):
        return None
    rest = _HARMLESS.sub(" ", plain).lower().replace("'", "")
    if _ASKS.search(plain) or not _HERS.search(plain):
        return None
    if not set(_WORD.findall(rest)) <= _harmless_words():
        return None
    if _GAIN.search(plain):
        return 0 if is_step else 1
    return 2 if _HOW_IT_WAS.search(plain) else None


@lru_cache(maxsize=1)
def _harmless_words() -> frozenset[str]:
    lines = (Path(__file__).parent / "quotable_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _barred(events: Collection[Event]) -> Iterable[str]:
    """Messages that are never quoted: signs, matters for a person, and her goal itself."""
    for event in events:
        if isinstance(event.body, Screened | AlertRaised | SafetyAnswered | GoalSet | GoalPlanned):
            yield event.body.message_id
