"""The panel follows the record: whatever is written, by whichever process, is on the next page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from starlette.applications import Starlette

from clinic.app import create_app
from clinic.entry.accounts import Accounts
from clinic.panel.standings import Standings
from records.events import AlertEscalated, Draft, ValueCorrected
from records.sqlite_store import SqliteStore
from tests.clinic.browser import Browser, Clock
from tests.clinic.simulated_people import NOW, NUMBNESS, Scribe, month
from tests.clinic.test_panel_page import aliases


def words(page: str) -> str:
    return " ".join(page.split())


def test_a_message_a_value_and_an_alert_are_on_the_next_page(
    store: SqliteStore, amara: Browser, clock: Clock
) -> None:
    her = Scribe(store, "a").onboard(weeks=6)
    page = words(amara.get("/"))
    assert "Silent for 60 days" in page and "Pain <b>–</b>" in page  # noqa: RUF001
    said = her.says("pain is 6", NOW)
    assert "From her <b>just now</b>" in words(amara.get("/"))
    value = her.value("pain_now", 6, said, "6", NOW)
    page = words(amara.get("/"))
    assert "Pain <b>6</b>" in page and "Diary <b>1 of 14 days</b>" in page
    store.append(her.id, Draft(ValueCorrected(value, 4, "amara", "she meant 4"), NOW))
    assert "Pain <b>4</b>" in words(amara.get("/"))
    her.alert("emergency", "cauda_equina", NUMBNESS, "numb", NOW)
    assert "Emergency: saddle numbness" in words(amara.get("/"))


def test_what_another_process_writes_is_seen(
    store: SqliteStore, accounts: Accounts, amara: Browser, app: Starlette
) -> None:
    Scribe(store, "a").onboard(weeks=6)
    amara.get("/")
    other = SqliteStore(Path(store.path))
    new = Scribe(other, "b").onboard(weeks=6)
    assert new.alias in aliases(amara.get("/"))
    second = create_app(other, accounts, clock=amara.clock, secure_cookies=False)
    bea = Browser(second, amara.clock)
    bea.client.cookies.update(amara.client.cookies)
    assert aliases(bea.get("/")) == aliases(amara.get("/"))
    alias = new.alias
    other.forget(new.id)
    assert alias not in amara.get("/") and alias not in bea.get("/")


def test_whoever_is_forgotten_is_gone_while_others_come(store: SqliteStore, amara: Browser) -> None:
    gone, stays = (Scribe(store, name).onboard(weeks=6) for name in "ab")
    assert len(aliases(amara.get("/"))) == 2
    alias = gone.alias
    store.forget(gone.id)
    new = Scribe(store, "c")
    assert sorted(aliases(amara.get("/"))) == sorted([stays.alias, new.alias])
    assert "Nobody fits" in amara.get(f"/?search={alias}")


def test_time_alone_moves_people(store: SqliteStore, amara: Browser, clock: Clock) -> None:
    her = Scribe(store, "a").onboard(weeks=6)
    month(her, [3.0] * 9, mood=5, sleep=6, until=1, seed=1)
    assert "Nothing new" in amara.get("/")
    clock.now += timedelta(days=1)
    amara.sign_in("amara")
    assert "Nothing new" in amara.get("/")
    clock.now += timedelta(days=2)
    amara.sign_in("amara")
    assert "Silent for 4 days" in amara.get("/") or "Silent for 3 days" in amara.get("/")
    assert 'class="silent"' in amara.get("/?level=silent")


def test_an_alert_people_were_told_of_says_so_until_it_is_taken_on(
    store: SqliteStore, amara: Browser
) -> None:
    her = Scribe(store, "a").onboard(weeks=6)
    alert = her.alert("emergency", "cauda_equina", NUMBNESS, "numb", NOW)
    assert "escalated" not in amara.get("/")
    store.append(her.id, Draft(AlertEscalated(alert, 1, "email"), NOW))
    assert "escalated, still not taken on" in amara.get("/")
    amara.act(f"/alerts/{alert}/acknowledge")
    page = amara.get("/")
    assert "escalated" not in page and "taken on by Dr Amara" in page


def test_kept_up_to_date_it_says_what_reading_everything_says(
    store: SqliteStore, people: dict[str, Scribe], signed_in: Callable[..., Browser]
) -> None:
    kept = Standings(store)
    kept.ranked(NOW)
    at = NOW
    for step, her in enumerate(people.values()):
        at += timedelta(hours=5)
        said = her.says(f"pain {step}", at)
        her.value("pain_now", step % 11, said, f"{step}", at)
        if step % 3 == 0:
            store.forget(people[list(people)[step]].id)
        assert list(kept.ranked(at)) == Standings(store).ranked(at)


def test_the_pictures_are_of_the_last_thirty_days(store: SqliteStore, amara: Browser) -> None:
    her = Scribe(store, "a").onboard(weeks=20)
    for back in (35, 20, 2):
        her.diary((NOW - timedelta(days=back)).date(), pain=back % 10, mood=5, sleep=6)
    page = amara.get("/")
    assert re.search(r'aria-label="Pain now, 0 to 10: 0 to 2, latest 2"', page)
