"""Who a passage is for, and whether it suits one mother. Decided before anything is ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Birth = Literal["vaginal", "caesarean"]
BIRTHS: frozenset[Birth] = frozenset({"vaginal", "caesarean"})


@dataclass(frozen=True)
class Profile:
    """What is known of her. None is "not known" and rules nothing out.

    `weeks` is whole weeks since the birth; `cautions` are slugs of cautions.yaml.
    """

    weeks: int | None = None
    birth: Birth | None = None
    cautions: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Audience:
    """Weeks since birth (both ends included; no end is None), kinds of birth, what rules it out."""

    from_week: int = 0
    to_week: int | None = None
    birth: frozenset[Birth] = BIRTHS
    cautions: frozenset[str] = frozenset()

    def suits(self, profile: Profile) -> bool:
        """Whether a mother with this profile may be shown it."""
        if profile.weeks is not None:
            if profile.weeks < self.from_week:
                return False
            if self.to_week is not None and profile.weeks > self.to_week:
                return False
        if profile.birth is not None and profile.birth not in self.birth:
            return False
        return not (self.cautions & profile.cautions)

    def narrowed(self, other: Audience) -> Audience:
        """Those in both: a passage can be for fewer mothers than its article, never for more."""
        ends = [week for week in (self.to_week, other.to_week) if week is not None]
        return Audience(
            from_week=max(self.from_week, other.from_week),
            to_week=min(ends, default=None),
            birth=self.birth & other.birth,
            cautions=self.cautions | other.cautions,
        )


def nobody_in(audience: Audience) -> str | None:
    """Why no mother can be in this audience, or None."""
    if audience.from_week < 0:
        return "from_week is before the birth"
    if audience.to_week is not None and audience.to_week < audience.from_week:
        return "to_week is before from_week"
    if not audience.birth or not audience.birth <= BIRTHS:
        return "birth is not any, nor a list of vaginal, caesarean"
    return None


class Audiences:
    """Many audiences at once, for ruling passages out of a search before they are ranked."""

    def __init__(self, audiences: Sequence[Audience]) -> None:
        never = np.iinfo(np.int32).max
        ends = [never if a.to_week is None else a.to_week for a in audiences]
        self._from = np.array([a.from_week for a in audiences], dtype=np.int32)
        self._to = np.array(ends, dtype=np.int32)
        self._birth = {b: np.array([b in a.birth for a in audiences], dtype=bool) for b in BIRTHS}
        named = sorted(frozenset[str]().union(*(a.cautions for a in audiences)))
        self._cautions = {c: np.array([c in a.cautions for a in audiences]) for c in named}

    def suiting(self, profile: Profile) -> NDArray[np.bool_]:
        """Which of them suit this mother: `Audience.suits` of each, in order."""
        suits = np.ones(len(self._from), dtype=bool)
        if profile.weeks is not None:
            suits &= (self._from <= profile.weeks) & (profile.weeks <= self._to)
        if profile.birth is not None:
            suits &= self._birth[profile.birth]
        for caution in profile.cautions & self._cautions.keys():
            suits &= ~self._cautions[caution]
        return suits
