"""Answers that lean on an earlier one: "sorry 5", "5 not 4", "same as yesterday"."""

from __future__ import annotations

import re

from bot.capture.measures import Measure
from bot.capture.values import extract, named_measures

_CORRECTS = re.compile(
    r"^\W*(?:(?:sorry|oops|whoops|actually|wait|no wait|hang on|hold on|correction|typo|"
    r"(?:sorry |wait |oops |no )?i? ?meant|(?:no )?make that|that was wrong|thats wrong|"
    r"(?:the |my )?(?:previous|last) (?:one|answer)|should (?:be|have been))\b|\*)",
    re.IGNORECASE,
)
_NOT = re.compile(r"^\W*[\w.]+,? not (?P<old>\w+)\W*$", re.IGNORECASE)
_SAME = re.compile(
    r"^\W*(?:about |pretty much |still |much |exactly )?(?:the )?(?:same|ditto|unchanged|no change)"
    r"(?: (?:as )?(?:yesterday|before|last time|the day before|usual|always))?(?: again)?\W*$",
    re.IGNORECASE,
)


def corrects_last(text: str, last: Measure, value: float | str) -> bool:
    """Whether a message that names no measure puts the last answer right: a number after a word
    of correction at its start, or "5 not 4" when the last answer was 4."""
    if named_measures(text) or [v.measure for v in extract(text, last).values] != [last]:
        return False
    turned = _NOT.match(text)
    return bool(_CORRECTS.match(text) or (turned and turned["old"] == f"{value}"))


def is_same(text: str) -> bool:
    """Whether the whole answer is that nothing has changed since the last one."""
    return bool(_SAME.match(text))
