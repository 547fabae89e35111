"""The weekly questionnaires on her page: date, score, band in words, each answer in her words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clinic.participant.period import Period
from clinic.participant.provenance import Words
from clinic.said import Said, said
from policies.measures.questionnaire import Questionnaire, by_id
from records.weekly import Answer, WeeklyScore


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


def weekly_lines(
    scores: Sequence[WeeklyScore], shown: Period, words: Words, most: int
) -> tuple[tuple[ScoreLine, ...], int]:
    """The newest scores of the period, and how many were left out; all of hers are given."""
    replaced = {s.body.supersedes: shown_score(s) for s in scores if s.body.supersedes}
    inside = [s for s in reversed(scores) if date.fromisoformat(s.body.day) in shown]
    found = tuple(_line(score, replaced.get(score.id), words) for score in inside[:most])
    return found, len(inside) - len(found)


def _line(score: WeeklyScore, replaced_by: str | None, words: Words) -> ScoreLine:
    body, known = score.body, by_id().get(score.body.questionnaire)
    return ScoreLine(
        day=date.fromisoformat(body.day),
        title=known.title if known else body.questionnaire,
        shown=shown_score(score),
        band=band_words(score),
        status=score.status,
        replaced_by=replaced_by,
        answers=tuple(_answer(answer, known, words) for answer in score.answers),
    )


def band_words(score: WeeklyScore) -> str:
    """The band in the questionnaire's words; one it doesn't know by its own name."""
    known, name = by_id().get(score.body.questionnaire), score.body.band or ""
    found = [band.words for band in known.bands if band.name == name] if known else []
    return found[0] if found else name.replace("_", " ")


def shown_score(score: WeeklyScore) -> str:
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
