"""What happened on each day besides the values: the lanes below the chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Literal

from clinic.participant.nudges import Point

Shape = Literal["square", "ring", "cross", "triangle", "diamond", "bar"]


@dataclass(frozen=True)
class Lane:
    """One row of marks: `name` stands before it, `words` say what one is; `days`: how many."""

    name: str
    words: str
    shape: Shape
    days: Mapping[date, int]


def lanes(
    points: Iterable[Point], zone: tzinfo, finished: Iterable[date], messages: Mapping[date, int]
) -> tuple[Lane, ...]:
    """The lanes in the order drawn; `finished` are the days of check-ins she finished."""
    of_state: dict[str, Counter[date]] = {}
    took_part: Counter[date] = Counter()
    for point in points:
        day = point.due_at.astimezone(zone).date()
        of_state.setdefault(point.state, Counter())[day] += 1
        took_part[day] += point.took_part
    none: Counter[date] = Counter()
    blocked = of_state.get("refused", none) + of_state.get("missed", none)
    return (
        Lane("Wrote", "coach wrote", "square", of_state.get("sent", none)),
        Lane("Silent", "coach kept silent", "ring", of_state.get("silent", none)),
        Lane("Couldn't", "coach couldn't write", "cross", blocked),
        Lane("Took part", "she took part", "triangle", +took_part),
        Lane("Finished", "check-in finished", "diamond", Counter(finished)),
        Lane("Messages", "message from her", "bar", messages),
    )
