"""Scores by the published rules, and what a score asks for. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from policies.measures.questionnaire import Band, FollowUp, Item, Questionnaire

Change = Literal["better", "worse", "same"]


@dataclass(frozen=True)
class Score:
    """`value` and `band` are None when too few items were answered for a score.

    `complete`: every item asked was answered. `follow_up`: why a person should look, if so.
    """

    value: float | None
    band: str | None
    complete: bool
    follow_up: tuple[FollowUp, ...] = ()


def score(questionnaire: Questionnaire, answers: Mapping[str, float]) -> Score:
    """The score of the answers, by item id; items that are not in `answers` were not answered.

    Missing items: PEG, PHQ-2, GAD-2, PGIC and EPDS are scored only when whole; the PSFS is the mean
    of the activities she rated. Raises ValueError for an unknown item or a value out of its range.
    """
    unknown = set(answers) - {item.id for item in questionnaire.items}
    if unknown:
        raise ValueError(f"{questionnaire.id} has no item {', '.join(sorted(unknown))}")
    counted = {
        item.id: _counted(item, answers[item.id])
        for item in questionnaire.items
        if item.id in answers
    }
    complete = len(counted) == len(questionnaire.items)
    enough = complete if questionnaire.needs == "all" else bool(counted)
    value: float | None = None
    if enough:
        total = sum(counted.values())
        value = round(total / len(counted), 2) if questionnaire.rule == "mean" else total
    return Score(
        value=value,
        band=None if value is None else _band(questionnaire, value),
        complete=complete,
        follow_up=tuple(
            rule
            for rule in questionnaire.follow_up
            if _reached(rule, value if rule.item is None else counted.get(rule.item))
        ),
    )


def band_of(questionnaire: Questionnaire, value: float) -> Band | None:
    """The band a score lies in; None for an instrument without bands."""
    found = [band for band in questionnaire.bands if value >= band.start]
    return found[-1] if found else None


def change(questionnaire: Questionnaire, before: float, now: float) -> Change:
    """Whether two scores differ by a change that matters, and which way."""
    matters = questionnaire.change_that_matters
    gained = before - now if questionnaire.better == "lower" else now - before
    if matters is None or abs(gained) < matters - 1e-9:  # 5.33 to 4.33 is a whole point
        return "same"
    return "better" if gained > 0 else "worse"


def _counted(item: Item, value: float) -> float:
    if not item.low <= value <= item.high:
        raise ValueError(f"{item.id} takes {item.low:g} to {item.high:g}, not {value:g}")
    return item.low + item.high - value if item.reversed else value


def _band(questionnaire: Questionnaire, value: float) -> str | None:
    band = band_of(questionnaire, value)
    return None if band is None else band.name


def _reached(rule: FollowUp, value: float | None) -> bool:
    return value is not None and value >= rule.at_least
