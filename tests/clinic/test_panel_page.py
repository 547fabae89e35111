"""The panel over HTTP: who comes first and what the row says."""

from __future__ import annotations

import re

from records.events import AlertAcknowledged, Draft
from records.sqlite_store import SqliteStore
from tests.clinic.browser import Browser
from tests.clinic.simulated_people import NOW, Scribe


def aliases(page: str) -> list[str]:
    return re.findall(r'<a href="/participants/[0-9a-f]{32}">([^<]+)</a>', page)


def test_an_empty_panel_says_so(amara: Browser) -> None:
    assert "Nobody has written yet" in amara.get("/")


def test_the_worst_come_first_and_everybody_is_there(
    people: dict[str, Scribe], amara: Browser
) -> None:
    page = amara.get("/")
    shown = aliases(page)
    first = ["emergency", "taken", "urgent", "review", "worse", "paused", "silent"]
    swapped = [people[key].alias for key in first]
    # both emergencies are open: the one waiting longer leads
    swapped[0], swapped[1] = swapped[1], swapped[0]
    assert shown[: len(first)] == swapped
    assert sorted(shown) == sorted(person.alias for person in people.values())


def test_a_row_says_why_in_words_with_drawings_and_contacts(
    people: dict[str, Scribe], amara: Browser
) -> None:
    page = " ".join(amara.get("/").split())
    for words in (
        "Diary <b>12 of 14 days</b>",
        "Emergency: saddle numbness, or loss of bladder or bowel control, 12 min ago",
        "Urgent: swollen or painful calf, possible clot, 3 h ago",
        "For review: asked to speak to a person, 20 h ago",
        "Pain up from 3 to 6 in a week",
        "Silent for 6 days",
        "Silent for 12 days, reminders paused",
        "Did not agree to the diary",
        "Has not answered the consent question yet",
        "9 weeks since birth, caesarean birth",
        "From her <b>12 min ago</b>",
        "To her <b>never</b>",
        '<a href="/?level=emergency"><b>2</b> emergency</a>',
    ):
        assert words in page, words
    assert page.count('class="spark"') == 36
    assert re.search(r'aria-label="Sleep, hours: [\d.]+ to [\d.]+, latest [\d.]+"', page)
    assert page.count(">Simulated</span>") == 12


def test_a_taken_alert_names_who_took_it(store: SqliteStore, amara: Browser) -> None:
    her = Scribe(store, "a").onboard(weeks=3)
    alert = her.alert("urgent", "clot", "my calf is swollen", "calf is swollen", NOW)
    store.append(her.id, Draft(AlertAcknowledged(alert, "amara"), NOW))
    assert "taken on by Dr Amara" in amara.get("/")


def test_a_forgotten_participant_is_gone(store: SqliteStore, amara: Browser) -> None:
    her = Scribe(store, "a").onboard(weeks=3)
    assert aliases(amara.get("/")) == [her.alias]
    store.forget(her.id)
    assert aliases(amara.get("/")) == []
    amara.get(f"/participants/{her.id}", 404)
