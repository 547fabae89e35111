"""Geometry of the drawings, read back from the markup."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from clinic.charts import Band, Scale, runs, sparkline

FIRST = date(2026, 11, 1)
LAST = date(2026, 11, 30)
SVG = "{http://www.w3.org/2000/svg}"


def days(**numbers: float) -> dict[date, float]:
    """d3=4 is a 4 on 3 November."""
    return {date(2026, 11, int(name[1:])): number for name, number in numbers.items()}


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def scale(low: float = 0, high: float = 10) -> Scale:
    return Scale(FIRST, LAST, low, high, 0, 290, 0, 100)


def test_the_axis_runs_from_edge_to_edge() -> None:
    assert (scale().x(FIRST), scale().x(LAST)) == (0, 290)
    assert (scale().y(0), scale().y(5), scale().y(10)) == (100, 50, 0)
    assert scale(0, 12).y(6) == 50
    assert (scale().y(-3), scale().y(14)) == (100, 0)


def test_a_missing_day_is_a_gap() -> None:
    series = days(d1=2, d2=3, d4=4, d6=5, d7=5, d8=6)
    assert [len(piece) for piece in runs(series, scale())] == [2, 1, 3]
    root = drawn(sparkline(Band("Pain", series, 0, 10, "pain"), FIRST, LAST))
    path = root.find(f"{SVG}path[@class='line pain']")
    assert path is not None
    pieces = path.get("d", "").split()
    assert len(pieces) == 3 and all(piece.startswith("M") for piece in pieces)
    assert sum(piece.endswith("h0") for piece in pieces) == 1


def test_days_outside_the_axis_are_not_drawn() -> None:
    series = {FIRST - timedelta(days=1): 9.0, FIRST: 1.0, LAST + timedelta(days=1): 9.0}
    assert runs(series, scale()) == [[(0, 90)]]


def test_a_sparkline_says_itself_to_a_screen_reader() -> None:
    root = drawn(sparkline(Band("Pain", days(d1=7, d2=3, d9=6), 0, 10, "pain"), FIRST, LAST))
    assert root.get("role") == "img"
    assert root.get("aria-label") == "Pain: 3 to 7, latest 6"
    assert drawn(sparkline(Band("Mood", {}, 0, 10, "mood"), FIRST, LAST)).get("aria-label") == (
        "Mood: no values"
    )


def test_texts_are_escaped() -> None:
    svg = sparkline(Band('<b>"&</svg>', days(d1=1), 0, 10, "pain"), FIRST, LAST)
    assert "<b>" not in svg and svg.count("</svg>") == 1


@given(st.dictionaries(st.dates(FIRST, LAST), st.floats(-5, 50)))
def test_every_value_is_drawn_once_and_inside_the_frame(series: dict[date, float]) -> None:
    points = [point for piece in runs(series, scale()) for point in piece]
    assert len(points) == len(series)
    assert all(0 <= x <= 290 and 0 <= y <= 100 for x, y in points)
