"""Why a decision came out as it did, in words to her; the record has the numbers beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from policies.motivation.past import Message

LATELY = timedelta(days=28)
FEWEST = 3  # messages before a share of them is spoken of
CLEAR = 0.03  # standard deviations of the reward that a term must move to be named
_TERMS = {
    ("evening", 1): "evenings", ("evening", -1): "mornings and daytime",
    ("weekend", 1): "weekends", ("weekend", -1): "weekdays",
    ("short night", 1): "days after a short night", ("short night", -1): "days after a good night",
    ("hard day", 1): "hard days", ("hard day", -1): "easier days",
    ("early weeks", 1): "the first weeks after the birth",
    ("early weeks", -1): "this time after the birth",
}  # fmt: skip


def reasons(
    slot: str,
    past: Sequence[Message],
    recent: Sequence[int],
    terms: Mapping[str, float],
    features: Mapping[str, float],
    now: datetime,
) -> tuple[str, ...]:
    """Up to four: how she answered at this time, how much there was lately, what moments help.

    `recent`: her latest decision points, written to or not; `terms`: what each feature adds to the
    effect of a message at this moment, in standard deviations of the reward.
    """
    found = []
    here = [
        m.answered
        for m in past
        if m.slot == slot and m.answered is not None and now - m.at < LATELY
    ]
    if len(here) >= FEWEST:
        found.append(f"you answered {sum(here)} of {len(here)} messages at about this time lately")
    last = recent[-14:]
    if len(last) >= FEWEST:
        found.append(f"I had written at {sum(last)} of your last {len(last)} times")
    strongest = sorted(terms, key=lambda name: -abs(terms[name]))
    for name in strongest[:2]:
        words = _TERMS.get((name, 1 if features.get(name, 0) > 0 else -1))
        if words is not None and features.get(name) and abs(terms[name]) >= CLEAR:
            suits = "suit you well" if terms[name] > 0 else "suit you less"
            found.append(f"{words} seem to {suits}")
    return tuple(found or ["I don't know you well yet, so I go by what helps most mothers"])
