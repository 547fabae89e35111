"""The chart in numbers and words: a tile for each measure, and a table with a row for each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clinic.charts import Band
from clinic.participant.overview import MEASURES, Overview
from clinic.participant.timeline import Track
from clinic.series import week_change
from clinic.words import quantity, short


@dataclass(frozen=True)
class Tile:
    """A measure in short: its latest value, and its week (before, now) when both are known."""

    name: str
    latest: str
    day: date | None
    change: tuple[float, float] | None


@dataclass(frozen=True)
class Cell:
    """A measure on a day; `within` and `median` are "" where there is none."""

    value: str
    within: str
    median: str


@dataclass(frozen=True)
class Row:
    """One day; `happened` holds alerts and what the lanes show, in words."""

    day: date
    cells: tuple[Cell, ...]
    happened: tuple[str, ...]


def tiles(tracks: Sequence[Track], today: date) -> tuple[Tile, ...]:
    """For the measures of the diary, whatever else is drawn."""
    return tuple(_tile(t.band, today) for t in tracks if t.band.css in MEASURES)


def _tile(band: Band, today: date) -> Tile:
    name = band.title.split(",")[0]
    if not band.series:
        return Tile(name, "no value yet", None, None)
    day = max(band.series)
    latest = quantity(MEASURES[band.css], band.series[day])
    return Tile(name, latest, day, week_change(band.series, today))


def rows(her: Overview) -> tuple[Row, ...]:
    """The days of the period on which something was told or happened, newest first."""
    shown = her.shown
    alerts: dict[date, list[str]] = {}
    for mark in her.marks:
        alerts.setdefault(mark.day, []).append(mark.words.split(" on ")[0])
    found = []
    for back in range(shown.days):
        day = shown.last - timedelta(days=back)
        cells = tuple(_cell(track, day) for track in her.tracks)
        happened = [*alerts.get(day, ())]
        for lane in her.lanes:
            count = lane.days.get(day, 0)
            if count:
                happened.append(lane.words + (f" ({count})" if count > 1 else ""))
        if happened or any(cell.value for cell in cells):
            found.append(Row(day, cells, tuple(happened)))
    return tuple(found)


def _cell(track: Track, day: date) -> Cell:
    value = track.band.series.get(day)
    if value is None:
        return Cell("", "", "")
    within, estimate = track.within.get(day), track.course.get(day)
    return Cell(
        f"{round(value, 2):g}",
        f"{within[0]:g} to {within[1]:g} that day" if within else "",
        f"median {short(estimate.middle)} ({short(estimate.low)} to {short(estimate.high)})"
        if estimate
        else "",
    )
