"""The worlds, read from worlds.yml, and the mothers of one."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

Array = NDArray[np.float64]

HERE = Path(__file__).parent
POINTS_A_DAY = 2


@dataclass(frozen=True)
class World:
    """What worlds.yml says of a world; the comments there say what each number is."""

    name: str
    says: str
    base: float
    base_sd: float
    trend: float
    carry: float
    night: float
    night_base: float
    night_effect: float
    effect: float
    effect_sd: float
    preference: float
    novelty: float
    novelty_lasts: float
    habituation: float
    threshold: float
    memory: float
    burden: float
    burden_memory: float
    dropout: float
    dropout_burden: float
    turn: int


@cache
def worlds() -> dict[str, World]:
    """All worlds by name, in the order of the file."""
    held: dict[str, Any] = yaml.safe_load((HERE / "worlds.yml").read_text(encoding="utf-8"))
    known = {field.name for field in fields(World)}
    return {
        name: World(
            name=name,
            **{key: value for key, value in (held["common"] | own).items() if key in known},
        )
        for name, own in held["worlds"].items()
    }


@dataclass(frozen=True)
class Mothers:
    """What differs between mothers: log odds without a message, effect, preferred point of day."""

    base: Array
    effect: Array
    prefers: Array  # 0 or 1


def mothers(world: World, many: int, rng: np.random.Generator) -> Mothers:
    """Draw mothers of a world."""
    return Mothers(
        base=world.base + world.base_sd * rng.standard_normal(many),
        effect=world.effect + world.effect_sd * rng.standard_normal(many),
        prefers=rng.integers(0, 2, many).astype(float),
    )


@dataclass
class State:
    """Where mothers stand, each field (mothers,)."""

    dose: Array
    messages: Array
    burden: Array
    engaged: Array  # recency-weighted share of points taken part in
    there: Array  # 1 until she leaves for good

    @classmethod
    def at_start(cls, many: int) -> State:
        zero = np.zeros(many)
        return cls(zero, zero.copy(), zero.copy(), np.full(many, 0.25), np.ones(many))

    def copy(self) -> State:
        return State(*(getattr(self, field.name).copy() for field in fields(self)))


def effect(world: World, her: Mothers, state: State, night: Array, point: int) -> Array:
    """What a message now adds to her log odds of taking part, (mothers,)."""
    slot = point % POINTS_A_DAY
    turned = world.turn > 0 and point >= world.turn * POINTS_A_DAY
    preferred = (her.prefers == slot) != turned
    fits = 1 + world.preference * np.where(preferred, 1.0, -1.0)
    fresh = 1 + world.novelty * np.exp(-state.messages / world.novelty_lasts)
    if world.threshold:
        worn = world.habituation / (1 + np.exp(-(state.dose - world.threshold) / 0.04))
    else:
        worn = world.habituation * state.dose
    result: Array = her.effect * fits * fresh * (1 - worn) + world.night_effect * night
    return result


def chance(
    world: World, her: Mothers, state: State, night: Array, point: int, written: Array
) -> Array:
    """The probability of taking part at this point, (mothers,), given written (mothers,)."""
    odds = (
        her.base
        + world.trend * point
        + world.carry * (state.engaged - 0.25)
        + world.night_base * night
        - world.burden * state.burden
        + written * effect(world, her, state, night, point)
    )
    result: Array = 1 / (1 + np.exp(-odds))
    return result


def move_on(world: World, state: State, written: Array, took_part: Array) -> Array:
    """Move the state past a point; returns the chance of leaving for good at it, (mothers,).

    `took_part` may be a probability: then the state is what is expected.
    """
    state.dose = world.memory * state.dose + (1 - world.memory) * written
    state.messages = state.messages + written
    unanswered = written * (1 - took_part)
    state.burden = world.burden_memory * state.burden + (1 - world.burden_memory) * unanswered
    state.engaged = 0.85 * state.engaged + 0.15 * took_part
    hazard: Array = np.minimum(world.dropout * np.exp(world.dropout_burden * state.burden), 1.0)
    return hazard
