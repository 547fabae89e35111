"""What all resources are made of: ids, references, codings, texts and times that FHIR takes."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timezone
from typing import Any
from uuid import NAMESPACE_URL, uuid5

Resource = dict[str, Any]
Record = dict[str, Any]

_NAMESPACE = uuid5(NAMESPACE_URL, "urn:backstay")
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"


def uid(family: str, key: object) -> str:
    """The id of a resource: the same for the same event in every export."""
    return str(uuid5(_NAMESPACE, f"{family}:{key}".encode("utf-8", "replace").decode()))


def reference(family: str, key: object) -> dict[str, str]:
    return {"reference": f"urn:uuid:{uid(family, key)}"}


def patient(record: Record) -> dict[str, str]:
    """The reference to her."""
    return reference("patient", record["participant"]["id"])


def identifier(system: str, value: str) -> dict[str, str]:
    return {"system": f"urn:backstay:{system}", "value": text(value) or "unknown"}


def text(words: str | None) -> str | None:
    """Words as a FHIR string, character by character; None when nothing can be seen of them.

    FHIR has no control characters, no halves of surrogate pairs (each becomes U+FFFD), and no white
    space but space, tab and line breaks (the rest becomes a space).
    """
    told = "".join(map(_allowed, words or ""))
    return told if told.strip() else None


def _allowed(character: str) -> str:
    if character in " \t\r\n":
        return character
    if unicodedata.category(character) in ("Cc", "Cs"):
        return "\ufffd"
    return " " if character.isspace() else character


def concept(
    words: str | None, system: str | None = None, code: str | None = None
) -> dict[str, Any]:
    """A CodeableConcept: a text, and a code where there is one."""
    told = text(words)
    found: dict[str, Any] = {} if told is None else {"text": told}
    if system is not None and code is not None:
        coding = {"system": system, "code": code}
        found["coding"] = [coding if told is None else {**coding, "display": told}]
    return found or {"text": "unknown"}


def instant(iso: str) -> str:
    """A time of the record in UTC, with a Z."""
    return datetime.fromisoformat(iso).astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


def absent(reason: str) -> dict[str, Any]:
    """An element without a value, and why: `masked`, `asked-declined` or `unknown`."""
    return {"extension": [{"url": ABSENT, "valueCode": reason}]}


def events(record: Record, *kinds: str) -> list[dict[str, Any]]:
    """Her events of these kinds, oldest first."""
    return [event for event in record["events"] if event["kind"] in kinds]


def without_nothing(resource: Resource) -> Resource:
    """Without the fields that hold nothing: FHIR has neither nulls nor empty lists."""
    return {name: value for name, value in resource.items() if value not in (None, [], {}, "")}
