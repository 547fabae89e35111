"""A real headless Chromium for tests of pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


def find_chromium() -> str | None:
    """The path of an installed Chromium, or None."""
    named = shutil.which("chromium") or shutil.which("google-chrome")
    return named or next((place for place in PLACES if Path(place).exists()), None)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A running Chromium; the test is skipped, and says why, when there is none.

    For a module at a time: Playwright keeps an event loop running, which async tests can't share.
    """
    path = find_chromium()
    if path is None:
        _do_without("no Chromium found: apt-get install chromium")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        except Error as error:
            _do_without(f"Chromium at {path} does not start: {error.message.splitlines()[0]}")
        yield browser
        browser.close()


def _do_without(why: str) -> NoReturn:
    """Skip on a developer's machine; where everything must run, fail."""
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)
