"""What the learner may go by: the moment and her state, nothing that messages themselves change.

Having answered lately, say, is left out: messages change it, and taking it as given would hide
what they cost later (see learner.py). It decides which message fits, and stands in the reasons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

FEATURES = ("evening", "weekend", "short night", "hard day", "early weeks")
EVENING = 17  # o'clock
SATURDAY = 5


def features(facts: frozenset[str], known: frozenset[str], local: datetime) -> dict[str, float]:
    """Each of FEATURES as 1 (holds), -1 (doesn't), or 0 where nothing is known of it.

    `facts` are those of messages.py; `known` names the ones that are known to hold or not.
    """
    by_fact = {"short night": "short_night", "hard day": "bad_day", "early weeks": "early_weeks"}
    return {
        "evening": _sign(local.hour >= EVENING),
        "weekend": _sign(local.weekday() >= SATURDAY),
        **{name: _sign(fact in facts) if fact in known else 0.0 for name, fact in by_fact.items()},
    }


def context(told: Mapping[str, float] | Sequence[tuple[str, float]]) -> NDArray[np.float64]:
    """The features in their order, (len(FEATURES),), as the learner takes them."""
    held = dict(told)
    return np.array([held.get(name, 0.0) for name in FEATURES])


def _sign(holds: bool) -> float:
    return 1.0 if holds else -1.0
