"""The values of an export: each with the words it came from, weekly scores with their answers."""

from __future__ import annotations

from typing import Any

from records.corrections import Correction, by_clinician, corrections
from records.events import Event, MessageReceived
from records.rows import iso
from records.store import RecordStore
from records.weekly import Answer, weekly_scores


def values(store: RecordStore, participant: str, events: list[Event]) -> list[dict[str, Any]]:
    """`corrected` tells of a clinician's correction: to what (None: taken out), by whom and why."""
    texts = {e.id: e.body.text for e in events if isinstance(e.body, MessageReceived)}
    every = store.values(participant, superseded=True)
    successors = {value.supersedes: value.id for value in every}
    made = corrections(events)
    return [
        {
            "id": value.id,
            "measure": value.measure,
            "value": value.shown,
            "day": value.day.isoformat(),
            "at": iso(value.at),
            "status": value.status,
            "supersedes": value.supersedes,
            "corrected": _corrected(by_clinician(value, successors.get(value.id), made)),
            "source": {
                "message_id": value.message_id,
                "text": texts.get(value.message_id),
                "span": [value.start, value.end],
                "extractor": value.extractor,
                "asked": value.asked,
            },
        }
        for value in every
    ]


def _corrected(made: Correction | None) -> dict[str, Any] | None:
    if made is None:
        return None
    told = {"value": made.body.value, "clinician": made.body.clinician, "reason": made.body.reason}
    return {"id": made.id, "at": iso(made.at), **told}


def scores(events: list[Event]) -> list[dict[str, Any]]:
    """Questionnaire scores as values; the source is her last answer, `items` holds them all."""
    texts = {e.id: e.body.text for e in events if isinstance(e.body, MessageReceived)}
    found = []
    for score in weekly_scores(events):
        items = [_item(answer, texts) for answer in score.answers]
        found.append(
            {
                "id": score.id,
                "measure": score.body.questionnaire,
                "value": _shown(score.body.value),
                "day": score.body.day,
                "at": iso(score.at),
                "status": score.status,
                "supersedes": score.body.supersedes,
                "band": score.body.band,
                "version": score.body.version,
                "source": {
                    **{name: items[-1][name] for name in ("message_id", "text", "span")},
                    "extractor": "score",
                    "asked": items[-1]["item"],
                    "items": items,
                },
            }
        )
    return found


def _item(answer: Answer, texts: dict[str, str]) -> dict[str, Any]:
    body = answer.body
    return {
        "id": answer.id,
        "item": body.item,
        "activity": answer.activity,
        "value": _shown(body.value),
        "message_id": body.message_id,
        "text": texts.get(body.message_id),
        "span": [body.start, body.end],
        "asked": body.asked,
        "supersedes": body.supersedes,
    }


def _shown(value: float) -> float:
    """As people read it: 6 rather than 6.0."""
    return int(value) if value == int(value) else value
