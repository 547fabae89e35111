"""Resting: no decision points for a while for a mother whom messages don't help.

The probability of writing never falls below its lower bound, so that something can still be learnt.
What may fall away is the decision point: while she rests she is not available, which is written
down with its reason, and after the rest she is asked about once more.
"""

from __future__ import annotations

from datetime import timedelta

SURE = 0.2
"""She rests when the chance that writing pays for her is below this; chosen in simulation, on the
worlds of simulation/worlds.yml: it loses nothing where messages help."""
LENGTH = timedelta(days=3)
POINTS_BEFORE = 14
"""Decision points of hers before a first rest: until then the prior speaks more than she does."""


def tired(pays: float, points: int) -> bool:
    """Whether to rest: `pays` is the learner's chance that writing pays, `points` hers so far."""
    return points >= POINTS_BEFORE and pays < SURE
