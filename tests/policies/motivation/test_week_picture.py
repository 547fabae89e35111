"""The drawing of her week: a picture that any page can show, and the same in words."""

from __future__ import annotations

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.motivation.diary import Day, Told, last_days, read_days
from policies.motivation.week_picture import HEIGHT, WIDTH, draw, in_words
from tests.policies.motivation.told import TODAY, Log, ago

SVG = "{http://www.w3.org/2000/svg}"
PLAIN = {"svg", "title", "desc", "style", "rect", "path", "circle", "text"}


def values(low: float, high: float) -> st.SearchStrategy[tuple[Told, ...]]:
    return st.lists(st.floats(low, high), max_size=3).map(
        lambda some: tuple(Told(round(one, 2), "message") for one in some)
    )


days = st.builds(
    Day,
    day=st.integers(0, 3000).map(lambda n: TODAY + timedelta(days=n)),
    told=st.fixed_dictionaries(
        {
            "pain_now": values(0, 10),
            "sleep_hours": values(0, 24),
            "exercise_done": st.sampled_from(["yes", "partly", "no", "<b>"]).map(
                lambda word: (Told(word, "message"),)
            ),
        }
    ),
    steps=st.lists(st.text(), max_size=2).map(tuple),
)
weeks = st.lists(days, min_size=7, max_size=7)


def week_of(log: Log) -> tuple[Day, ...]:
    return last_days(read_days(log.events), TODAY)


@given(weeks)
def test_any_week_is_a_drawing_of_plain_shapes_within_its_frame(week: list[Day]) -> None:
    drawing = ElementTree.fromstring(draw(week))
    assert {element.tag.removeprefix(SVG) for element in drawing.iter()} <= PLAIN
    for element in drawing.iter():
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name]
        across, down = element.get("cx") or element.get("x"), element.get("cy") or element.get("y")
        assert across is None or 0 <= float(across) <= WIDTH
        assert down is None or 0 <= float(down) <= HEIGHT
    assert not re.search(r"url\(|@import|<script|<foreign", draw(week))


@given(weeks)
def test_there_is_a_dot_for_every_pain_and_a_bar_for_every_night(week: list[Day]) -> None:
    drawing = draw(week)
    assert drawing.count("<circle") == sum(len(set(day.numbers("pain_now"))) for day in week)
    assert drawing.count('<rect class="sleep"') == sum(
        bool(day.numbers("sleep_hours")) for day in week
    )


def test_it_says_in_words_what_it_shows() -> None:
    log = Log()
    log.tells(ago(6), pain_now=6.0, sleep_hours=1.0)
    log.tells(ago(1), pain_now=4.0, exercise_done="partly")
    log.tells(ago(1), pain_now=2.0)
    log.takes_step("walked to the corner", ago(0))
    words = in_words(week_of(log))
    assert words.startswith("Monday: pain 6, 1 hour of sleep. Tuesday: nothing noted.")
    assert "Saturday: pain 4, then 2, exercises done in part." in words
    assert words.endswith("Sunday: a step towards your goal.")
    drawing = ElementTree.fromstring(draw(week_of(log)))
    assert drawing.findtext(f"{SVG}title") == "Your week from 16 November to 22 November"
    assert drawing.findtext(f"{SVG}desc") == words


def test_a_higher_pain_stands_higher_and_longer_sleep_is_longer() -> None:
    log = Log()
    log.tells(ago(2), pain_now=2.0, sleep_hours=3.0)
    log.tells(ago(1), pain_now=8.0, sleep_hours=6.0)
    drawing = draw(week_of(log))
    low, high = (float(y) for y in re.findall(r'<circle .*?cy="([\d.]+)"', drawing))
    short, long = (float(y) for y in re.findall(r'class="sleep".*?height="([\d.]+)"', drawing))
    assert high < low  # in a drawing y grows downwards
    assert long == 2 * short


def test_goal_is_named_only_when_a_step_was_taken() -> None:
    log = Log()
    log.tells(ago(1), exercise_done="yes")
    assert ">Goal<" not in draw(week_of(log))
    log.takes_step("done", ago(0))
    assert ">Goal<" in draw(week_of(log))


def test_there_are_colours_for_the_dark() -> None:
    assert "@media (prefers-color-scheme: dark)" in draw(week_of(Log()))


def test_a_week_has_seven_days() -> None:
    with pytest.raises(ValueError, match="seven days"):
        draw(week_of(Log())[:6])
