"""Daily series as SVG: the geometry, lines with their gaps, and the sparkline for the panel.

Pure functions from numbers to markup. Every text goes through markupsafe; colours, fonts and line
widths come from the style sheet (the content policy forbids inline style). A day without a value is
a gap in the line, never a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from clinic.series import Series

SPARK_WIDTH, SPARK_HEIGHT, SPARK_PAD = 116.0, 40.0, 4.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Scale:
    """Maps days from `first` to `last` on x, and values from `low` to `high` on y (high is up)."""

    first: date
    last: date
    low: float
    high: float
    left: float
    right: float
    top: float
    bottom: float

    def x(self, day: date) -> float:
        days = max((self.last - self.first).days, 1)
        return round(self.left + (day - self.first).days / days * (self.right - self.left), 1)

    def y(self, value: float) -> float:
        """Values beyond the axis stay on its edge."""
        part = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(self.bottom - part * (self.bottom - self.top), 1)


@dataclass(frozen=True)
class Band:
    """One measure of a chart with its axis; `css` is its class in the style sheet."""

    title: str
    series: Series
    low: float
    high: float
    css: str


def runs(series: Series, scale: Scale) -> list[list[Point]]:
    """The points inside the scale's days, split where a day is missing."""
    found: list[list[Point]] = []
    before: date | None = None
    for day in sorted(day for day in series if scale.first <= day <= scale.last):
        point = (scale.x(day), scale.y(series[day]))
        if before is not None and day - before == timedelta(days=1):
            found[-1].append(point)
        else:
            found.append([point])
        before = day
    return found


def lines(pieces: Sequence[Sequence[Point]], css: str) -> Markup:
    """Lines for runs of days, dots for days that stand alone."""
    drawn = []
    for piece in pieces:
        if len(piece) == 1:
            (x, y) = piece[0]
            drawn.append(Markup('<circle class="dot {}" cx="{}" cy="{}" r="2"/>').format(css, x, y))
        else:
            points = " ".join(f"{x},{y}" for x, y in piece)
            drawn.append(Markup('<polyline class="line {}" points="{}"/>').format(css, points))
    return Markup("").join(drawn)


def sparkline(band: Band, first: date, last: date) -> Markup:
    """A small line of one measure with its latest value as a dot; says itself to screen readers.

    One path, as a panel has many of these: a day that stands alone is a line without length, which
    its round ends make a dot.
    """
    right, bottom = SPARK_WIDTH - SPARK_PAD, SPARK_HEIGHT - SPARK_PAD
    scale = Scale(first, last, band.low, band.high, SPARK_PAD, right, SPARK_PAD, bottom)
    pieces = runs(band.series, scale)
    shown = [band.series[day] for day in sorted(band.series) if first <= day <= last]
    label = f"{band.title}: no values"
    drawn = Markup("")
    if shown:
        label = f"{band.title}: {min(shown):g} to {max(shown):g}, latest {shown[-1]:g}"
        drawn = Markup(
            '<path class="line {0}" d="{1}"/><circle class="latest {0}" cx="{2}" cy="{3}" r="2.5"/>'
        ).format(band.css, " ".join(map(_path, pieces)), *pieces[-1][-1])
    return Markup(
        '<svg class="spark" role="img" aria-label="{}" viewBox="0 0 {:g} {:g}">'
        '<line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"/>{}</svg>'
    ).format(
        label, SPARK_WIDTH, SPARK_HEIGHT, SPARK_PAD, bottom, right, bottom, drawn,
    )  # fmt: skip


def _path(piece: Sequence[Point]) -> str:
    (x, y), *others = piece
    return f"M{x},{y}" + ("".join(f"L{x},{y}" for x, y in others) or "h0")
