"""Geometry of the drawings, read back from the markup."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from clinic.charts import BAND, LEFT, RIGHT, TOP, WIDTH, Band, Mark, Scale, chart, runs, sparkline

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
    assert len(root.findall(f"{SVG}polyline")) == 2
    assert len(root.findall(f"{SVG}circle[@class='dot pain']")) == 1


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


def test_a_chart_has_its_bands_on_one_axis_and_marks_through_all_of_them() -> None:
    pain = Band("Pain", days(d1=0, d2=10), 0, 10, "pain")
    sleep = Band("Sleep, hours", days(d1=12, d2=6), 0, 12, "sleep")
    marks = [
        Mark(LAST, "Emergency alert on 30 Nov", "emergency"),
        Mark(FIRST - timedelta(days=9), "too early to show", "urgent"),
    ]
    root = drawn(chart([pain, sleep], marks, FIRST, LAST, title="Course"))
    first, second = (line.get("points", "") for line in root.findall(f"{SVG}polyline"))
    assert first.split()[0] == f"{LEFT},{TOP + BAND}"
    assert second.split()[0].startswith(f"{LEFT},")
    assert [text.text for text in root.findall(f"{SVG}text[@class='tick']")] == [
        "0", "5", "10", "0", "6", "12",
    ]  # fmt: skip
    (mark,) = root.findall(f"{SVG}g")
    line = mark.find(f"{SVG}line")
    assert line is not None and float(line.get("x1", "")) == WIDTH - RIGHT
    assert float(line.get("y2", "")) > float(second.split()[0].split(",")[1])
    assert mark.findtext(f"{SVG}title") == "Emergency alert on 30 Nov"
    assert root.findtext(f"{SVG}title") == "Course"
    description = root.findtext(f"{SVG}desc") or ""
    assert "Pain: 2 days, from 0 to 10, latest 10 on 2026-11-02." in description
    assert "too early" not in description


def test_a_single_day_and_no_day_at_all_still_draw() -> None:
    band = Band("Pain", {FIRST: 4}, 0, 10, "pain")
    assert drawn(chart([band], [], FIRST, FIRST, title="t")).findall(f"{SVG}circle")
    assert drawn(chart([Band("Pain", {}, 0, 10, "pain")], [], FIRST, LAST, title="t")) is not None


def test_texts_are_escaped() -> None:
    band = Band('<b>"&', days(d1=1), 0, 10, "pain")
    marks = [Mark(FIRST, "<script>x</script>", "urgent")]
    svg = chart([band], marks, FIRST, LAST, title="</svg>") + sparkline(band, FIRST, LAST)
    assert "<script" not in svg and "<b>" not in svg and svg.count("</svg>") == 2


@given(st.dictionaries(st.dates(FIRST, LAST), st.floats(-5, 50)))
def test_every_value_is_drawn_once_and_inside_the_frame(series: dict[date, float]) -> None:
    points = [point for piece in runs(series, scale()) for point in piece]
    assert len(points) == len(series)
    assert all(0 <= x <= 290 and 0 <= y <= 100 for x, y in points)
