"""She chose "numbers only": every page of the clinic keeps to it, but for what raised an alert."""

from __future__ import annotations

from datetime import timedelta

from records.events import (
    AlertRaised,
    ClinicianView,
    Draft,
    GoalSet,
    GuidanceShown,
    MessageReceived,
    MessageSent,
    ValueRecorded,
)
from records.sqlite_store import SqliteStore
from tests.clinic.browser import Browser
from tests.clinic.simulated_people import NOW, Scribe

PRIVATE = "she keeps her words private"
DIARY = "sobbing at my mother in law and pain 6"
QUESTION = "can my dog have turmeric"
DANGER = "I have lost control of my bladder"


class Told:
    """A mother with a value, a question and an alert, and the ids of those messages."""

    def __init__(self, store: SqliteStore) -> None:
        self.store, her = store, Scribe(store, "a").onboard(weeks=3)
        self.id, self.alias = her.id, her.alias
        at = NOW - timedelta(hours=2)
        self.diary, self.question, self.danger = (
            self._append(MessageReceived("web", text)) for text in (DIARY, QUESTION, DANGER)
        )
        self._append(
            ValueRecorded("pain_now", 6.0, at.date().isoformat(), self.diary, 32, 38, "test"),
            MessageSent("web", f"You said: {DIARY}", ("Sobbing?",), reply_to=self.diary),
            GuidanceShown(self.question, QUESTION, None, None, 0.1, "is turmeric safe"),
            MessageSent("web", "No word on turmeric.", reply_to=self.question),
            GoalSet("sobbing less at my mother in law", self.diary, 0, 7),
        )
        self._append(
            AlertRaised("emergency", ("cauda_equina",), self.danger),
            MessageSent("web", "Please call 999 now.", reply_to=self.danger),
        )

    def _append(self, *bodies: object) -> str:
        at = NOW - timedelta(hours=2)
        drafts = [Draft(body, at) for body in bodies]  # type: ignore[arg-type]
        return self.store.append(self.id, *drafts)[0].id

    @property
    def value(self) -> str:
        return self.store.values(self.id)[0].id

    def chooses(self, *, words: bool) -> None:
        self._append(ClinicianView(words, "m"))

    def pages(self, browser: Browser) -> dict[str, str]:
        here = f"/participants/{self.id}"
        return {
            name: browser.get(address)
            for name, address in {
                "panel": "/",
                "her page": here,
                "whole": f"{here}?period=all",
                "conversation": f"{here}/messages/{self.diary}",
                "danger": f"{here}/messages/{self.danger}",
                "questions": "/questions",
                "correcting": f"{here}/values/{self.value}/correct",
                "summary": f"{here}/summary",
            }.items()
        }


def test_her_words_are_shown_until_she_chooses(store: SqliteStore, amara: Browser) -> None:
    pages = Told(store).pages(amara)
    assert "mother in law" in pages["her page"] and "mother in law" in pages["conversation"]
    assert "turmeric" in pages["questions"]
    assert not any(PRIVATE in page for page in pages.values())


def test_numbers_only_leaves_numbers_and_what_raised_an_alert(
    store: SqliteStore, amara: Browser
) -> None:
    her = Told(store)
    her.chooses(words=False)
    pages = her.pages(amara)
    for name, page in pages.items():
        for secret in ("mother in law", "turmeric", "obbing"):
            assert secret not in page, (name, secret)
    for name in ("her page", "whole", "conversation", "questions", "correcting"):
        assert PRIVATE in pages[name], name
    assert "6 / 10" in pages["her page"] and DANGER in pages["her page"]
    assert DANGER in pages["danger"] and "Please call 999 now." in pages["danger"]


def test_she_may_change_her_mind(store: SqliteStore, amara: Browser) -> None:
    her = Told(store)
    her.chooses(words=False)
    her.chooses(words=True)
    assert not any(PRIVATE in page for page in her.pages(amara).values())
