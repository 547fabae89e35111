"""Daily series as SVG: a sparkline for the panel, and charts of several measures on one time axis.

Pure functions from numbers to markup. Every text goes through markupsafe; colours, fonts and line
widths come from the style sheet (the content policy forbids inline style). A day without a value is
a gap in the line, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from clinic.series import Series

SPARK_WIDTH, SPARK_HEIGHT, SPARK_PAD = 116.0, 40.0, 4.0
WIDTH, LEFT, RIGHT = 560.0, 34.0, 10.0
BAND, BAND_GAP, TOP, BOTTOM = 74.0, 42.0, 44.0, 24.0

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


@dataclass(frozen=True)
class Mark:
    """An alert on the time axis; `css` is its tier."""

    day: date
    words: str
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


def _lines(pieces: Sequence[Sequence[Point]], css: str) -> Markup:
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
    """A small line of one measure with its latest value as a dot; says itself to screen readers."""
    right, bottom = SPARK_WIDTH - SPARK_PAD, SPARK_HEIGHT - SPARK_PAD
    scale = Scale(first, last, band.low, band.high, SPARK_PAD, right, SPARK_PAD, bottom)
    pieces = runs(band.series, scale)
    shown = [band.series[day] for day in sorted(band.series) if first <= day <= last]
    label = f"{band.title}: no values"
    latest = Markup("")
    if shown:
        label = f"{band.title}: {min(shown):g} to {max(shown):g}, latest {shown[-1]:g}"
        x, y = pieces[-1][-1]
        latest = Markup('<circle class="latest {}" cx="{}" cy="{}" r="2.5"/>').format(
            band.css, x, y
        )
    return Markup(
        '<svg class="spark" role="img" aria-label="{}" viewBox="0 0 {:g} {:g}">'
        '<line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"/>{}{}</svg>'
    ).format(
        label, SPARK_WIDTH, SPARK_HEIGHT, SPARK_PAD, bottom, right, bottom,
        _lines(pieces, band.css), latest,
    )  # fmt: skip


def chart(
    bands: Sequence[Band], marks: Iterable[Mark], first: date, last: date, *, title: str
) -> Markup:
    """The bands one below the other on one time axis, alerts drawn through all of them.

    Title and description are for screen readers; the page repeats the numbers in a table.
    """
    height = TOP + len(bands) * (BAND + BAND_GAP) - BAND_GAP + BOTTOM
    drawn, foot = [], height - BOTTOM
    for index, band in enumerate(bands):
        top = TOP + index * (BAND + BAND_GAP)
        scale = Scale(first, last, band.low, band.high, LEFT, WIDTH - RIGHT, top, top + BAND)
        drawn.append(_band(band, scale))
    axis = Scale(first, last, 0, 1, LEFT, WIDTH - RIGHT, TOP, foot)
    inside = [mark for mark in marks if first <= mark.day <= last]
    drawn += [_mark(mark, axis) for mark in inside]
    drawn.append(_dates(axis))
    return Markup(
        '<svg class="chart" role="img" aria-labelledby="chart-title chart-desc"'
        ' viewBox="0 0 {:g} {:g}"><title id="chart-title">{}</title>'
        '<desc id="chart-desc">{}</desc>{}</svg>'
    ).format(WIDTH, height, title, _description(bands, inside, axis), Markup("").join(drawn))


def _band(band: Band, scale: Scale) -> Markup:
    grid = Markup("").join(
        Markup(
            '<line class="grid" x1="{}" y1="{}" x2="{}" y2="{}"/>'
            '<text class="tick" x="{}" y="{}">{:g}</text>'
        ).format(LEFT, scale.y(v), WIDTH - RIGHT, scale.y(v), LEFT - 6, scale.y(v) + 3.5, v)
        for v in (band.low, (band.low + band.high) / 2, band.high)
    )
    heading = Markup('<text class="band {}" x="{}" y="{}">{}</text>').format(
        band.css, LEFT, scale.top - 10, band.title
    )
    return heading + grid + _lines(runs(band.series, scale), band.css)


def _mark(mark: Mark, axis: Scale) -> Markup:
    x = axis.x(mark.day)
    return Markup(
        '<g class="mark {}"><title>{}</title><line x1="{}" y1="14" x2="{}" y2="{}"/>'
        '<path d="M{} 16l-6 -10h12z"/></g>'
    ).format(mark.css, mark.words, x, x, axis.bottom, x)


def _dates(axis: Scale) -> Markup:
    """About five dates, the first and last day among them."""
    days = max((axis.last - axis.first).days, 1)
    steps = min(4, days)
    ticks = [axis.first + timedelta(days=round(days * i / steps)) for i in range(steps + 1)]
    anchors = {0: "start", steps: "end"}
    return Markup("").join(
        Markup('<text class="day" text-anchor="{}" x="{}" y="{}">{}</text>').format(
            anchors.get(i, "middle"), axis.x(day), axis.bottom + 16, f"{day.day} {day:%b}"
        )
        for i, day in enumerate(ticks)
    )


def _description(bands: Sequence[Band], marks: Sequence[Mark], axis: Scale) -> str:
    parts = []
    for band in bands:
        days = sorted(day for day in band.series if axis.first <= day <= axis.last)
        numbers = [band.series[day] for day in days]
        parts.append(
            f"{band.title}: {len(days)} days, from {min(numbers):g} to {max(numbers):g}, "
            f"latest {numbers[-1]:g} on {days[-1].isoformat()}."
            if days
            else f"{band.title}: no values."
        )
    parts += [f"{mark.words}." for mark in marks]
    return " ".join(parts)
