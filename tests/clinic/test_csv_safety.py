"""CSV that no spreadsheet runs, and that reads back exactly."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clinic.exports.cells import cell, original, safe, table

FORMULAS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\xa0=1+1",
    "\ufeff=1+1", "\u200b=1+1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(1)",
    "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example")', "  \t\u200b +1", "\tharmless",
)  # fmt: skip


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_gets_an_apostrophe(formula: str) -> None:
    ((_,), (shown,)) = read(table(["words"], [[formula]]))
    assert shown == f"'{formula}"
    assert original(shown) == formula


@pytest.mark.parametrize("harmless", ["6 out of 10", "a = b", "it's fine", "schlimm 😣", "3-4", ""])
def test_ordinary_words_stay_as_they_are(harmless: str) -> None:
    assert safe(harmless) == harmless


def test_numbers_stay_numbers() -> None:
    assert [cell(each) for each in (-5.0, 6, 0.25, True, False, None)] == [
        -5.0, 6, 0.25, "true", "false", "",
    ]  # fmt: skip
    assert read(table(["value"], [[-5.0], [6]])) == [["value"], ["-5.0"], ["6"]]


@given(rows=st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=5))
@example([("'", "''=")])
@example([('"', "a,b\r\nc\rd\ne;\x00")])
def test_any_text_reads_back_and_none_begins_like_a_formula(rows: list[tuple[str, str]]) -> None:
    header, *found = read(table(["a", "b"], rows))
    assert header == ["a", "b"]
    kept = [[text.replace("\0", "\ufffd") for text in row] for row in rows]
    assert [[original(each) for each in row] for row in found] == kept
    for row in found:
        for each in row:
            begins = unicodedata.normalize("NFKC", each).strip()[:1]
            assert begins not in ("=", "+", "-", "@")


def test_half_a_character_does_not_stop_an_export() -> None:
    assert read(table(["words"], [["a\ud83d"]]))[1] == ["a\ufffd"]
