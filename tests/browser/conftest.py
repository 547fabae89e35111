"""A real headless Chromium for tests of pages; the chat's server and the clinic's."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from records.sqlite_store import SqliteStore
from tests.browser.chat_page import PHONE, Chat
from tests.browser.clinic_site import Site, serve
from tests.conftest import ROOT

START = 180  # seconds: the server's imports, on a busy machine
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


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    folder = tmp_path_factory.mktemp("chat")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [
                sys.executable,
                str(Path(__file__).parent / "chat_server.py"),
                str(folder / "record.db"),
                str(port),
            ],
            env=os.environ | {"PYTHONPATH": path},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        url = f"http://localhost:{port}/chat"
        until = time.monotonic() + START
        while True:
            try:
                httpx.get(url)
                break
            except httpx.TransportError:
                if server.poll() is not None or time.monotonic() > until:
                    pytest.fail(f"no server: {(folder / 'server.log').read_text()[-2000:]}")
                time.sleep(0.2)
        yield Chat(url, SqliteStore(folder / "record.db"))
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture
def visit(chromium: Browser, chat: Chat) -> Iterator[Callable[..., Page]]:
    """Open the chat as somebody new; afterwards nothing must have gone wrong in the page."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_chat(**options: Any) -> Page:
        options = {"viewport": PHONE, "locale": "en-GB", "timezone_id": "Europe/London"} | options
        # so many newcomers from one internet address would be too many
        place = ".".join(str(random.randrange(1, 255)) for _ in range(4))
        options["extra_http_headers"] = {"X-Forwarded-For": place}
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: troubles.append(f"dialog {dialog.message}"))
        page.on(
            "console",
            lambda said: troubles.append(said.text) if "Security Policy" in said.text else None,
        )
        page.goto(chat.url)
        return page

    yield open_chat
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serve(tmp_path) as served:
        yield served


def _do_without(why: str) -> NoReturn:
    """Skip on a developer's machine; where everything must run, fail."""
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)
