"""A small drawing of her week: pain, sleep, and on which days she did something.

An SVG of our own with nothing in it but shapes, numbers and names of days: none of her words, no
script, nothing fetched. Pain has one dot for each value told, on the whole range from 0 to 10, so
that a small change looks small. Light or dark is chosen by whoever shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from policies.motivation.diary import Day

WIDTH, HEIGHT = 320, 180
_FIRST, _STEP = 62, 39  # the middle of the first day's column, and on to the next
_TOP, _ZERO = 14, 68  # where pain 10 and pain 0 are
_FLOOR, _HOUR, _MOST_HOURS = 119, 2.5, 12  # sleep: foot of the bars, height of an hour, longest bar
_EXERCISE, _GOAL, _NAMES = 136, 153, 172  # ticks, stars, and the names of the days

_STYLE = """
text { font: 11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: #22302f }
.quiet { fill: #596866 }
.paper { fill: #ffffff }
.line { stroke: #dcd8cf }
.pain { fill: #b4472a; stroke: #b4472a }
.sleep { fill: #7d9cc0 }
.tick { stroke: #2c6a6a }
.goal { fill: #a87413 }
@media (prefers-color-scheme: dark) {
  text { fill: #d9dfdb }
  .quiet { fill: #93a19f }
  .paper { fill: #1c262b }
  .line { stroke: #3a484e }
  .pain { fill: #f0a27f; stroke: #f0a27f }
  .sleep { fill: #5b7ba3 }
  .tick { stroke: #7fb8ae }
  .goal { fill: #e3b95b }
}
""".strip()


def draw(week: Sequence[Day]) -> str:
    """An SVG of seven days, oldest first, with a title and all its values in words.

    Raises ValueError for another number of days.
    """
    if len(week) != 7:
        raise ValueError(f"a week has seven days, not {len(week)}")
    columns = [part for at, day in enumerate(week) for part in _column(day, _FIRST + _STEP * at)]
    shapes = "\n".join([*_frame(week), *columns])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" aria-labelledby="title words">\n'
        f'<title id="title">{escape(_title(week))}</title>\n'
        f'<desc id="words">{escape(in_words(week))}</desc>\n'
        f"<style>{_STYLE}</style>\n{shapes}\n</svg>\n"
    )


def in_words(week: Sequence[Day]) -> str:
    """What the drawing shows, day by day, for whoever can't see it."""
    return " ".join(f"{day.day:%A}: {_day_in_words(day)}." for day in week)


def _title(week: Sequence[Day]) -> str:
    first, last = week[0].day, week[-1].day
    return f"Your week from {first.day} {first:%B} to {last.day} {last:%B}"


def _day_in_words(day: Day) -> str:
    pains = [f"{pain:g}" for pain in day.numbers("pain_now")]
    hours = day.numbers("sleep_hours")
    parts = [
        pains and f"pain {', then '.join(pains)}",
        hours and f"{hours[-1]:g} {'hour' if hours[-1] == 1 else 'hours'} of sleep",
        {"yes": "exercises done", "partly": "exercises done in part"}.get(day.exercised or ""),
        day.steps and "a step towards your goal",
    ]
    return ", ".join(part for part in parts if part) or "nothing noted"


def _frame(week: Sequence[Day]) -> list[str]:
    middle = (_TOP + _ZERO) / 2
    lines = [f'<path class="line" d="M44 {y:g}H312"/>' for y in (_TOP, middle, _ZERO, _FLOOR)]
    rows = [(middle, "Pain"), (_FLOOR - 12, "Sleep"), (_EXERCISE, "Done")]
    if any(day.steps for day in week):
        rows.append((_GOAL, "Goal"))
    scale = [_text(40, y + 4, mark, "quiet", "end") for y, mark in ((_TOP, "10"), (_ZERO, "0"))]
    names = [_text(8, y + 4, name, "quiet", "start") for y, name in rows]
    paper = f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}" rx="12"/>'
    return [paper, *lines, *scale, *names]


def _column(day: Day, x: int) -> list[str]:
    return [*_pain(day, x), *_sleep(day, x), *_marks(day, x), _text(x, _NAMES, f"{day.day:%a}")]


def _pain(day: Day, x: int) -> list[str]:
    """A dot for each value, joined when there are several."""
    heights = [_ZERO - pain * (_ZERO - _TOP) / 10 for pain in day.numbers("pain_now")]
    dots = [f'<circle class="pain" cx="{x}" cy="{y:g}" r="4"/>' for y in dict.fromkeys(heights)]
    if len(dots) < 2:
        return dots
    span = f"M{x} {min(heights):g}V{max(heights):g}"
    return [f'<path class="pain" stroke-width="2" d="{span}"/>', *dots]


def _sleep(day: Day, x: int) -> list[str]:
    """A bar with its hours above it."""
    hours = day.numbers("sleep_hours")[-1:]
    height = [min(told, _MOST_HOURS) * _HOUR for told in hours]
    return [
        part
        for told, tall in zip(hours, height, strict=True)
        for part in (
            f'<rect class="sleep" x="{x - 9}" y="{_FLOOR - tall:g}" width="18" height="{tall:g}"/>',
            _text(x, _FLOOR - tall - 3, f"{told:g}"),
        )
    ]


def _marks(day: Day, x: int) -> list[str]:
    """A tick for exercise, a short one for part of it; a star for a step towards her goal."""
    ticks = {"yes": "m-6 0 4 5 8-10", "partly": "m-3 1 2 3 4-5"}
    pen = 'class="tick" fill="none" stroke-width="2.5" stroke-linecap="round"'
    found = []
    if day.exercised in ticks:
        found.append(f'<path {pen} d="M{x} {_EXERCISE}{ticks[day.exercised]}"/>')
    if day.steps:
        star = "m0-6 1.8 3.9 4.2.5-3.1 2.9.8 4.2L0 3.4l-3.7 2.1.8-4.2L-6-1.6l4.2-.5z"
        found.append(f'<path class="goal" transform="translate({x} {_GOAL})" d="{star}"/>')
    return found


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "middle") -> str:
    of_kind = f' class="{kind}"' if kind else ""
    return f'<text{of_kind} x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(words)}</text>'
