"""One participant's record as a file, in each format; its name says nothing of her health."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clinic.exports.cells import table
from clinic.exports.tables import COLUMNS, rows
from clinic.fhir.bundle import bundle

FORMATS = ("json", "fhir", "csv")


@dataclass(frozen=True)
class Download:
    name: str
    media_type: str
    content: bytes


def download(record: dict[str, Any], form: str) -> Download:
    """From what `export_participant` gives. Raises KeyError for a format that isn't in FORMATS."""
    alias = record["participant"]["alias"]
    name = alias if re.fullmatch(r"[a-z0-9-]{1,60}", alias) else "record"
    if form == "csv":
        tables = {f"{each}.csv": csv_table(record, each) for each in COLUMNS}
        return Download(f"backstay-{name}.zip", "application/zip", archive(tables))
    ending, media_type, told = {
        "json": ("json", "application/json", lambda: record),
        "fhir": ("fhir.json", "application/fhir+json", lambda: bundle(record)),
    }[form]
    text = json.dumps(told(), indent=2, ensure_ascii=False)
    return Download(f"backstay-{name}.{ending}", media_type, text.encode("utf-8", "replace"))


def csv_table(record: dict[str, Any], name: str) -> bytes:
    """One of the tables of COLUMNS as a file."""
    return table(COLUMNS[name], rows(name, record))


def archive(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files; the same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)  # dated 1980: the clock stays out of it
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            zipped.writestr(entry, content)
    return packed.getvalue()
