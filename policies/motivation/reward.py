"""What a decision point brought: the one number that the policy learns from."""

from __future__ import annotations

STOPPED = -5.0
"""What it counts that she stopped or paused the messages: as much as five points taken part in. Who
stops may be gone for good. Less teaches too little where messages drive mothers away, and more
drowns the rest (chosen in simulation)."""


def reward(took_part: bool, stopped: bool) -> float:
    """1 when she took part until the next decision point; less when she asked for quiet."""
    return float(took_part) + STOPPED * stopped
