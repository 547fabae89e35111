"""Learning from the log, night by night: the same log gives the same versions, to the last digit.

What is kept in a file is only a shortcut. Reading the log again gives it back, and is how every
stored probability and action can be recomputed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from math import nan

import numpy as np

from policies.motivation import past
from policies.motivation.decide import Learnt
from policies.motivation.families import counted
from policies.motivation.features import FEATURES, context
from policies.motivation.learner import Learner
from policies.motivation.past import Ledger, Row
from records.events import CheckinDecided, Event, PolicyLearned

KINDS = (*past.KINDS, PolicyLearned.kind)
MODEL = "m1"
"""Changes with every change to the model that gives other probabilities for the same log."""


@dataclass
class Lessons:
    """What has been learnt up to number `through` of the log, from `rows` decision points."""

    learner: Learner = field(default_factory=lambda: Learner(FEATURES))
    families: dict[str, tuple[float, float]] = field(default_factory=dict)
    through: int = 0
    rows: int = 0
    nights: int = 0

    @property
    def version(self) -> str:
        return f"{MODEL}.{self.nights}"

    @property
    def learnt(self) -> Learnt:
        return Learnt(self.version, self.learner, self.families)

    def learn(self, rows: list[Row], through: int) -> None:
        """One night's lesson."""
        if rows:
            self.learner.update(
                np.array([context(row.features) for row in rows]),
                [row.written for row in rows],
                [row.chance for row in rows],
                [row.reward for row in rows],
                [row.person for row in rows],
            )
        for name, (sent, followed) in counted((r.family, r.took_part) for r in rows).items():
            before = self.families.get(name, (0.0, 0.0))
            self.families[name] = before[0] + sent, before[1] + followed
        self.through, self.rows, self.nights = through, self.rows + len(rows), self.nights + 1

    def to_json(self) -> str:
        # points that are still to be learnt from are told to the learner at each decision
        learner = json.loads(self.learner.to_json()) | {"ahead": {}}
        return json.dumps(vars(self) | {"model": MODEL, "learner": learner})

    @classmethod
    def from_json(cls, text: str) -> Lessons:
        """Raises ValueError or KeyError when it is of another model or damaged."""
        held = json.loads(text)
        if held["model"] != MODEL:
            raise ValueError(f"learnt by {held['model']}, not {MODEL}")
        families = {name: (sent, followed) for name, (sent, followed) in held["families"].items()}
        learner = Learner.from_json(json.dumps(held["learner"]))
        return cls(learner, families, held["through"], held["rows"], held["nights"])


@dataclass(frozen=True)
class Recomputed:
    """A decision of the log beside what comes out when it is made again."""

    checkin: str
    stored: float
    again: float
    same_action: bool

    @property
    def same(self) -> bool:
        return self.same_action and self.stored == self.again


def relearn(events: Iterable[Event]) -> Lessons:
    """What was learnt by the end of the log; events of KINDS in its order."""
    lessons, ledger = Lessons(), Ledger()
    for event in events:
        if isinstance(event.body, PolicyLearned):
            lessons.learn(ledger.take(event.body.through), event.body.through)
        else:
            ledger.add(event)
    return lessons


def replay(events: Iterable[Event]) -> Iterator[Recomputed]:
    """Every decision left to chance, made again from the log before it; events of KINDS.

    After a mother has been forgotten the log no longer holds what was learnt from her, so what was
    decided for others since then can differ.
    """
    # a process may still have decided by the night before the latest one
    current, earlier = (Lessons(), Ledger()), (Lessons(), Ledger())
    for event in events:
        body = event.body
        if isinstance(body, PolicyLearned):
            earlier = deepcopy(current)
            current[0].learn(current[1].take(body.through), body.through)
            continue
        if isinstance(body, CheckinDecided) and body.arm == "learned" and event.participant:
            by_version = {
                lessons.version: (lessons, ledger) for lessons, ledger in (earlier, current)
            }
            yield _again(event.participant, body, by_version.get(body.policy or ""))
        earlier[1].add(event)
        current[1].add(event)


def _again(person: str, body: CheckinDecided, by: tuple[Lessons, Ledger] | None) -> Recomputed:
    assert body.probability is not None and body.draw is not None
    if by is None:
        return Recomputed(body.checkin, body.probability, nan, False)
    lessons, ledger = by
    lessons.learner.since(person, ledger.ahead(person))
    again = lessons.learner.probability(context(body.features), person)
    return Recomputed(
        body.checkin, body.probability, again, (body.action == "send") == (body.draw < again)
    )
