"""The table of decision points, from the record or from a simulation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from policies.motivation import dose
from policies.motivation.analysis.estimate import Array, Index
from policies.motivation.messages import FAMILIES, messages
from records.events import CheckinDecided, CheckinOutcome, Event

UNAVAILABLE = "she could not be written to"
NO_OUTCOME = "the outcome is not known yet"
NO_CHANCE = "it was not left to chance"
LEFT_OUT = (UNAVAILABLE, NO_OUTCOME, NO_CHANCE)


@dataclass(frozen=True)
class Points:
    """Decision points with a known probability between 0 and 1 and an outcome; columns (n,).

    Sorted by person, numbered from 0, and time. `day` counts from her first decision point;
    `written` is 1 or 0, as was decided, delivered or not; `probability` that of writing;
    `took_part` 1 or 0. `family` is the place in FAMILIES of what was written, or -1; `chances`
    (n, families) how likely each was to be written, silence being the rest. `dose`, `before` (took
    part at her point before) and `so_far` (share of her earlier points, from a half) are of all her
    points with a probability. `left_out` counts the points that are not here, by reason.
    """

    person: Index
    day: Index
    written: Array
    probability: Array
    took_part: Array
    family: Index
    chances: Array
    dose: Array
    before: Array
    so_far: Array
    left_out: Mapping[str, int]

    @property
    def persons(self) -> int:
        return int(self.person.max()) + 1 if len(self.person) else 0

    @property
    def week(self) -> Index:
        """The week in the programme, from 1."""
        week: Index = self.day // 7 + 1
        return week

    @property
    def history(self) -> Array:
        """What was known before the decision, (n, 4).

        The probability of writing stands for what else the policy went by.
        """
        return np.stack([self.dose, self.before, self.so_far, self.probability], axis=1)

    def where(self, chosen: Array) -> Points:
        """The points of a mask (n,), persons numbered anew."""
        columns = {
            field.name: getattr(self, field.name)[chosen]
            for field in fields(self)
            if field.name != "left_out"
        }
        columns["person"] = np.unique(columns["person"], return_inverse=True)[1].astype(np.int64)
        return replace(self, **columns)


def from_columns(
    person: ArrayLike,
    day: ArrayLike,
    written: ArrayLike,
    probability: ArrayLike,
    took_part: ArrayLike,
    family: ArrayLike | None = None,
    chances: ArrayLike | None = None,
    unavailable: int = 0,
) -> Points:
    """The table from columns (n,) of points with a choice, each person's in the order of time.

    `person` are any ids, `took_part` is NaN where the outcome isn't known. Without `family` and
    `chances` (as in Points) nothing can be said by family. Raises ValueError when columns differ in
    length or a probability isn't one.
    """
    ids = np.asarray(person)
    many = len(ids)
    columns: dict[str, Any] = {
        "day": np.asarray(day, dtype=np.int64),
        "written": np.asarray(written, dtype=float),
        "probability": np.asarray(probability, dtype=float),
        "took_part": np.asarray(took_part, dtype=float),
        "family": np.full(many, -1) if family is None else np.asarray(family, dtype=np.int64),
        "chances": np.zeros((many, len(FAMILIES)))
        if chances is None
        else np.asarray(chances, dtype=float).reshape(many, len(FAMILIES)),
    }
    if any(len(column) != many for column in columns.values()):
        raise ValueError("the columns differ in length")
    chance = columns["probability"]
    if not ((chance >= 0) & (chance <= 1)).all():
        raise ValueError("probabilities must lie from 0 to 1")
    numbers = np.unique(ids, return_inverse=True)[1].astype(np.int64)
    order = np.argsort(numbers, kind="stable")
    columns = {name: column[order] for name, column in columns.items()}
    numbers, chance = numbers[order], columns["probability"]
    past = _past(numbers, columns["written"], np.nan_to_num(columns["took_part"]))
    known = ~np.isnan(columns["took_part"])
    random = (chance > 0) & (chance < 1)
    counts = (unavailable, int((~known).sum()), int((known & ~random).sum()))
    left_out = dict(zip(LEFT_OUT, counts, strict=True))
    return Points(numbers, **columns, **past, left_out=left_out).where(known & random)


def _past(person: Index, written: Array, took_part: Array) -> dict[str, Any]:
    """Dose, outcome before and share so far at each point; rows sorted by person and time."""
    starts, many = np.unique(person, return_index=True, return_counts=True)[1:]
    past: dict[str, Any] = {name: np.zeros(len(person)) for name in ("dose", "before", "so_far")}
    doses = np.zeros((len(starts), len(dose.MEMORIES)))
    before, total = np.zeros(len(starts)), np.full(len(starts), 0.5)
    for step in range(max(many, default=0)):
        there = many > step
        rows = starts[there] + step
        past["dose"][rows] = doses[there, 0]
        past["before"][rows] = before[there]
        past["so_far"][rows] = total[there] / (step + 1)
        doses[there] = dose.after(doses[there], written[rows])
        before[there] = took_part[rows]
        total[there] += took_part[rows]
    return past


def decision_points(events: Iterable[Event]) -> Points:
    """The table from the record; other events than decisions and outcomes are passed over.

    The probability of a family is that of writing times those of its messages in `eligible`.
    """
    decided: list[tuple[str, CheckinDecided]] = []
    outcomes: dict[str, CheckinOutcome] = {}
    for event in events:
        if isinstance(event.body, CheckinDecided) and event.participant is not None:
            decided.append((event.participant, event.body))
        elif isinstance(event.body, CheckinOutcome):
            outcomes[event.body.checkin] = event.body
    decided.sort(key=lambda each: (each[0], datetime.fromisoformat(each[1].due_at)))
    first: dict[str, datetime] = {}
    for person, body in decided:
        first.setdefault(person, datetime.fromisoformat(body.due_at))
    choices = [(person, body) for person, body in decided if body.probability is not None]
    bodies = [body for _, body in choices]
    return from_columns(
        person=[person for person, _ in choices],
        day=[(datetime.fromisoformat(b.due_at) - first[who]).days for who, b in choices],
        written=[body.action == "send" for body in bodies],
        probability=np.array([body.probability for body in bodies], dtype=float),
        took_part=[
            outcomes[body.checkin].took_part if body.checkin in outcomes else np.nan
            for body in bodies
        ],
        family=[_place(body.family) if body.action == "send" else -1 for body in bodies],
        chances=_chances(bodies),
        unavailable=len(decided) - len(choices),
    )


def _place(family: str | None) -> int:
    return FAMILIES.index(family) if family in FAMILIES else -1


def _chances(bodies: Sequence[CheckinDecided]) -> Array:
    """How likely each family was to be written, (n, families)."""
    place = {message.id: FAMILIES.index(message.family) for message in messages()}
    # A message that has been taken out of the file since is still known by where it was sent.
    place |= {b.message: _place(b.family) for b in bodies if b.message and _place(b.family) >= 0}
    chances = np.zeros((len(bodies), len(FAMILIES)))
    for row, body in enumerate(bodies):
        for name, share in body.eligible:
            if name in place:
                chances[row, place[name]] += share * (body.probability or 0.0)
    return chances
