"""Notes on her page: kept once, shown newest first, and never lost on the way."""

from __future__ import annotations

import re

from records.events import Draft, NoteWritten
from records.sqlite_store import SqliteStore
from tests.clinic.browser import Browser, Clock
from tests.clinic.simulated_people import NOW, Scribe
from tests.clinic.test_participant_page import flat


def form_id(page: str) -> str:
    found = re.search(r'name="form_id" value="([0-9a-f]+)"', page)
    assert found
    return found.group(1)


def written(store: SqliteStore, her: Scribe) -> list[str]:
    events = store.read(her.id, kinds={"note_written"})
    return [event.body.text for event in events]  # type: ignore[attr-defined]


def test_notes_are_listed_newest_first_with_name_and_time(
    store: SqliteStore, amara: Browser, clock: Clock
) -> None:
    her = Scribe(store, "a").onboard(weeks=9)
    here = f"/participants/{her.id}"
    page = amara.act(f"{here}/notes", text="Rang her.\r\nSleeps better.", form_id="1")
    assert "Your note is saved." in page and "<b>Dr Amara</b>" in page
    clock.tick(minutes=5)
    amara.act(f"{here}/notes", text="Referred her.", form_id="2")
    page = flat(amara.get(here))
    assert page.index("Referred her.") < page.index("Rang her.")
    assert "Sun 22 Nov 2026, 14:05" in page
    assert written(store, her) == ["Rang her.\nSleeps better.", "Referred her."]


def test_a_form_sent_twice_is_one_note(store: SqliteStore, amara: Browser) -> None:
    her = Scribe(store, "a").onboard(weeks=9)
    here = f"/participants/{her.id}"
    first = form_id(amara.get(here))
    for _ in range(2):
        amara.act(f"{here}/notes", text="Rang her.", form_id=first)
    assert written(store, her) == ["Rang her."]
    amara.act(f"{here}/notes", text="Rang her.", form_id=form_id(amara.get(here)))
    assert len(written(store, her)) == 2, "the same words in a new form are another note"


def test_a_refused_note_is_shown_back_whole(store: SqliteStore, amara: Browser) -> None:
    her = Scribe(store, "a").onboard(weeks=9)
    long = "A very long note. " * 300 + "The end of it."
    page = amara.act(f"/participants/{her.id}/notes", 422, text=long, form_id="1")
    assert "5,414 characters; please keep it to 4,000" in page and "The end of it." in page
    assert "Please write something first" in amara.act(
        f"/participants/{her.id}/notes", 422, text=" \n ", form_id="1"
    )
    assert written(store, her) == []


def test_four_thousand_characters_of_any_kind_are_taken(store: SqliteStore, amara: Browser) -> None:
    her = Scribe(store, "a").onboard(weeks=9)
    amara.act(f"/participants/{her.id}/notes", text="\N{ADHESIVE BANDAGE}" * 4000, form_id="1")
    assert len(written(store, her)[0]) == 4000


def test_a_megabyte_gets_a_page_with_what_fits(store: SqliteStore, amara: Browser) -> None:
    her = Scribe(store, "a").onboard(weeks=9)
    page = amara.act(
        f"/participants/{her.id}/notes", 413, form_id="1", text="Beginning. " + "<b>x" * 250_000
    )
    assert "a note may have 4,000 characters" in page and "Beginning. &lt;b&gt;x" in page
    assert "<b>x" not in page and len(page) < 200_000
    assert written(store, her) == []


def test_a_long_password_is_not_shown_back(stranger: Browser) -> None:
    page = stranger.post("/login", 413, name="amara", password="secret" * 20_000)
    assert "secretsecret" not in page


def test_hostile_notes_stay_text(store: SqliteStore, amara: Browser) -> None:
    her = Scribe(store, "a").onboard(weeks=9)
    hostile = "</textarea><script>alert(1)</script>\u202egnp"
    store.append(her.id, Draft(NoteWritten("amara", hostile), NOW))
    back = amara.act(f"/participants/{her.id}/notes", 422, text=hostile + "x" * 4000)
    for page in (amara.get(f"/participants/{her.id}"), back):
        assert "<script" not in page and "&lt;/textarea&gt;&lt;script&gt;" in page
    assert "[U+202E]gnp" in amara.get(f"/participants/{her.id}")


def test_nobody_to_write_about(amara: Browser) -> None:
    amara.act("/participants/nobody/notes", 404, text="Hello", form_id="1")
