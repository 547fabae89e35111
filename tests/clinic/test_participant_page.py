"""Her page over HTTP: every number leads back to the words it came from."""

from __future__ import annotations

import re
from datetime import timedelta

from records.events import Draft, Fault, RemindersChanged, ValueRecorded
from records.sqlite_store import SqliteStore
from tests.clinic.browser import Browser
from tests.clinic.simulated_people import EXTRACTOR, NOW, NUMBNESS, Scribe, month


def flat(page: str) -> str:
    return re.sub(r">\s+", ">", re.sub(r"\s+<", "<", " ".join(page.split())))


def value_rows(page: str) -> list[str]:
    table = page.split('id="values"')[1].split("</section>")[0]
    return re.findall(r'<tr class="(?:current|superseded|skipped)">.*?</tr>', table, re.DOTALL)


def test_every_value_shows_its_sentence_with_the_span_and_a_way_there(
    store: SqliteStore, people: dict[str, Scribe], amara: Browser
) -> None:
    rich = people["rich"]
    rows = [flat(row) for row in value_rows(amara.get(f"/participants/{rich.id}?period=all"))]
    values = store.values(rich.id, superseded=True)
    assert len(rows) == len(values) + 1 > 20, "and one answer she skipped"
    for value in values:
        text = store.event(value.message_id).body.text  # type: ignore[union-attr]
        words = f"<mark>{text[value.start : value.end]}</mark>".replace("'", "&#39;")
        link = f'href="/participants/{rich.id}/messages/{value.message_id}#asked"'
        found = [row for row in rows if words in row and link in row]
        assert found, f"{value.measure} {value.shown}"
        assert all(EXTRACTOR in row for row in found)
        amara.get(f"/participants/{rich.id}/messages/{value.message_id}")


def test_a_corrected_value_stays_visible_beside_what_replaced_it(
    people: dict[str, Scribe], amara: Browser
) -> None:
    rich = people["rich"]
    page = flat(amara.get(f"/participants/{rich.id}"))
    assert "<del>8 / 10</del><small>corrected to 6 / 10</small>" in page
    assert "<b>6 / 10</b><small>corrects 8 / 10</small>" in page
    assert "not given" in page and "rather not say about mood" in page


def test_the_header_the_guidance_and_the_decision_points(
    people: dict[str, Scribe], amara: Browser
) -> None:
    rich = people["rich"]
    page = flat(amara.get(f"/participants/{rich.id}"))
    for words in (
        "11 weeks", "Vaginal birth", "Agreed", "text 2026-1", "daily at 19:30",
        "Times in Europe/London",
        "Lifting and carrying: Prams and car seats", "score 0.74", "Nothing fitted",
        "Nothing stands against it", "<b>Wrote</b>",
    ):  # fmt: skip
        assert words in page, words


def test_times_are_on_her_clock_and_the_zone_is_named(store: SqliteStore, amara: Browser) -> None:
    her = Scribe(store, "ny").onboard(weeks=9, zone="America/New_York")
    her.alert("review", "asked_for_person", "a person please", "a person", NOW)
    page = amara.get(f"/participants/{her.id}")
    assert "Times in America/New_York" in page and "Sun 22 Nov 2026, 09:00" in page
    unknown = Scribe(store, "nowhere").onboard(weeks=9, zone="Mars/Olympus")
    assert "UTC, her zone is not known" in amara.get(f"/participants/{unknown.id}")


def test_an_alert_shows_her_words_with_the_evidence_and_what_it_means(
    people: dict[str, Scribe], amara: Browser
) -> None:
    her = people["emergency"]
    page = flat(amara.get(f"/participants/{her.id}"))
    assert "since this morning i <mark>cant feel anything where i sit</mark>, it&#39;s" in page or (
        "since this morning i<mark>cant feel anything where i sit</mark>, it&#39;s" in page
    )
    for words in ("cauda equina", "Nobody has taken it on yet", "lifts the coach&#39;s pause"):
        assert words in page.replace("'", "&#39;"), words
    assert "Emergency alert on 22 Nov" in page, "the mark on the chart"


