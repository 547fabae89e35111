"""The retention curve as SVG: a share for each week since joining, a gap where none is shown."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT = 640.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 16.0, 16.0, 34.0


def retention_chart(shares: Sequence[float | None]) -> Markup:
    """The first week is week 1, as people count."""
    points = [None if part is None else (_x(n, len(shares)), _y(part), part)
              for n, part in enumerate(shares)]  # fmt: skip
    pieces: list[str] = []
    for before, point in zip([None, *points], points, strict=False):
        if point is not None:
            pieces.append(f"{'M' if before is None else 'L'}{point[0]},{point[1]}")
    dots = Markup("").join(
        Markup('<circle class="dot score" cx="{}" cy="{}" r="3.5"><title>Week {}: {}</title>'
               "</circle>").format(point[0], point[1], n, f"{point[2]:.0%}")
        for n, point in enumerate(points, 1) if point is not None
    )  # fmt: skip
    words = ", ".join(
        f"week {n} {'not shown' if part is None else f'{part:.0%}'}"
        for n, part in enumerate(shares, 1)
    )
    return Markup(
        '<svg class="chart retention" role="img" aria-label="{}" viewBox="0 0 {:g} {:g}">'
        '{}<path class="line score" d="{}"/>{}</svg>'
    ).format(
        f"Share who wrote, by week since joining: {words}", WIDTH, HEIGHT,
        _axes(len(shares)), " ".join(pieces), dots,
    )  # fmt: skip


def _x(week: int, weeks: int) -> float:
    return round(LEFT + (week + 0.5) / weeks * (WIDTH - LEFT - RIGHT), 1)


def _y(part: float) -> float:
    return round(HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM), 1)


def _axes(weeks: int) -> Markup:
    shares = Markup("").join(
        Markup('<line class="grid" x1="{}" y1="{}" x2="{}" y2="{}"/>'
               '<text class="tick" x="{}" y="{}">{}</text>').format(
            LEFT, y, WIDTH - RIGHT, y, LEFT - 6, y + 3.5, f"{part:.0%}"
        )
        for part in (0, 0.5, 1) for y in (_y(part),)
    )  # fmt: skip
    numbers = Markup("").join(
        Markup('<text class="day" text-anchor="middle" x="{}" y="{}">{}</text>').format(
            _x(week, weeks), HEIGHT - BOTTOM + 16, week + 1
        )
        for week in range(weeks)
    )
    return shares + numbers
