"""The decision at a point at which she may be written to: whether to write, with what, and why.

Two stages, each with its own random number: write or not, by the learner; which message, by
template.py. Both numbers are derived from the id of the point and the version of what was learnt,
so that anybody can compute them again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from policies.motivation import families, template
from policies.motivation.circumstances import Circumstances
from policies.motivation.features import context, features
from policies.motivation.learner import Learner
from policies.motivation.messages import Message as Text
from policies.motivation.messages import fill, messages
from policies.motivation.past import Message, slot_of
from policies.motivation.reasons import reasons

Arm = Literal["learned", "holdout"]
HOLDOUT = 0.1
"""Share of mothers who keep the fixed schedule for good, for an honest comparison."""
PAYS, POINTS = "chance that writing pays", "decision points"


@dataclass(frozen=True)
class Learnt:
    """What was learnt up to a version: the learner, and how families did for everybody."""

    version: str
    learner: Learner
    families: families.Counts


@dataclass(frozen=True)
class Decision:
    """`text` is what to say when `write`. `told` are the features, and what a rest goes by."""

    write: bool
    arm: Arm
    probability: float
    draw: float
    told: tuple[tuple[str, float], ...]
    dose: tuple[float, ...]
    message: Text | None
    text: str
    eligible: Mapping[str, float]
    why: tuple[str, ...]


def uniform(point: str, version: str, stage: str) -> float:
    """The random number of a decision, in [0, 1): the same whenever and wherever it is asked."""
    digest = hashlib.sha256(f"{point}\n{version}\n{stage}".encode()).digest()
    return int.from_bytes(digest[:7], "big") / 256**7


def in_holdout(person: str) -> bool:
    """Whether she is one of those who keep the fixed schedule."""
    return uniform(person, "", "holdout") < HOLDOUT


def decide(
    point: str,
    person: str,
    learnt: Learnt,
    known: Circumstances,
    past: Sequence[Message],
    recent: Sequence[int],
    local: datetime,
) -> Decision:
    """`past` are the messages to her, `recent` her latest points, written to or not, oldest first;
    `local` is now where she is. The learner has been told of her points since it last learnt.
    """
    moment = features(known.facts, known.known, local)
    learner, slot = learnt.learner, slot_of(point)
    x = context(moment)
    holdout = in_holdout(person)
    chance = 1.0 if holdout else learner.probability(x, person)
    draw = uniform(point, learnt.version, "write")
    own = families.counted(
        (m.family, m.took_part) for m in past if m.took_part is not None and m.family
    )
    chosen = template.choose(
        messages(),
        known.facts,
        [(m.message, (local - m.at).total_seconds() / 86400) for m in past if m.message],
        families.weights(learnt.families, own),
        uniform(point, learnt.version, "message"),
    )
    write = draw < chance
    terms = {} if holdout else learner.terms(x, person)
    why = reasons(slot, past, recent, terms, moment, local)
    rests = ((PAYS, float(learner.pays([person])[0])), (POINTS, float(learner.points(person))))
    return Decision(
        write=write,
        arm="holdout" if holdout else "learned",
        probability=chance,
        draw=draw,
        told=(*moment.items(), *rests),
        dose=learner.doses(person),
        message=chosen.message if write else None,
        text=fill(chosen.message, known.values) if write else "",
        eligible=chosen.probabilities,
        why=("you are among those who are written to at each of their times",) if holdout else why,
    )
