"""The service overview: figures of a simulated clinic, and none that point to a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from clinic.service.retention_chart import retention_chart
from records.events import (
    AlertAcknowledged,
    AlertClosed,
    AlertRaised,
    CheckinDecided,
    CheckinOutcome,
    Draft,
    GuidanceShown,
    MessageReceived,
)
from records.sqlite_store import SqliteStore
from tests.clinic.browser import Browser
from tests.clinic.simulated_people import NOW, Scribe

NONE = "\N{EN DASH}"  # stands for a figure that isn't shown


@pytest.fixture
def lead(signed_in: Callable[..., Browser]) -> Browser:
    return signed_in("lena", "lead")


def many(store: SqliteStore, count: int, name: str = "a") -> list[Scribe]:
    return [Scribe(store, f"{name}{n}").onboard(weeks=6) for n in range(count)]


def text(page: str) -> str:
    """What a reader sees, in order."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def section(page: str, name: str) -> str:
    found = re.search(rf'<section aria-labelledby="{name}">.*?</section>', page, re.DOTALL)
    assert found
    return text(found[0])


def checkin(her: Scribe, n: int, family: str, took_part: bool, at: datetime = NOW) -> None:
    name = f"{her.id}:{n}"
    decided = CheckinDecided(name, at.isoformat(), "send", "why", arm="learned", family=family)
    followed = CheckinOutcome(name, took_part, None, False, 1.0)
    her.store.append(her.id, Draft(decided, at), Draft(followed, at))


def test_an_empty_clinic_has_a_page(lead: Browser) -> None:
    assert "None in this period." in lead.get("/service")


def test_who_joined_and_who_is_active(store: SqliteStore, lead: Browser) -> None:
    for her in many(store, 6):
        her.says("hello", NOW - timedelta(days=2))
    for n in range(5):
        Scribe(store, f"new {n}")
    for n in range(7):
        Scribe(store, f"no {n}").refuse()
    page = lead.get("/service")
    assert "went through the first questions 6 33%" in section(page, "joined")
    assert "Not answered the consent question yet 5 28%" in section(page, "joined")
    assert "Joined 18" in section(page, "joined")
    assert "In the last 7 days 6 33%" in section(page, "active")
    assert "Never wrote 5 28%" in section(page, "active")


def test_few_people_are_not_counted_out(store: SqliteStore, lead: Browser) -> None:
    many(store, 6)
    for n in range(9):
        Scribe(store, f"new {n}")
    for n in range(2):
        Scribe(store, f"no {n}").refuse()
    shown = section(lead.get("/service"), "joined")
    assert "Did not agree <5" in shown.replace("&lt;", "<")
    assert f"yet hidden {NONE}" in shown and "first questions 6 35%" in shown
    assert "Joined 17" in shown


def test_too_few_are_not_told_apart(store: SqliteStore, lead: Browser) -> None:
    for her in many(store, 3):
        her.alert("urgent", "clot", "my calf is swollen", "calf", NOW)
    page = lead.get("/service")
    for name in ("joined", "active", "alerts"):
        assert re.fullmatch(r"[\w ]+ Too few people to tell more apart\.", section(page, name))
    many(store, 4, "b")
    shown = section(lead.get("/service"), "active")
    assert shown == "When they last wrote Joined: 7. Too few people to tell more apart."


def test_answers_to_checkins_by_kind(store: SqliteStore, lead: Browser) -> None:
    for n, her in enumerate(many(store, 20)):
        checkin(her, 1, "rest", took_part=n < 10)
        checkin(her, 2, "plan", took_part=n < 2)
        checkin(her, 3, "old", took_part=True, at=NOW - timedelta(weeks=6))
    page = lead.get("/service")
    assert "Rest 20 50%" in section(page, "families")
    assert f"Plan 20 {NONE}" in section(page, "families"), "two people took part"
    assert "Old" not in section(page, "families")
    assert "Old 20 100%" in section(lead.get("/service?weeks=12"), "families")
    assert "Learned 40 30%" in section(page, "arms")


def test_who_stays_week_by_week(store: SqliteStore, lead: Browser) -> None:
    for n, her in enumerate(many(store, 20)):
        for week in range(4 if n < 5 else 1):
            at = her.joined + timedelta(days=7 * week + 1)
            store.append(her.id, Draft(MessageReceived("simulated", "hello"), at))
    page = lead.get("/service")
    assert "1 100% 2 25% 3 25% 4 25%" in section(page, "retention")
    assert 'aria-label="Share who wrote, by week since joining: week 1 100%, week 2 25%' in page
    assert "5 0%" in section(lead.get("/service?weeks=12"), "retention")


def test_how_soon_alerts_are_taken_on_and_closed(store: SqliteStore, lead: Browser) -> None:
    for n, her in enumerate(many(store, 12)):
        raised = NOW - timedelta(hours=5)
        (alert,) = store.append(her.id, Draft(AlertRaised("emergency", ("clot",), "m"), raised))
        taken = raised + timedelta(minutes=4 if n < 6 else 30)
        store.append(her.id, Draft(AlertAcknowledged(alert.id, "amara"), taken))
        done = AlertClosed(alert.id, "amara", "called her")
        store.append(her.id, Draft(done, raised + timedelta(hours=3)))
    page = lead.get("/service")
    assert "Emergency 12 17 min 30 min 3 h 3 h 50%" in section(page, "alerts").replace(
        "180 min", "3 h"
    )
    assert "In time: before the lead is told; emergency 10 min" in text(page)


def test_questions_with_and_without_an_answer(store: SqliteStore, lead: Browser) -> None:
    for n, her in enumerate(many(store, 12)):
        article = "lifting" if n < 7 else None
        store.append(her.id, Draft(GuidanceShown("m", "may I run?", article, None, 0.5), NOW))
    shown = section(lead.get("/service"), "questions")
    assert "An article answered 7 No article answered 5 All 12" in shown


def test_another_period_is_left_out_with_a_word(lead: Browser) -> None:
    for wrong in ("5", "0", "x" * 200, "<b>", "4 "):
        page = lead.get(f"/service?weeks={wrong}")
        assert "these are the last 4" in page and "<b>”" not in page
    assert "last 12 weeks" in lead.get("/service?weeks=12")


def test_whoever_is_forgotten_is_not_counted(store: SqliteStore, lead: Browser) -> None:
    gone, *_ = many(store, 7)
    assert "Joined 7" in section(lead.get("/service"), "joined")
    store.forget(gone.id)
    assert "Joined 6" in section(lead.get("/service"), "joined")


def test_who_may_see_it(signed_in: Callable[..., Browser]) -> None:
    assert "The service" in signed_in("rosa", "researcher").get("/service")
    for name, role in (("amara", "clinician"), ("aud", "auditor"), ("adm", "admin")):
        signed_in(name, role).get("/service", 403)


def test_the_curve_has_a_gap_where_nothing_may_be_shown() -> None:
    drawn = str(retention_chart([1.0, None, 0.5, 0.25]))
    path = re.search(r'd="([^"]*)"', drawn)
    assert path and path[1].count("M") == 2 and path[1].count("L") == 1
    assert "week 2 not shown" in drawn and drawn.count("<circle") == 3
