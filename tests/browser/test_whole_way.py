"""The whole way, on the real servers and in a real browser.

A mother's first evening and the next morning, then her clinician. With SCREENSHOTS=1 the pictures
of the README are taken on the way.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time as clock
from collections.abc import Iterator
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import assert_accessible
from tests.conftest import ROOT, clean_environment, link_prepared
from tests.stack import Stack

pytestmark = [pytest.mark.servers, pytest.mark.models]

IMAGES = ROOT / "docs" / "images"
PASSWORD = "correct horse battery staple"
LONDON = ZoneInfo("Europe/London")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Stack]:
    data = link_prepared(tmp_path_factory.mktemp("whole-way") / "data", prepared)
    stack = Stack(data)
    yield stack
    stack.stop()


class Mother:
    """Her phone: a page of the web chat."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.log = page.get_by_role("log")

    def writes(self, text: str) -> None:
        box = self.page.get_by_role("textbox")
        box.fill(text)
        box.press("Enter")

    def reads(self, text: str, seconds: float = 15) -> None:
        expect(self.log).to_contain_text(text, timeout=seconds * 1000)


def sign_in(clinic: Page, key: str = "", ahead: int = 0) -> str:
    """Name, password and code; the first time, the key that the page shows is hers from then on."""
    clinic.get_by_label("Sign-in name").fill("ada")
    clinic.get_by_label("Password").fill(PASSWORD)
    clinic.get_by_role("button", name="Sign in").click()
    key = key or (clinic.locator(".key").text_content() or "").replace(" ", "")
    clinic.get_by_label("Code").fill(pyotp.TOTP(key).at(int(clock.time()) + ahead))
    clinic.get_by_role("button", name="Sign in").click()
    return key


def picture(page: Page, name: str) -> None:
    if os.environ.get("SCREENSHOTS"):
        IMAGES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=IMAGES / f"{name}.png")


