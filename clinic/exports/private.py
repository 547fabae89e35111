"""A participant's exported record without her words, for a clinic that she shows numbers only.

As on the pages, a message that raised an alert stays, with the answer to it. What was answered to
her other words goes with them, for it repeats them.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

Record = dict[str, Any]

WORDS: dict[str, tuple[str, ...]] = {
    "message_received": ("text",),
    "message_sent": ("text", "buttons", "picture"),
    "activities_named": ("activities",),
    "guidance_shown": ("question", "article", "heading", "like"),
    "goal_set": ("goal",),
    "goal_planned": ("plan",),
    "barrier_reported": ("barrier",),
}
"""Fields of events, by kind, that are her words or say what they were about."""


def as_she_allows(record: Record) -> Record:
    """The record as a clinician may have it: whole, unless she chose "numbers only"."""
    return without_words(record) if record["clinicians_see"] == "numbers only" else record


def without_words(record: Record) -> Record:
    """Her words are None, `withheld` says so. It isn't whole any more, so it has no digest."""
    shown = {alert["message_id"] for alert in record["alerts"]}
    replies = {e["id"]: e.get("reply_to") for e in record["events"] if e["kind"] == "message_sent"}
    kept = {name: value for name, value in record.items() if name != "digest"}
    return {
        **kept,
        "withheld": "her words, and what was answered to them",
        "values": [_value(each, shown) for each in record["values"]],
        "messages": [
            each if {each["id"], replies.get(each["id"])} & shown else {**each, "text": None}
            for each in record["messages"]
        ],
        "goals": [_event(each, shown) for each in record["goals"]],
        "questions": [
            _without(each, WORDS["guidance_shown"]) if each["message_id"] not in shown else each
            for each in record["questions"]
        ],
        "events": [_event(each, shown) for each in record["events"]],
    }


def _event(event: Record, shown: Collection[str]) -> Record:
    about = {event["id"], event.get("message_id"), event.get("reply_to")}
    return event if about & set(shown) else _without(event, WORDS.get(event["kind"], ()))


def _value(value: Record, shown: Collection[str]) -> Record:
    source = _source(value["source"], shown)
    if "items" in source:
        source["items"] = [_source(item, shown) for item in source["items"]]
    return {**value, "source": source}


def _source(source: Record, shown: Collection[str]) -> Record:
    return dict(source) if source["message_id"] in shown else _without(source, ("text", "activity"))


def _without(told: Record, names: Collection[str]) -> Record:
    return {name: None if name in names else value for name, value in told.items()}
