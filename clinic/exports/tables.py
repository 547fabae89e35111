"""One participant's record as tables: their columns, in order (docs/data-dictionary.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from clinic.exports.cells import Cell
from clinic.fhir.codes import quantity

Record = dict[str, Any]
Row = dict[str, Cell]

COLUMNS: dict[str, tuple[str, ...]] = {
    "values": (
        "participant", "simulated", "id", "measure", "value", "unit", "day", "at", "status",
        "supersedes", "band", "extractor", "asked", "message_id", "words", "message",
        "corrected_by", "corrected_at", "reason",
    ),
    "alerts": (
        "participant", "simulated", "id", "tier", "flags", "at", "state", "clinician",
        "acknowledged_at", "closed_at", "note", "message_id", "message",
    ),
    "messages": ("participant", "simulated", "id", "at", "from", "channel", "text"),
    "nudges": (
        "participant", "simulated", "id", "due_at", "state", "reason", "decided_at", "action",
        "arm", "policy", "probability", "draw", "family", "message", "took_part",
        "replied_minutes", "stopped", "reward",
    ),
}  # fmt: skip


def rows(table: str, record: Record) -> Iterator[list[Cell]]:
    """The rows of a table of COLUMNS."""
    same: Row = {"participant": record["participant"]["alias"], "simulated": record["simulated"]}
    for row in _ROWS[table](record):
        told = {**same, **row}
        yield [told[name] for name in COLUMNS[table]]


def _values(record: Record) -> Iterator[Row]:
    for value in record["values"]:
        source, number = value["source"], value["value"]
        corrected = value.get("corrected") or {}
        start, end = source["span"]
        yield {
            **{name: value[name] for name in ("id", "measure", "day", "at", "status")},
            **{name: source[name] for name in ("extractor", "asked", "message_id")},
            "value": number,
            "unit": None if isinstance(number, str) else quantity(value["measure"], number)["unit"],
            "supersedes": value["supersedes"],
            "band": value.get("band"),
            "words": None if source["text"] is None else source["text"][start:end],
            "message": source["text"],
            "corrected_by": corrected.get("clinician"),
            "corrected_at": corrected.get("at"),
            "reason": corrected.get("reason"),
        }


def _alerts(record: Record) -> Iterator[Row]:
    texts = {message["id"]: message["text"] for message in record["messages"]}
    for alert in record["alerts"]:
        told = {**alert, "flags": "; ".join(alert["flags"])}
        yield {**told, "message": texts.get(alert["message_id"])}


def _messages(record: Record) -> Iterator[Row]:
    yield from record["messages"]


def _nudges(record: Record) -> Iterator[Row]:
    for nudge in record["nudges"]:
        decision, outcome = nudge["decision"] or {}, nudge["outcome"] or {}
        yield {
            **{name: nudge[name] for name in ("id", "due_at", "state", "reason")},
            "decided_at": nudge["at"],
            **{
                name: decision.get(name)
                for name in ("action", "arm", "policy", "probability", "draw", "family", "message")
            },
            **{
                name: outcome.get(name)
                for name in ("took_part", "replied_minutes", "stopped", "reward")
            },
        }


_ROWS: dict[str, Callable[[Record], Iterator[Row]]] = {
    "values": _values,
    "alerts": _alerts,
    "messages": _messages,
    "nudges": _nudges,
}
