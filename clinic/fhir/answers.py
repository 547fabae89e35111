"""QuestionnaireResponse for each message that something was read from: what was asked and answered.

The first item is the message, word for word; then what was understood, under the question asked.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from clinic.fhir.codes import title
from clinic.fhir.elements import (
    Record,
    Resource,
    absent,
    events,
    identifier,
    instant,
    patient,
    text,
    uid,
    without_nothing,
)

CLINICIAN = "clinician"  # the extractor of a value that a clinician put in its place


def answers(record: Record) -> list[Resource]:
    questions = _questions(record)
    items: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for value in record["values"]:
        message = value["source"]["message_id"]
        if "items" in value["source"]:
            continue
        told = items[message]
        if value["source"]["extractor"] != CLINICIAN:
            asked = questions.get(message) if value["source"]["asked"] == value["measure"] else None
            told.append(_item(value["measure"], asked, _answer(value["value"])))
    for skip in events(record, "value_skipped"):
        declined = {"answer": [{"_valueString": absent("asked-declined")}]}
        asked = questions.get(skip["message_id"])
        items[skip["message_id"]].append(_item(skip["measure"], asked, declined))
    for event in events(record, "alert_raised", "consent_given", "consent_refused"):
        items.setdefault(event["message_id"], [])
    said = {message["id"]: message for message in record["messages"]}
    return [_response(record, key, said.get(key), found) for key, found in items.items()]


def _questions(record: Record) -> dict[str, str | None]:
    """By message of hers: what the coach had said last."""
    latest: str | None = None
    found: dict[str, str | None] = {}
    for message in record["messages"]:
        if message["from"] == "coach":
            latest = message["text"]
        else:
            found[message["id"]] = latest
    return found


def _item(measure: str, asked: str | None, answer: dict[str, Any]) -> dict[str, Any]:
    return {"linkId": text(measure) or "unknown", "text": text(asked) or title(measure), **answer}


def _answer(told: float | str) -> dict[str, Any]:
    if not isinstance(told, str):
        return {"answer": [{"valueDecimal": told}]}
    words = text(told)
    return {"answer": [{"_valueString": absent("unknown")} if words is None else _string(words)]}


def _string(words: str) -> dict[str, Any]:
    return {"valueString": words}


def _response(
    record: Record, key: str, message: dict[str, Any] | None, items: list[dict[str, Any]]
) -> Resource:
    return without_nothing(
        {
            "resourceType": "QuestionnaireResponse",
            "id": uid("answer", key),
            "identifier": identifier("message", key),
            "status": "completed",
            "subject": patient(record),
            "authored": None if message is None else instant(message["at"]),
            "author": patient(record),
            "source": patient(record),
            "item": [said(record, "said", None if message is None else message["text"]), *items],
        }
    )


def said(record: Record, link: str, words: str | None) -> dict[str, Any]:
    """Her own words as an item, or why they aren't there."""
    told = text(words)
    if told is None:
        missing = absent("masked" if words is None and "withheld" in record else "unknown")
        answer: dict[str, Any] = {"_valueString": missing}
    else:
        answer = _string(told)
    return {"linkId": link, "text": "In her own words", "answer": [answer]}
