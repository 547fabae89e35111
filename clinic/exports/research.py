"""The researcher's export: de-identified tables of everybody who agrees now, and what they mean."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from clinic.exports.anonymity import K, Quasi, band, generalised, pseudonym
from clinic.exports.cells import Cell, table
from clinic.exports.study import DECISIONS, KINDS, decisions, weeks_at_joining
from records.store import Participant, RecordStore

PARTICIPANTS = {
    "participant": "pseudonym, as in decisions",
    "simulated": "true: nobody real",
    "weeks_since_birth": "at joining: 0-5, 6-12, 13-25, 26-51, 52+, not known, or suppressed",
    "birth_kind": "vaginal, caesarean, not known, or suppressed",
    "consent_version": "of the text that she agreed to",
    "points": "how many decision points she has",
}
"""The columns in order, and what each means."""
PURPOSES = {"quality": "Quality improvement of this service", "research": "Approved research"}
REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./:_-]{2,79}")

Row = dict[str, Cell]


class ExportRefused(ValueError):
    """Nothing can be exported; the message says why."""


@dataclass(frozen=True)
class Purpose:
    """What the data is for (a key of PURPOSES), and under which project or approval."""

    purpose: str
    reference: str

    def __post_init__(self) -> None:
        if self.purpose not in PURPOSES:
            raise ExportRefused(f"Say what it is for: {', '.join(PURPOSES)}.")
        if not REFERENCE.fullmatch(self.reference):
            raise ExportRefused(
                "Name the project or the approval: 3 to 80 letters, digits, spaces and . / : _ -"
            )


def research_files(
    store: RecordStore, key: str, purpose: Purpose, at: datetime
) -> dict[str, bytes]:
    """The files by name. `key` is the secret of the pseudonyms. Raises ExportRefused."""
    agreed = [her for her in store.participants() if her.consent == "given"]
    groups = [[p for p in agreed if p.simulated is made_up] for made_up in (False, True)]
    shown = [each for group in groups if len(group) >= K for each in _quasi(group)]
    if not shown:
        raise ExportRefused(
            f"Fewer than {K} participants agree at present: they could be recognised, so nothing"
            " is exported."
        )
    people: list[Row] = []
    points: list[str] = []  # each as JSON: as dictionaries, those of many people fill the memory
    # by pseudonym: the order in which they joined tells something too
    for name, her, (weeks, birth) in sorted(
        ((pseudonym(key, p.id), p, q) for p, q in shown), key=lambda each: each[0]
    ):
        events = store.read(her.id, kinds=KINDS)
        hers = list(decisions(her, name, events, store.values(her.id, superseded=True)))
        points += map(json.dumps, hers)
        people.append(
            {
                "participant": name,
                "simulated": her.simulated,
                "weeks_since_birth": weeks,
                "birth_kind": birth,
                "consent_version": her.consent_version,
                "points": len(hers),
            }
        )
    return {
        "README.md": _codebook(purpose, at, left_out=len(agreed) - len(shown)).encode(),
        "participants.csv": _csv(PARTICIPANTS, people),
        "decisions.csv": _csv(DECISIONS, map(json.loads, points)),
        "decisions.jsonl": "".join(f"{line}\n" for line in points).encode(),
    }


def _quasi(group: list[Participant]) -> list[tuple[Participant, Quasi]]:
    """Each with what may be shown of her birth; real and simulated people don't hide each other."""
    told = [(band(weeks_at_joining(her)), her.birth_kind or "not known") for her in group]
    return list(zip(group, generalised(told), strict=True))


def _csv(columns: Mapping[str, str], rows: Iterable[Row]) -> bytes:
    return table(tuple(columns), ([row[name] for name in columns] for row in rows))


def _codebook(purpose: Purpose, at: datetime, *, left_out: int) -> str:
    lines = [
        "# Backstay: decision points and outcomes, de-identified",
        "",
        f"Exported on {at:%Y-%m-%d} for: {PURPOSES[purpose.purpose]}, {purpose.reference}.",
        "",
        "Only participants who agree at present are in it. Whoever withdraws or is erased isn't in",
        "the next one: replace old files by new ones. Pseudonymous data is still personal data:",
        "don't try to find out who somebody is, and don't join it with other data about people.",
        "Rows marked `simulated` are of nobody real and say nothing about anybody.",
        f"In participants.csv {K} people or more share each pair of weeks and kind of birth.",
        f"Left out because fewer than {K} of their kind (real or simulated) agree: {left_out}.",
        "",
        "CSV is UTF-8 with a byte order mark; an apostrophe at the start of a text cell is ours.",
    ]
    for name, columns in (("participants.csv", PARTICIPANTS), ("decisions.csv", DECISIONS)):
        lines += ["", f"## {name}", "", "| column | meaning |", "|---|---|"]
        lines += [f"| {column} | {meaning} |" for column, meaning in columns.items()]
    return "\n".join([*lines, "", "decisions.jsonl has the same rows, a JSON object a line.", ""])
