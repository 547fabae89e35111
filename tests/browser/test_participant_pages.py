"""Her page, a correction and the printed summary in a real browser, without JavaScript."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from records.sqlite_store import SqliteStore
from tests.browser.axe import assert_accessible
from tests.browser.clinic_site import Site, sign_in
from tests.clinic.browser import PASSWORD
from tests.clinic.simulated_people import Scribe
from tests.clinic.year_of_diary import diary

pytestmark = pytest.mark.servers

A4 = (595, 842)  # points


@pytest.fixture
def her(site: Site) -> Scribe:
    for name in ("amara", "ben"):
        site.accounts.add_clinician(name, f"Dr {name.title()}", PASSWORD)
    return diary(site.store, "diary", 90)


@pytest.fixture
def page(site: Site, chromium: Browser, her: Scribe) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    page = site.watch(context.new_page())
    sign_in(site, page, "amara")
    yield page
    assert site.troubles == []
    context.close()


def narrow(page: Page) -> bool:
    """No sideways scrolling: the page is as wide as the phone."""
    return bool(page.evaluate("document.documentElement.scrollWidth") <= 390)


def test_all_of_it_is_readable_and_usable_without_javascript(
    site: Site, page: Page, her: Scribe
) -> None:
    page.goto(f"{site.address}/participants/{her.id}")
    for words in ("Open alerts", "Dots", "Weekly questions", "Save the note"):
        assert page.get_by_text(words).first.is_visible(), words
    assert page.locator("svg.chart").first.is_visible() and narrow(page)
    page.get_by_text("The chart as a table").click()
    assert page.locator("table.days").is_visible()
    page.get_by_role("link", name="90 days").click()
    assert page.get_by_role("heading", name="Pain, mood and sleep, last 90 days").is_visible()
    page.get_by_label("From", exact=True).fill("2026-11-20")
    page.get_by_role("button", name="Show").click()
    heading = "Pain, mood and sleep, 20 Nov 2026 to 22 Nov 2026"
    assert page.get_by_role("heading", name=heading).is_visible()

    page.get_by_label("A note for your colleagues").fill("Rang her.\nAll is well.")
    page.get_by_role("button", name="Save the note").click()
    assert page.get_by_text("Your note is saved.").is_visible()
    assert page.get_by_text("All is well.").is_visible()

    page.get_by_role("link", name="Correct mood").first.click()
    page.get_by_label("What it should be").fill("9.5")
    page.get_by_label("Why").fill("Misheard")
    page.get_by_role("button", name="Correct it").click()
    assert page.get_by_text("The value is corrected.").is_visible()
    assert page.get_by_text("Misheard").first.is_visible()


def test_a_megabyte_of_note_is_answered_with_a_page(site: Site, page: Page, her: Scribe) -> None:
    page.goto(f"{site.address}/participants/{her.id}")
    page.get_by_label("A note for your colleagues").fill("Begins here. " + "x" * 1_000_000)
    page.get_by_role("button", name="Save the note").click()
    assert page.get_by_role("heading", name="Too long").is_visible()
    assert page.get_by_label("What you wrote").input_value().startswith("Begins here. x")


def printed(page: Page) -> PdfReader:
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))


def test_the_summary_prints_on_two_pages_with_what_matters(
    site: Site, page: Page, her: Scribe
) -> None:
    page.goto(f"{site.address}/participants/{her.id}")
    page.get_by_role("link", name="Summary to print").click()
    assert narrow(page)
    pdf = printed(page)
    assert len(pdf.pages) == 2
    size = pdf.pages[0].mediabox
    assert (round(float(size.width)), round(float(size.height))) == A4
    # ligatures of the printed text are two letters again
    text = " ".join(" ".join(p.extract_text() for p in pdf.pages).split())
    text = text.replace("\N{LATIN SMALL LIGATURE FI}", "fi").replace(
        "\N{LATIN SMALL LIGATURE FF}", "ff"
    )
    for words in (
        her.alias, "Simulated", "25 Aug 2026 to 22 Nov 2026", "18 weeks", "Vaginal birth",
        "Urgent: swollen or painful calf", "Taken on by Dr Amara", "Acted on by Dr Ben: Rang her.",
        "3 more on her page", "16 Nov to 22 Nov", "Patient Health Questionnaire", "Note 5:",
        "3 earlier on her page", "Clinicians named here: Dr Amara, Dr Ben", "1 of them corrected",
        "values in her own words", "Printed by Dr Amara", "nobody with this record exists",
    ):  # fmt: skip
        assert words in text, words
    for words in ("Sign out", "Panel", "Save as PDF"):
        assert words not in text, words


def test_a_short_and_a_long_record_fit_as_well(site: Site, page: Page, her: Scribe) -> None:
    long, new = diary(site.store, "long", 365), Scribe(site.store, "new", joined_days_ago=0)
    for path in (
        f"{long.id}/summary?period=all",
        f"{new.id}/summary",
        f"{her.id}/summary?period=30",
    ):
        page.goto(f"{site.address}/participants/{path}")
        assert len(printed(page).pages) <= 2, path


def test_the_pages_are_accessible(site: Site, chromium: Browser) -> None:
    site.accounts.add_clinician("ben", "Dr Ben", PASSWORD)
    her = diary(site.store, "short", 14)
    page = site.watch(chromium.new_context(viewport={"width": 1280, "height": 900}).new_page())
    sign_in(site, page, "ben")
    value, second = values(site.store, her)
    message = value.message_id
    here = f"{site.address}/participants/{her.id}"
    for path in (
        "?from=2027-01-01&to=", f"/values/{value.id}/correct", "/summary",
        f"/messages/{message}", f"/values/{second.id}/correct",
    ):  # fmt: skip
        page.goto(here + path)
        for details in page.locator("details:not([open]) > summary").all():
            if details.is_visible():
                details.click()
        assert_accessible(page, path)


def values(store: SqliteStore, her: Scribe) -> list:  # type: ignore[type-arg]
    """One that counts and one that was corrected."""
    every = store.values(her.id, superseded=True)
    return [
        next(value for value in every if value.status == status)
        for status in ("current", "superseded")
    ]
