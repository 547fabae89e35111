"""How much she has been written to lately: the dose, with a short and a long memory.

A dose is a decaying share of her decision points with a message, 0 (none lately) to 1 (every one):
after each point `dose = memory * dose + (1 - memory) * written`. What a dose does to her is learnt;
here is only how it is counted, and the terms of a line that may bend.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MEMORIES: Array = np.array([13 / 14, 0.7])
"""What is left of the long and of the short dose after one decision point; 13/14 is the dosage of
Liao et al. 2020 (arXiv 1909.03539) and of Oralytics (arXiv 2208.07406)."""
BENDS: Array = np.array([1 / 3, 2 / 3])
"""Where the line over the long dose may bend: knots at equal steps, no thresholds."""
TERMS = ("dose", *(f"dose above {bend:.2f}" for bend in BENDS), "short dose")


def after(doses: Array, written: Array | float) -> Array:
    """The doses (..., 2) after a decision point; `written` (...) is 0 or 1."""
    share = np.asarray(written, dtype=float)[..., None]
    result: Array = MEMORIES * doses + (1 - MEMORIES) * share
    return result


def terms(doses: Array) -> Array:
    """Doses (..., 2) as the terms (..., len(TERMS)) of the model."""
    long, short = doses[..., :1], doses[..., 1:]
    return np.concatenate([long, np.maximum(long - BENDS, 0.0), short], axis=-1)
