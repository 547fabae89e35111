"""Whom the service may take on, where that is limited: by age, by country. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Admission:
    """`min_age` in years, None: any; `countries`: ISO 3166-1 alpha-2 codes, none: all."""

    min_age: int | None = None
    countries: tuple[str, ...] = ()
