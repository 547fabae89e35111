"""Her course as SVG: measures one below the other and lanes of events, on one time axis.

A measure shows each day's last value, the range of a day whose values differ, and the running
median with its interval (`clinic.participant.course`). In long periods the range is left to the
table, and a mark in a lane stands for a week.
Shapes and places tell what a mark is; colour only helps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from markupsafe import Markup

from clinic.charts import Band, Scale, lines, runs
from clinic.participant.course import Estimate
from clinic.participant.lanes import Lane, Shape
from clinic.participant.period import Period

WIDTH, LEFT, RIGHT = 640.0, 98.0, 12.0
BAND, BAND_GAP, TOP, BOTTOM, LANE = 70.0, 38.0, 44.0, 24.0, 17.0
MOST_DAYS = 100
SHAPES: dict[Shape, str] = {
    "square": "M-2.5 -3.5h5v7h-5z",
    "ring": "M-2.8 0a2.8 2.8 0 1 0 5.6 0a2.8 2.8 0 1 0 -5.6 0z",
    "cross": "M-2.8 -2.8l5.6 5.6M-2.8 2.8l5.6 -5.6",
    "triangle": "M0 -4l3.6 7h-7.2z",
    "diamond": "M0 -4.2l3.4 4.2l-3.4 4.2l-3.4 -4.2z",
}


@dataclass(frozen=True)
class Track:
    """A measure as it is drawn; `within`: the range of days with several values."""

    band: Band
    within: Mapping[date, tuple[float, float]] = field(default_factory=dict)
    course: Mapping[date, Estimate] = field(default_factory=dict)


@dataclass(frozen=True)
class Mark:
    """An alert on the time axis; `css` is its tier."""

    day: date
    words: str
    css: str


def timeline(
    tracks: Sequence[Track], lanes: Sequence[Lane], marks: Iterable[Mark], shown: Period, title: str
) -> Markup:
    """The drawing. Title and description are for screen readers; a table repeats the numbers."""
    first, last = shown.first, shown.last
    lanes_top = TOP + len(tracks) * (BAND + BAND_GAP) - BAND_GAP + 14
    foot = lanes_top + len(lanes) * LANE
    drawn = []
    for index, track in enumerate(tracks):
        top, band = TOP + index * (BAND + BAND_GAP), track.band
        scale = Scale(first, last, band.low, band.high, LEFT, WIDTH - RIGHT, top, top + BAND)
        drawn.append(_track(track, scale))
    axis = Scale(first, last, 0, 1, LEFT, WIDTH - RIGHT, TOP, foot)
    drawn += [_lane(lane, axis, lanes_top + LANE * i) for i, lane in enumerate(lanes)]
    inside = [mark for mark in marks if mark.day in shown]
    drawn += [_mark(mark, axis) for mark in inside]
    drawn.append(dates(axis))
    return Markup(
        '<svg class="chart" role="img" aria-labelledby="chart-title chart-desc"'
        ' viewBox="0 0 {:g} {:g}"><title id="chart-title">{}</title>'
        '<desc id="chart-desc">{}</desc>{}</svg>'
    ).format(
        WIDTH, foot + BOTTOM, title, _description(tracks, lanes, inside, shown),
        Markup("").join(drawn),
    )  # fmt: skip


def is_long(scale: Scale) -> bool:
    """Whether a day is too narrow for marks of its own."""
    return (scale.last - scale.first).days >= MOST_DAYS


def _track(track: Track, scale: Scale) -> Markup:
    band = track.band
    middle = {day: one.middle for day, one in track.course.items()}
    values = runs(band.series, scale)
    long = is_long(scale)
    css, radius = (f"faint {band.css}", 0.9) if long else (band.css, 1.8)
    dots = Markup("").join(
        Markup('<circle class="dot {}" cx="{}" cy="{}" r="{}"/>').format(css, x, y, radius)
        for piece in values
        for x, y in piece
    )
    within = Markup("").join(
        Markup('<line class="within {}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
            band.css, scale.x(day), scale.y(low), scale.x(day), scale.y(high)
        )
        for day, (low, high) in track.within.items()
        if scale.first <= day <= scale.last and not long
    )
    course = lines(runs(middle, scale), f"{band.css} course")
    return grid(band, scale) + _interval(track, scale) + within + dots + course


def _interval(track: Track, scale: Scale) -> Markup:
    """The interval as a shape for each run of days; one of a single day is a stroke."""
    low, high = (
        runs({day: getattr(one, end) for day, one in track.course.items()}, scale)
        for end in ("low", "high")
    )
    return Markup("").join(
        Markup('<polygon class="interval {}" points="{}"/>').format(
            track.band.css, " ".join(f"{x},{y}" for x, y in [*above, *reversed(below)])
        )
        for below, above in zip(low, high, strict=True)
    )


def grid(band: Band, scale: Scale) -> Markup:
    """The heading of a measure and the lines at both ends and the middle of its axis."""
    ticks = Markup("").join(
        Markup(
            '<line class="grid" x1="{}" y1="{}" x2="{}" y2="{}"/>'
            '<text class="tick" x="{}" y="{}">{:g}</text>'
        ).format(scale.left, y, scale.right, y, scale.left - 6, y + 3.5, value)
        for value in (band.low, (band.low + band.high) / 2, band.high)
        for y in (scale.y(value),)
    )
    heading = Markup('<text class="band {}" x="{}" y="{}">{}</text>')
    return heading.format(band.css, scale.left, scale.top - 10, band.title) + ticks


def _lane(lane: Lane, axis: Scale, top: float) -> Markup:
    middle = top + LANE / 2
    counts = _bundled(lane, axis)
    name = Markup('<text class="lane" x="{}" y="{}">{}</text>').format(
        LEFT - 6, middle + 3.5, lane.name
    )
    base = Markup('<line class="grid" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
        LEFT, top + LANE, WIDTH - RIGHT, top + LANE
    )
    most = max(counts.values(), default=1)
    marks = (
        _bar(axis.x(day), top, count / most)
        if lane.shape == "bar"
        else Markup('<path class="at {}" transform="translate({} {})" d="{}"/>').format(
            lane.shape, axis.x(day), middle, SHAPES[lane.shape]
        )
        for day, count in counts.items()
    )
    return name + base + Markup("").join(marks)


def _bar(x: float, top: float, part: float) -> Markup:
    height = round(part * (LANE - 3), 1)
    return Markup('<line class="at bar" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
        x, top + LANE, x, top + LANE - height
    )


def _bundled(lane: Lane, axis: Scale) -> Counter[date]:
    """Counts by day, or in a long period by the middle day of each week from the first one."""
    counts: Counter[date] = Counter()
    weekly = is_long(axis)
    for day, count in lane.days.items():
        if axis.first <= day <= axis.last:
            week = axis.first + timedelta(days=(day - axis.first).days // 7 * 7 + 3)
            counts[min(week, axis.last) if weekly else day] += count
    return counts


def _mark(mark: Mark, axis: Scale) -> Markup:
    x = axis.x(mark.day)
    return Markup(
        '<g class="mark {}"><title>{}</title><line x1="{}" y1="14" x2="{}" y2="{}"/>'
        '<path d="M{} 16l-6 -10h12z"/></g>'
    ).format(mark.css, mark.words, x, x, axis.bottom, x)


def dates(axis: Scale) -> Markup:
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


def _description(
    tracks: Sequence[Track], lanes: Sequence[Lane], marks: Sequence[Mark], shown: Period
) -> str:
    parts = []
    for band in (track.band for track in tracks):
        days = sorted(day for day in band.series if day in shown)
        numbers = [band.series[day] for day in days]
        parts.append(
            f"{band.title}: {len(days)} days, from {min(numbers):g} to {max(numbers):g}, "
            f"latest {numbers[-1]:g} on {days[-1].isoformat()}."
            if days
            else f"{band.title}: no values."
        )
    for lane in lanes:
        count = sum(number for day, number in lane.days.items() if day in shown)
        parts.append(f"{lane.words.capitalize()}: {count}.")
    parts += [f"{mark.words}." for mark in marks]
    return " ".join(parts)
