"""The weekly note: her week told back to her, with where each part of it comes from.

Everything in it is hers: on how many days she told how she was, her lowest pain, her nights, one
gain, her goal, a sentence or two of her own. A hard week gets no cheer and asks for nothing. What
stands between is data (week_note.yml).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from policies.motivation import diary
from policies.motivation.diary import A_DAY, WEEK, Day, Days
from policies.motivation.habit import FEWEST_DAYS, gains, told
from policies.motivation.quotes import KINDS as QUOTE_KINDS
from policies.motivation.quotes import quotes
from policies.motivation.week_picture import draw
from records.events import Event

KINDS = tuple(dict.fromkeys((*diary.KINDS, *QUOTE_KINDS)))
SEVERE_PAIN = 7  # NRS 7-10 is severe pain (docs/measures.md)
LOW_MOOD = 3
HARD_DAYS = 2  # days of severe pain or low mood that make a hard week
MORE_PAIN = 2  # points by which its mean is above that of the week before
FEWEST_NIGHTS = 2  # for a mean of them


@dataclass(frozen=True)
class Part:
    """A sentence of the note and the messages of hers that it comes from."""

    name: str
    words: str
    messages: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """What is said; `picture` is an SVG of the week, None when there is nothing to draw."""

    text: str
    picture: str | None
    sources: tuple[Part, ...]
    hard: bool


def write(events: Iterable[Event], today: date, zone: tzinfo, *, gentle: bool = False) -> Note:
    """The note on the seven days up to today; events of kinds `KINDS`, oldest first.

    `gentle` treats the week as a hard one whatever she told: while a warning sign waits for her
    care team, or after her baby's death.
    """
    seen = list(events)
    days = diary.read_days(seen)
    week = diary.last_days(days, today)
    hard, quiet = gentle or is_hard(days, today), all(day.empty for day in week)
    mood = "hard" if hard else "quiet" if quiet else "usual"
    figures, words = [*_numbers(week, today)], [*_quotes(seen, today, zone)] if not hard else []
    if mood == "usual":
        figures += _gain(days, today)
        words = [*_goal(seen, week), *words]
    opening, closing = (_turn_of(end, mood, today) for end in ("opening", "closing"))
    paragraphs = [
        " ".join([opening, *(part.words for part in figures)]),
        "\n".join(part.words for part in words),
        closing,
    ]
    return Note(
        text="\n\n".join(filter(None, paragraphs)),
        picture=None if quiet else draw(week),
        sources=(*figures, *words),
        hard=hard,
    )


def is_hard(days: Days, today: date) -> bool:
    """Whether the week was a hard one: bad days, the last of them or two, or much more pain."""
    fortnight = diary.last_days(days, today, 2 * WEEK)
    before, week = fortnight[:WEEK], fortnight[WEEK:]
    bad = [_is_bad(day) for day in week if day.numbers("pain_now") or day.numbers("mood")]
    if bad[-1:] == [True] or sum(bad) >= HARD_DAYS:
        return True
    then, now = (diary.mean_of(one, "pain_now", least=FEWEST_DAYS) for one in (before, week))
    return then is not None and now is not None and now - then >= MORE_PAIN


def _is_bad(day: Day) -> bool:
    pain, mood = day.numbers("pain_now"), day.numbers("mood")
    return any(value >= SEVERE_PAIN for value in pain[-1:]) or any(
        value <= LOW_MOOD for value in mood[-1:]
    )


def _numbers(week: Sequence[Day], today: date) -> Iterator[Part]:
    with_values = [day for day in week if day.told]
    if with_values:
        yield _part("days", _messages(with_values), days=_count(len(with_values), "day"))
    pains = [(min(day.numbers("pain_now")), day) for day in week if day.numbers("pain_now")]
    if pains:
        lowest = min(pain for pain, _ in pains)
        day = [day for pain, day in pains if pain == lowest][-1]
        behind = tuple(t.message_id for t in day.told["pain_now"] if t.value == lowest)
        yield _part("pain", behind, pain=f"{lowest:g}", day=_on(day.day, today))
    mean = diary.mean_of(week, "sleep_hours", least=FEWEST_NIGHTS)
    if mean is not None:
        halves = round(2 * mean) / 2
        yield _part("sleep", _messages(week, "sleep_hours"), hours=_count(halves, "hour"))


def _gain(days: Days, today: date) -> Iterator[Part]:
    """The gain that says most."""
    for gain in told(gains(days, today))[:1]:
        lately = diary.last_days(days, today, 2 * WEEK)
        yield Part("gain", _begun(f"{gain.words}."), _messages(lately, *gain.measures))


def _goal(seen: Sequence[Event], week: Sequence[Day]) -> Iterator[Part]:
    goal = diary.current_goal(seen)
    if goal is None:
        return
    words, steps = goal.shown, [day for day in week if day.steps]
    sentence = _texts()["parts"]["goal"].format(goal=words)
    if steps:
        taken = _texts()["parts"]["steps"].format(days=_count(len(steps), "day"))
        sentence = f"{sentence} {taken}"
    behind = (goal.message_id, *(message for day in steps for message in day.steps))
    yield Part("goal", sentence, behind)


def _quotes(seen: Sequence[Event], today: date, zone: tzinfo) -> Iterator[Part]:
    for quote in quotes(seen, today - A_DAY * (WEEK - 1), today, zone):
        day = _on(quote.day, today)
        sentence = _part("quote", (quote.message_id,), day=day, quote=quote.words)
        yield replace(sentence, words=_begun(sentence.words))


def _part(name: str, messages: tuple[str, ...], **blanks: str) -> Part:
    return Part(name, _texts()["parts"][name].format(**blanks), messages)


def _messages(days: Sequence[Day], *measures: str) -> tuple[str, ...]:
    """The messages that these measures of the days come from, steps included; all by default."""
    found = [
        value.message_id
        for day in days
        for measure, values in day.told.items()
        if not measures or measure in measures
        for value in values
    ]
    if not measures or "exercise_done" in measures:
        found += [message for day in days for message in day.steps]
    return tuple(dict.fromkeys(found))


def _on(day: date, today: date) -> str:
    return "today" if day == today else f"on {day:%A}"


def _begun(sentence: str) -> str:
    """With a capital letter; the others stay as they are."""
    return sentence[:1].upper() + sentence[1:]


def _count(number: float, thing: str) -> str:
    return f"{number:g} {thing}" if number == 1 else f"{number:g} {thing}s"


def _turn_of(part: str, mood: str, today: date) -> str:
    """One of the sentences; every week it is another one's turn."""
    sentences = _texts()[part][mood]
    return str(sentences[today.toordinal() // WEEK % len(sentences)])


@lru_cache(maxsize=1)
def _texts() -> dict[str, Any]:
    texts = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    assert isinstance(texts, dict)
    return texts
