"""QuestionnaireResponse for each weekly questionnaire: every item with its answer and her words.

One belongs to each score; what she answered without a score coming of it is in progress.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from clinic.fhir.answers import said
from clinic.fhir.elements import (
    Record,
    Resource,
    events,
    instant,
    patient,
    text,
    uid,
    without_nothing,
)
from policies.measures.questionnaire import Item, by_id


def rounds(record: Record) -> list[Resource]:
    scored = [value for value in record["values"] if "items" in value["source"]]
    found = [_scored(record, score) for score in scored]
    used = {item["id"] for score in scored for item in score["source"]["items"]}
    texts = {message["id"]: message["text"] for message in record["messages"]}
    left: dict[tuple[str, str, int], list[dict[str, Any]]] = defaultdict(list)
    begun = ""
    for event in events(record, "weekly_started", "item_answered"):
        if event["kind"] == "weekly_started":
            begun = event["id"]
        elif event["id"] not in used:
            told = {**event, "activity": None, "text": texts.get(event["message_id"])}
            left[begun, event["questionnaire"], event["version"]].append(told)
    for (start, name, version), items in left.items():
        key = f"{start}:{name}:{version}"
        found.append(_response(record, key, name, version, "in-progress", items[-1]["at"], items))
    return found


def _scored(record: Record, score: dict[str, Any]) -> Resource:
    status = "amended" if score["supersedes"] else "completed"
    if score["status"] == "superseded":
        status = "entered-in-error"
    items = score["source"]["items"]
    name, version = score["measure"], score["version"]
    return _response(record, score["id"], name, version, status, score["at"], items)


def _response(
    record: Record,
    key: str,
    name: str,
    version: int,
    status: str,
    at: str,
    items: list[dict[str, Any]],
) -> Resource:
    return without_nothing(
        {
            "resourceType": "QuestionnaireResponse",
            "id": uid("round", key),
            "questionnaire": f"urn:backstay:questionnaire:{name}|{version}"
            if name in by_id()
            else None,
            "status": status,
            "subject": patient(record),
            "authored": instant(at),
            "author": patient(record),
            "source": patient(record),
            "item": [_item(record, name, item) for item in items],
        }
    )


def _item(record: Record, questionnaire: str, told: dict[str, Any]) -> dict[str, Any]:
    link = text(told["item"]) or "unknown"
    answer = {"valueDecimal": told["value"], "item": [said(record, f"{link}.said", told["text"])]}
    known = by_id().get(questionnaire)
    item = next((i for i in known.items if i.id == told["item"]), None) if known else None
    return {"linkId": link, "text": _wording(item, told["activity"]) or link, "answer": [answer]}


def _wording(item: Item | None, activity: str | None) -> str | None:
    """As she read it; without wording (the EPDS's is not ours to print) the item's short name."""
    if item is None:
        return None
    return text(item.wording.replace("{activity}", activity or "her activity") or item.short)
