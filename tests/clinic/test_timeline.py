"""Her course drawn on her page, and what stands below it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from clinic.charts import Band
from clinic.participant.course import course
from clinic.participant.lanes import Lane, lanes
from clinic.participant.nudges import points
from clinic.participant.period import Period
from clinic.participant.timeline import SHAPES, Mark, Track, timeline
from records.events import (
    CheckinDecided,
    CheckinDelivered,
    CheckinEnded,
    CheckinOutcome,
    Draft,
    Event,
    ItemAnswered,
    QuestionnaireScored,
)
from records.sqlite_store import SqliteStore
from tests.clinic.browser import Browser
from tests.clinic.simulated_people import NOW, Scribe, month
from tests.clinic.test_charts import FIRST, LAST, SVG, drawn
from tests.clinic.test_participant_page import flat

NOVEMBER = Period(FIRST, LAST, "range")
SERIES = st.dictionaries(st.dates(FIRST, LAST), st.floats(0, 10), max_size=30)


@given(SERIES)
def test_the_drawing_keeps_gaps_and_its_frame(series: dict[date, float]) -> None:
    band = Band("Pain", series, 0, 10, "pain")
    root = drawn(timeline([Track(band, {}, course(series))], [], [], NOVEMBER, "t"))
    assert len(root.findall(f"{SVG}circle[@class='dot pain']")) == len(series)
    pieces = [p.get("points", "").split() for p in root.findall(f"{SVG}polygon")]
    assert sum(map(len, pieces)) == 2 * len(course(series))
    assert root.findtext(f"{SVG}desc", "").startswith("Pain: ")


def lane_marks(root: ET.Element, shape: str) -> list[str]:
    return [p.get("transform", "") for p in root.findall(f"{SVG}path[@class='at {shape}']")]


def test_lanes_alerts_and_ranges_stand_on_one_axis() -> None:
    pain = Track(Band("Pain", {FIRST: 3, LAST: 7}, 0, 10, "pain"), {LAST: (2, 7)})
    some = [
        Lane("Wrote", "coach wrote", "square", {FIRST: 1, LAST: 1}),
        Lane("Silent", "coach kept silent", "ring", {LAST: 2}),
        Lane("Messages", "message from her", "bar", {LAST: 4}),
    ]
    marks = [
        Mark(LAST, "Emergency alert on 30 Nov", "emergency"),
        Mark(FIRST - timedelta(days=9), "too early to show", "urgent"),
    ]
    root = drawn(timeline([pain], some, marks, NOVEMBER, "Course"))
    dots = [c.get("cx") for c in root.findall(f"{SVG}circle")]
    squares = [re.findall(r"[\d.]+", t)[0] for t in lane_marks(root, "square")]
    assert squares == dots and len(lane_marks(root, "ring")) == 1
    (within,) = root.findall(f"{SVG}line[@class='within pain']")
    (mark,) = root.findall(f"{SVG}g")
    line = mark.find(f"{SVG}line")
    assert line is not None and line.get("x1") == dots[1] == within.get("x1")
    assert mark.findtext(f"{SVG}title") == "Emergency alert on 30 Nov"
    description = root.findtext(f"{SVG}desc") or ""
    for words in (
        "Pain: 2 days, from 3 to 7, latest 7 on 2026-11-30.", "Coach wrote: 2.",
        "Coach kept silent: 2.", "Emergency alert on 30 Nov.",
    ):  # fmt: skip
        assert words in description, words
    assert "too early" not in description
    assert len(set(SHAPES.values())) == len(SHAPES), "each lane has a shape of its own"


def test_a_long_period_bundles_its_lanes_by_week() -> None:
    year = Period(LAST - timedelta(days=364), LAST, "all")
    every = {year.first + timedelta(days=n): 1 for n in range(365)}
    root = drawn(timeline([], [Lane("Wrote", "coach wrote", "square", every)], [], year, "t"))
    assert len(lane_marks(root, "square")) == 53
    assert "Coach wrote: 365." in (root.findtext(f"{SVG}desc") or "")


def test_texts_in_a_drawing_are_escaped() -> None:
    band = Track(Band('<b>"&', {FIRST: 1}, 0, 10, "pain"))
    marks = [Mark(FIRST, "<script>x</script>", "urgent")]
    svg = timeline([band], [], marks, NOVEMBER, "</svg>")
    assert "<script" not in svg and "<b>" not in svg and svg.count("</svg>") == 1


def test_a_range_of_dates_shows_those_days(store: SqliteStore, amara: Browser) -> None:
    her = Scribe(store, "a", joined_days_ago=90).onboard(weeks=30)
    month(her, [1.0], mood=6, sleep=6, until=80, seed=1)
    month(her, [9.0], mood=6, sleep=6, until=0, seed=1)
    page = flat(amara.get(f"/participants/{her.id}?from=2026-09-01&to=2026-09-10"))
    assert "Pain, mood and sleep, 1 Sep 2026 to 10 Sep 2026" in page
    assert "<b>1 / 10</b>" in page and "<b>9 / 10</b>" not in page
    assert "Thu 03 Sep 2026" in page


def decide(her: Scribe, at: datetime, action: str, **more: object) -> CheckinDecided:
    body = CheckinDecided(
        f"{her.id}:{at.isoformat()}", at.isoformat(), action, "quiet_hours", **more  # type: ignore[arg-type]
    )  # fmt: skip
    her._append(body, at)
    return body


def test_a_decision_point_tells_chance_choice_and_outcome(
    store: SqliteStore, amara: Browser
) -> None:
    her = Scribe(store, "a").onboard(weeks=9)
    at = NOW - timedelta(hours=5)
    chosen = {"arm": "learned", "policy": "v7", "why": ("evenings seem to suit you well",)}
    sent = decide(
        her, at, "send", probability=0.62, draw=0.41, family="checkin",
        message="checkin-quick", **chosen,
    )  # fmt: skip
    her._append(CheckinDelivered(sent.checkin, "sent", "accepted"), at)
    her._append(CheckinOutcome(sent.checkin, True, 12.4, True, 0.2), NOW)
    decide(her, at - timedelta(days=1), "silent", probability=0.3, draw=0.8, **chosen)
    decide(her, at - timedelta(days=2), "refuse")
    late = decide(her, at - timedelta(days=3), "send", probability=1.0, arm="fixed")
    her._append(CheckinDelivered(late.checkin, "expired", "an_alert_is_open"), at)
    page = flat(amara.get(f"/participants/{her.id}"))
    for words in (
        "would write with 62%; drew 0.41: wrote", "would write with 30%; drew 0.80: stayed silent",
        "writes every time", "<b>Not possible</b>", "<b>Missed</b>", "checkin-quick",
        "Took part; wrote after 12 min; paused or stopped the messages",
        "Decided by the policy that learns, version v7.", "evenings seem to suit you well",
        "Quiet hours", "An alert is open",
    ):  # fmt: skip
        assert words in page, words
    table = page.split("The chart as a table")[1].split("</table>")[0]
    assert "coach wrote; she took part" in table and "coach kept silent" in table


def test_lanes_count_by_her_days() -> None:
    at = datetime(2026, 11, 1, 23, 30, tzinfo=timezone.utc)
    body = CheckinDecided("c", at.isoformat(), "send", "r")
    outcome = CheckinOutcome("c", True, None, False, 1.0)
    events = [Event("e", 1, "p", at, one, "c", "") for one in (body, outcome)]
    found = lanes(points(events, ()), timezone(timedelta(hours=2)), [LAST, LAST], {LAST: 3})
    by_name = {lane.name: dict(lane.days) for lane in found}
    assert by_name["Wrote"] == by_name["Took part"] == {date(2026, 11, 2): 1}
    assert by_name["Finished"] == {LAST: 2} and by_name["Messages"] == {LAST: 3}


def test_several_values_of_a_day_show_their_range_and_a_week_its_median(
    store: SqliteStore, amara: Browser
) -> None:
    her = Scribe(store, "a").onboard(weeks=9)
    month(her, [3, 4, 5, 4, 6], mood=6, sleep=6, until=0, seed=1)
    her.value("pain_now", 8, her.says("8 now", NOW), "8", NOW)
    her._append(CheckinEnded(NOW.date().isoformat(), "complete"), NOW)
    table = flat(amara.get(f"/participants/{her.id}")).split("The chart as a table")[1]
    (today,) = re.findall(r'<th scope="row">Sun 22 Nov 2026</th>.*?</tr>', table)
    assert "8<small>6 to 8 that day</small><small>median 4.5 (4 to 8)</small>" in today
    assert "check-in finished" in today and "message from her (4)" in today


def test_weekly_scores_are_drawn_over_their_bands(store: SqliteStore, amara: Browser) -> None:
    her = Scribe(store, "a").onboard(weeks=9)
    for back, value in ((8, 2.0), (1, 5.0)):
        at = NOW - timedelta(days=back)
        message, day = her.says(f"{value:g}", at), at.date().isoformat()
        answer = ItemAnswered("phq2", 1, "phq2_low", value, day, message, 0, 1)
        (event,) = store.append(her.id, Draft(answer, at))
        her._append(QuestionnaireScored("phq2", 1, value, "positive", (event.id,), day), at)
    page = flat(amara.get(f"/participants/{her.id}"))
    (svg,) = re.findall(r'<svg class="chart scores".*?</svg>', page)
    assert 'aria-label="Patient Health Questionnaire, two items (PHQ-2): 2 on 2026-11-14, 5' in svg
    assert "3 or more: ask further" in svg and svg.count('class="shade shade-') == 2
    assert "Bands: Kroenke, Spitzer and Williams 2003" in page
