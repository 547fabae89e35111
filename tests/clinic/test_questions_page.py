"""Questions without an answer, over HTTP: what the editor of the articles sees."""

from __future__ import annotations

from datetime import timedelta

from records.events import GuidanceShown
from records.sqlite_store import SqliteStore
from tests.clinic.browser import Browser
from tests.clinic.simulated_people import NOW, Scribe


def ask(her: Scribe, text: str, days_ago: int, article: str | None, like: str = "") -> None:
    at = NOW - timedelta(days=days_ago)
    asked = her.says(text, at)
    heading = "Start" if article else None
    her._append(GuidanceShown(asked, text, article, heading, 0.3, like), at)


def test_no_question_without_an_answer_says_so(amara: Browser) -> None:
    page = amara.get("/questions")
    assert "None. A question appears here" in page
    assert "0 of 0 questions" in page


def test_the_newest_come_first_with_her_words_and_what_they_were_like(
    store: SqliteStore, amara: Browser
) -> None:
    her = Scribe(store, "a").onboard(weeks=3)
    ask(her, "which pram for twins", 9, None, "best double buggy?")
    ask(her, "is walking good for me", 8, "walking", "does walking help")
    ask(her, "can my dog have <b>turmeric</b>", 2, None)
    page = amara.get("/questions")
    assert "2 of 3 questions" in page
    assert page.index("turmeric") < page.index("which pram for twins")
    assert "best double buggy?" in page and "nothing known" in page
    assert "is walking good for me" not in page
    assert "&lt;b&gt;turmeric" in page and "<b>turmeric" not in page
    assert her.alias in page


def test_what_is_older_than_the_period_is_left_out(store: SqliteStore, amara: Browser) -> None:
    her = Scribe(store, "a", joined_days_ago=200).onboard(weeks=30)
    ask(her, "which pram for twins", 91, None)
    assert "0 of 0 questions" in amara.get("/questions")


def test_every_page_leads_to_it(amara: Browser) -> None:
    assert '<a href="/questions">Questions</a>' in amara.get("/")
