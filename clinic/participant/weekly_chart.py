"""The weekly scores as small charts, the bands of each questionnaire shaded behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from clinic.charts import Band, Scale
from clinic.participant.period import Period
from clinic.participant.timeline import dates, grid
from policies.measures.questionnaire import Questionnaire, by_id
from records.weekly import WeeklyScore

WIDTH, LEFT, RIGHT, TOP, HIGH, BOTTOM = 320.0, 30.0, 8.0, 26.0, 96.0, 24.0
BETTER = {"lower": "lower is better", "higher": "higher is better"}


@dataclass(frozen=True)
class ScoreChart:
    """A questionnaire's current scores of the period, drawn; `source` says whose its bands are."""

    title: str
    svg: Markup
    source: str


def score_charts(scores: Iterable[WeeklyScore], shown: Period) -> tuple[ScoreChart, ...]:
    """A chart for each known questionnaire that has a score in the period."""
    series: dict[str, dict[date, float]] = {}
    for score in scores:
        day = date.fromisoformat(score.body.day)
        if score.status == "current" and day in shown:
            series.setdefault(score.body.questionnaire, {})[day] = score.body.value
    return tuple(
        ScoreChart(known.title, _drawn(known, series[name], shown), _source(known))
        for name, known in by_id().items()
        if name in series
    )


def _source(known: Questionnaire) -> str:
    bands = f"Bands: {known.bands_source}." if known.bands else f"No bands. {known.source}."
    change = known.change_that_matters
    return bands if change is None else f"{bands} A change of {change:g} matters."


def _drawn(known: Questionnaire, series: dict[date, float], shown: Period) -> Markup:
    bottom = TOP + HIGH
    scale = Scale(shown.first, shown.last, known.low, known.high, LEFT, WIDTH - RIGHT, TOP, bottom)
    heading = f"{known.low:g} to {known.high:g}, {BETTER[known.better]}"
    points = [(scale.x(day), scale.y(value), value) for day, value in sorted(series.items())]
    path = " ".join(f"{x},{y}" for x, y, _ in points)
    marks = Markup("").join(
        Markup('<circle class="dot score" cx="{}" cy="{}" r="3.5"/>').format(x, y)
        for x, y, _ in points
    )
    x, y, latest = points[-1]
    number = Markup('<text class="latest" text-anchor="end" x="{}" y="{}">{}</text>').format(
        x, y - 7 if y > TOP + 14 else y + 16, f"{round(latest, 1):g}"
    )
    label = f"{known.title}: " + ", ".join(
        f"{round(value, 1):g} on {day.isoformat()}" for day, value in sorted(series.items())
    )
    return Markup(
        '<svg class="chart scores" role="img" aria-label="{}" viewBox="0 0 {:g} {:g}">{}{}'
        '<polyline class="line score" points="{}"/>{}{}{}</svg>'
    ).format(
        label, WIDTH, bottom + BOTTOM, _shades(known, scale),
        grid(Band(heading, series, known.low, known.high, "score"), scale), path, marks, number,
        dates(scale),
    )  # fmt: skip


def _shades(known: Questionnaire, scale: Scale) -> Markup:
    """Each band with its words inside; a band reaches up to where the next one starts."""
    ends = [*(band.start for band in known.bands[1:]), known.high][: len(known.bands)]
    return Markup("").join(
        Markup(
            '<rect class="shade shade-{}" x="{}" y="{}" width="{}" height="{:.1f}"/>'
            '<text class="shade" x="{}" y="{:.1f}">{}</text>'
        ).format(
            index, LEFT, scale.y(end), WIDTH - RIGHT - LEFT, scale.y(band.start) - scale.y(end),
            LEFT + 6, scale.y(end) + 12, band.words,
        )
        for index, (band, end) in enumerate(zip(known.bands, ends, strict=True))
    )  # fmt: skip
