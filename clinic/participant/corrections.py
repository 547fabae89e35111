"""A clinician's correction of a value, as it was typed in the form."""

from __future__ import annotations

import re

from policies.monitoring.ranges import EXERCISE, HIGHEST, in_range
from records.events import Measure

MAX_REASON = 500  # characters
PLAIN_NUMBER = re.compile(r"\d{1,4}(\.\d{0,4})?")  # not all that Python reads: 1_0, -0, 1e1


class NotAValue(ValueError):
    """What was typed can't be a value of this measure; the message says what can."""


def read_value(measure: Measure, typed: str) -> float | str:
    """The value that was typed, in the measure's range. Raises NotAValue."""
    typed = typed.strip().replace(",", ".")
    if measure == "exercise_done":
        if typed not in EXERCISE:
            raise NotAValue(f"Please choose one of: {', '.join(EXERCISE)}.")
        return typed
    number = round(float(typed), 2) if PLAIN_NUMBER.fullmatch(typed) else None
    if number is None or not in_range(measure, number):
        raise NotAValue(f"Please give {allowed(measure)}.")
    return number


def allowed(measure: Measure) -> str:
    """The range in words: "a number from 0 to 10"."""
    return f"a number from 0 to {HIGHEST[measure]:g}"


def reason_problem(reason: str) -> str | None:
    """What is wrong with the reason, or None."""
    if not reason:
        return "Please say why. A value is corrected only with a reason."
    if len(reason) > MAX_REASON:
        return f"The reason has {len(reason):,} characters; please keep it to {MAX_REASON}."
    return None
