"""The weekly questionnaires on her page: date, score, band in words, each answer in her words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clinic.provenance import Words
from clinic.said import Said, said
from policies.measures.questionnaire import Questionnaire, by_id
from records.events import Event
from records.weekly import Answer, WeeklyScore, weekly_scores


@dataclass(frozen=True)
class AnswerLine:
    """One answer: what it was about, the value, and the words it was read from."""

    about: Said
    shown: str
    words: Said | None
    message_id: str


@dataclass(frozen=True)
class ScoreLine:
    """One score; `replaced_by` is the score that took its place after a correction, as shown."""

    day: date
    title: str
    shown: str
    band: str
    status: str
    replaced_by: str | None
    answers: tuple[AnswerLine, ...]


def weekly_lines(events: Iterable[Event], first: date, words: Words) -> tuple[ScoreLine, ...]:
    """The scores since `first`, newest first, from events of `records.weekly.KINDS`."""
    scores = weekly_scores(events)
    replaced = {s.body.supersedes: _shown(s) for s in scores if s.body.supersedes}
    found = [_line(score, replaced.get(score.id), words) for score in scores]
    return tuple(line for line in reversed(found) if line.day >= first)


def _line(score: WeeklyScore, replaced_by: str | None, words: Words) -> ScoreLine:
    body, known = score.body, by_id().get(score.body.questionnaire)
    band = [b for b in known.bands if b.name == body.band] if known else []
    return ScoreLine(
        day=date.fromisoformat(body.day),
        title=known.title if known else body.questionnaire,
        shown=_shown(score),
        band=band[0].words if band else (body.band or "").replace("_", " "),
        status=score.status,
        replaced_by=replaced_by,
        answers=tuple(_answer(answer, known, words) for answer in score.answers),
    )


def _shown(score: WeeklyScore) -> str:
    """ "4.3 of 10"; one decimal at most."""
    known = by_id().get(score.body.questionnaire)
    number = f"{round(score.body.value, 1):g}"
    return f"{number} of {known.high:g}" if known else number


def _answer(answer: Answer, known: Questionnaire | None, words: Words) -> AnswerLine:
    body = answer.body
    item = next((i for i in known.items if i.id == body.item), None) if known else None
    named = said(answer.activity) if answer.activity and not words.private else None
    about = item.short if item else body.item
    label = next((o.label for o in item.options if o.value == body.value), "") if item else ""
    return AnswerLine(
        about=named or said(about),
        shown=f"{body.value:g}" + (f" ({label.lower()})" if label else ""),
        words=words.said(body.message_id, [(body.start, body.end)]),
        message_id=body.message_id,
    )