def test_the_whole_way(stack: Stack, chromium: Browser) -> None:
    stack.start()
    code = re.search(r"one-time code (\S+)", stack.printed)
    assert code is not None, stack.printed

    phone = chromium.new_context(
        viewport={"width": 390, "height": 844}, timezone_id="Europe/London", locale="en-GB"
    )
    mother = Mother(phone.new_page())
    mother.page.goto(stack.chat)

    # onboarding
    mother.page.get_by_role("button", name="Say hi").click()
    mother.reads("Is that OK with you?")
    assert_accessible(mother.page, "onboarding")
    mother.page.get_by_role("button", name="Yes, that's OK").click()
    mother.reads("When was your baby born?")
    mother.writes("8 weeks ago")
    mother.reads("vaginal birth or a caesarean")
    mother.page.get_by_role("button", name="Caesarean").click()
    mother.reads("London")
    mother.writes("10:30")
    mother.reads("around 10:30 (London time)")

    # the check-in in one message, a question in the middle, a correction
    mother.writes("pain about 6, slept maybe 4 hours in bits, baby woke 3 times, mood 4/10")
    mother.reads("pain 6 out of 10")
    mother.reads("exercises")
    mother.writes("how do I get out of bed without hurting my back?")
    mother.reads("Source:")
    mother.writes("sorry, pain should be 7")
    mother.reads("it was 6")
    picture(mother.page, "chat")
    assert_accessible(mother.page, "check-in")
    mother.page.get_by_role("button", name="Menu", exact=True).click()
    expect(mother.page.get_by_role("dialog", name="Menu")).to_be_visible()
    assert_accessible(mother.page, "menu")
    mother.page.keyboard.press("Escape")
    mother.page.get_by_role("button", name="Partly").click()
    mother.reads("exercises: partly")

    # a reload keeps everything, once
    mother.page.reload()
    mother.reads("exercises: partly")
    assert mother.log.get_by_text("it was 6").count() == 1

    # a question with more behind it, and one that no article answers
    mother.writes("my tailbone kills when I sit to feed him")
    mother.reads("weeks after a caesarean:")
    mother.page.get_by_role("button", name="Why this?").last.click()
    mother.reads("came closest to one I know")
    picture(mother.page, "chat-why")
    mother.writes("does acupuncture of the ear stop hair falling out")
    mother.reads("I don't have a reviewed answer")

    # a red flag
    mother.writes("since last night I'm numb between my legs and I can't pee")
    mother.reads("999")
    assert_accessible(mother.page, "emergency")
    mother.writes("what exercises should I do")
    mother.page.wait_for_timeout(1500)
    assert mother.log.get_by_text("Source:").count() == 2, "advice in an emergency"

    # the clinician makes her account, sees the alert first, and closes it
    desk = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    clinic = desk.new_page()
    clinic.goto(f"{stack.clinic}/setup")
    clinic.get_by_label("Set-up code").fill(code[1])
    clinic.get_by_label("Sign-in name").fill("ada")
    clinic.get_by_label("Your name").fill("Dr Ada Byron")
    clinic.get_by_label("Password").first.fill(PASSWORD)
    clinic.get_by_label("The same password again").fill(PASSWORD)
    clinic.get_by_role("button", name="Make the account").click()
    key = sign_in(clinic)
    expect(clinic.locator("body")).to_contain_text("Emergency")
    picture(clinic, "clinic-panel")
    clinic.locator("a[href*='/participants/']").first.click()
    page = clinic.locator("body")
    expect(page).to_contain_text("numb between my legs")
    clinic.get_by_role("button", name="I take this on").click()
    expect(page).to_contain_text("Dr Ada Byron")
    clinic.locator("textarea[name=note]").fill("Rang her; she is in A&E.")
    clinic.get_by_role("button", name="Close the alert").click()
    expect(clinic.get_by_role("button", name="Close the alert")).to_have_count(0)

    # the editor of the articles finds what had no answer
    clinic.get_by_role("link", name="Questions").click()
    expect(page).to_contain_text("does acupuncture of the ear stop hair falling out")

    # the next morning, after a restart: the check-in arrives without a reload
    assert stack.stop() in (0, 130, -2)
    assert stack.pids("bot") == stack.pids("scheduler") == stack.pids("clinic") == []
    now = datetime.now(timezone.utc)
    day = (now + timedelta(days=1)).astimezone(LONDON).date()
    if day.weekday() == 6:  # that is when the weekly note comes
        day += timedelta(days=1)
    half_past_ten = datetime.combine(day, time(10, 30), LONDON)
    ahead = int((half_past_ten - now).total_seconds()) - 45
    stack.start(BACKSTAY_CLOCK_OFFSET=str(ahead))
    expect(
        mother.log.get_by_text(re.compile("your check-in|checking in|quick check-in", re.I))
    ).to_have_count(1, timeout=90_000)
    mother.writes("3, slept 6h, woke once, mood 7, did my exercises")
    mother.reads("pain 3 out of 10")
    mother.reads("6 hours of sleep")

    # the clinician finds all of it, each value beside her words
    clinic.goto(stack.clinic)
    sign_in(clinic, key, ahead)
    clinic.locator("a[href*='/participants/']").first.click()
    for words in (
        "pain about 6, slept maybe 4 hours in bits",
        "sorry, pain should be 7",
        "3, slept 6h, woke once",
    ):
        expect(page).to_contain_text(words)
    assert clinic.locator("mark").count() >= 5
    chart = clinic.locator("svg").first
    for measure in ("Pain", "Mood", "Sleep"):
        expect(chart).to_contain_text(measure)
    picture(clinic, "clinic-participant")


def test_the_terminal_talks_with_the_running_coach(stack: Stack) -> None:
    """After the whole way, because it needs the servers that it started."""
    talk = subprocess.run(
        [sys.executable, "-m", "backstay", "chat"],
        input="hi\nyes\n",
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        env=clean_environment(**stack.settings),
    )
    assert talk.returncode == 0, talk.stderr
    assert "Is that OK with you?" in talk.stdout
    assert "When was your baby born?" in talk.stdout
