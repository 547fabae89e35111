"""CSV that a spreadsheet opens without running any of it, and that reads back exactly.

A text that a spreadsheet could take for a formula gets an apostrophe in front (OWASP, "CSV
injection"), and so does one that begins with an apostrophe: taking one off gives the text again.
Numbers are written as numbers. UTF-8 with a byte order mark, for Excel takes it for the local
encoding without; lines end as RFC 4180 says.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

Cell = str | float | bool | None

FORMULA = frozenset("=+-@'")


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file with its header."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(each) for each in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def cell(value: Cell) -> str | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return safe(value) if isinstance(value, str) else value


def safe(text: str) -> str:
    """The text so that no spreadsheet runs it; NUL and half surrogate pairs become U+FFFD.

    Full-width signs count, and so does what follows white space and invisible characters: programs
    strip them or read them alike.
    """
    told = "".join("\ufffd" if _unwritable(character) else character for character in text)
    seen = unicodedata.normalize("NFKC", told).lstrip()
    while seen and unicodedata.category(seen[0]) in ("Cc", "Cf", "Zs"):
        seen = seen[1:].lstrip()
    # a tab or line break in front is enough: some programs begin the formula after it
    return f"'{told}" if seen[:1] in FORMULA or told[:1] in ("\t", "\r", "\n") else told


def _unwritable(character: str) -> bool:
    return character == "\0" or unicodedata.category(character) == "Cs"


def original(text: str) -> str:
    """The text of a cell that was read back."""
    return text.removeprefix("'")
