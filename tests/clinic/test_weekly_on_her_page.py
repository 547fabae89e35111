"""The weekly questionnaires on her page: score, band in words, and the words behind each answer."""

from __future__ import annotations

import re

from records.events import ActivitiesNamed, ItemAnswered, QuestionnaireScored
from records.sqlite_store import SqliteStore
from tests.clinic.browser import Browser
from tests.clinic.simulated_people import NOW, Scribe

DAY = NOW.date().isoformat()


def flat(page: str) -> str:
    return re.sub(r">\s+", ">", re.sub(r"\s+<", "<", " ".join(page.split())))


def answer(
    her: Scribe, item: str, value: float, text: str, words: str, supersedes: str | None = None
) -> str:
    message = her.says(text, NOW)
    start = text.index(words)
    body = ItemAnswered(
        item.split("_")[0], 1, item, value, DAY, message, start, start + len(words), item,
        supersedes,
    )  # fmt: skip
    return her._append(body, NOW)


def test_a_score_shows_its_band_and_her_words(store: SqliteStore, amara: Browser) -> None:
    her = Scribe(store, "weekly").onboard(weeks=9)
    interest = answer(her, "phq2_interest", 2, "most days i think", "most days")
    low = answer(her, "phq2_low", 3, "Nearly every day", "Nearly every day")
    her._append(QuestionnaireScored("phq2", 1, 5, "positive", (interest, low), DAY), NOW)
    page = flat(amara.get(f"/participants/{her.id}"))
    assert "Patient Health Questionnaire, two items (PHQ-2)" in page
    assert "<b>5 of 6</b><small>3 or more: ask further</small>" in page
    assert "<mark>most days</mark>i think" in page
    assert "little interest or pleasure" in page and "2 (more than half the days)" in page


def test_a_corrected_score_stays_visible(store: SqliteStore, amara: Browser) -> None:
    her = Scribe(store, "weekly").onboard(weeks=9)
    first = answer(her, "pgic_change", 6, "6", "6")
    old = her._append(QuestionnaireScored("pgic", 1, 6, "worse", (first,), DAY), NOW)
    again = answer(her, "pgic_change", 2, "sorry, 2", "2", supersedes=first)
    her._append(QuestionnaireScored("pgic", 1, 2, "improved", (again,), DAY, old), NOW)
    page = flat(amara.get(f"/participants/{her.id}"))
    assert "<del>6 of 7</del><small>corrected to 2 of 7</small>" in page
    assert "<b>2 of 7</b><small>much or very much better</small>" in page


def test_an_activity_with_markup_in_it_stays_text(store: SqliteStore, amara: Browser) -> None:
    her = Scribe(store, "weekly").onboard(weeks=9)
    hostile = "<script>alert(1)</script>"
    named = her.says(hostile, NOW)
    her._append(ActivitiesNamed((hostile,), named, ((0, len(hostile)),)), NOW)
    rated = answer(her, "psfs_1", 3, "3", "3")
    her._append(QuestionnaireScored("psfs", 1, 3, None, (rated,), DAY), NOW)
    page = amara.get(f"/participants/{her.id}")
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_a_questionnaire_of_a_newer_program_is_shown_all_the_same(
    store: SqliteStore, amara: Browser
) -> None:
    her = Scribe(store, "weekly").onboard(weeks=9)
    rated = answer(her, "new_1", 3, "3", "3")
    her._append(QuestionnaireScored("new", 1, 3, "some_band", (rated,), DAY), NOW)
    page = flat(amara.get(f"/participants/{her.id}"))
    assert "<b>3</b><small>some band</small>" in page
