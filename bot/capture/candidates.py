"""A reading of one number: which measure it may be, its bounds, and how good the claim is."""

from __future__ import annotations

from dataclasses import dataclass

from bot.capture.measures import Measure
from bot.capture.scope import When


@dataclass(frozen=True)
class Candidate:
    """A reading of one number. `joins` marks hours to be added to the ones before."""

    measure: Measure
    low: float
    high: float
    start: int
    end: int
    rule: str
    when: When = When.said
    corrects: bool = False
    joins: bool = False
    total: bool = False  # said to be the sum of it all: "so about 5 hours altogether"
    conditional: bool = False  # "8 when I cough"
    plain: bool = False  # nothing but small words around it
    own: bool = True  # of herself: her baby's wakings count only where she tells none of hers

    @property
    def value(self) -> float:
        return (self.low + self.high) / 2