def test_the_chart_has_a_table_in_words(store: SqliteStore, amara: Browser) -> None:
    her = Scribe(store, "a").onboard(weeks=9)
    month(her, [3, 4, 5], mood=6, sleep=6, until=0, seed=1)
    page = flat(amara.get(f"/participants/{her.id}"))
    assert '<svg class="chart" role="img" aria-labelledby="chart-title chart-desc"' in page
    assert "Pain now, 0 to 10: 3 days, from 3 to 5, latest 5 on 2026-11-22." in page
    table = page.split("The chart as a table")[1].split("</table>")[0]
    assert re.findall(r'<th scope="row">(.+?)</th><td>(\d+)</td>', table) == [
        ("Sun 22 Nov 2026", "5"), ("Sat 21 Nov 2026", "4"), ("Fri 20 Nov 2026", "3"),
    ]  # fmt: skip


def test_thirty_days_by_default_and_everything_on_request(
    store: SqliteStore, amara: Browser
) -> None:
    her = Scribe(store, "a", joined_days_ago=90).onboard(weeks=30)
    month(her, [1.0], mood=6, sleep=6, until=80, seed=1)
    month(her, [9.0], mood=6, sleep=6, until=0, seed=1)
    assert len(value_rows(amara.get(f"/participants/{her.id}"))) == 3
    assert len(value_rows(amara.get(f"/participants/{her.id}?period=all"))) == 6


def test_someone_who_only_just_wrote(
    store: SqliteStore, people: dict[str, Scribe], amara: Browser
) -> None:
    for key, words in (("new", "Not answered yet"), ("refused", "Did not agree")):
        page = amara.get(f"/participants/{people[key].id}")
        assert words in page and "No values in these days." in page and "not known" in page
    paused = amara.get(f"/participants/{people['paused'].id}")
    assert "Paused" in paused and "until Tue 1 Dec 2026" in paused
    her = people["new"]
    store.append(her.id, Draft(RemindersChanged("stopped"), NOW))
    assert "Stopped" in amara.get(f"/participants/{her.id}")


def test_the_conversation_shows_both_sides_what_was_noted_and_goes_on(
    store: SqliteStore, amara: Browser
) -> None:
    her = Scribe(store, "a").onboard(weeks=9)
    month(her, [3, 4, 5, 4, 3, 4, 5, 6], mood=6, sleep=6, until=1, seed=1)
    alert = her.alert("emergency", "cauda_equina", NUMBNESS, "can't feel"[:3], NOW)
    message = store.alerts(her.id)[0].message_id
    store.append(her.id, Draft(Fault("TimeoutError 7f3a", message), NOW + timedelta(seconds=1)))
    assert alert
    page = flat(amara.get(f"/participants/{her.id}/messages/{message}"))
    for words in (
        "How is your back right now, 0 to 10?", "planned check-in", "Noted: Pain now 6 / 10",
        "Safety screen: Emergency: saddle numbness", "rule cauda_equina.1",
        "The coach failed while answering this (TimeoutError 7f3a)", "the message you asked for",
    ):  # fmt: skip
        assert words in page, words
    assert "Later messages" not in page
    earlier = re.search(r'href="([^"#]+)#asked">Earlier messages', page)
    assert earlier
    before = flat(amara.get(earlier.group(1)))
    assert "Later messages" in before and NUMBNESS.replace("'", "&#39;") not in before


def test_a_value_whose_message_is_gone_says_so(store: SqliteStore, amara: Browser) -> None:
    her = Scribe(store, "a").onboard(weeks=9)
    month(her, [3], mood=6, sleep=6, until=0, seed=1)
    gone = "Her words are no longer in the record."
    assert gone not in amara.get(f"/participants/{her.id}")
    day = NOW.date().isoformat()
    her._append(ValueRecorded("mood", 4.0, day, "no-such-message", 0, 1, "grammar-1"), NOW)
    assert gone in amara.get(f"/participants/{her.id}")


def test_an_alert_says_what_raised_it_and_what_she_answered(
    store: SqliteStore, amara: Browser
) -> None:
    her = Scribe(store, "answering").onboard(weeks=9)
    alert = her.alert("urgent", "clot", "my calf is hot and swollen", "hot and swollen", NOW)
    page = flat(amara.get(f"/participants/{her.id}"))
    assert "Raised by:<bdi>" in page and "Asked whether she is safe" not in page
    her.answer(alert, "yes my sister is here", NOW, safe=True)
    page = flat(amara.get(f"/participants/{her.id}"))
    assert "yes my sister is here" in page and "(read as safe)" in page
