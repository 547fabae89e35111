"""`backstay chat`: the web chat's own interface, in a terminal.

It talks with the running bot, or starts one for itself. The conversation goes on next time: its
session is kept in the data folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from backstay import parts
from backstay.failure import Failure
from backstay.preparation import prepare
from backstay.settings import Settings
from backstay.supervisor import answers

ANSWER_PATIENCE_SECONDS = 60
START_PATIENCE_SECONDS = 240
COOKIE = "backstay_chat"


def talk(chosen: Settings) -> int:
    """Read lines, send them, show what comes back; ends with Ctrl-D or an empty "bye"."""
    with (
        _running_bot(chosen),
        httpx.Client(base_url=chosen.bot_url, timeout=30, trust_env=False) as client,
    ):
        _take_up_session(chosen, client)
        parts.say("You can write now. Ctrl-D ends the chat.\n")
        screen = _Screen(client)
        screen.show_new()
        listener = threading.Thread(target=screen.listen, daemon=True)
        listener.start()
        for line in sys.stdin:
            sent = client.post(
                "/chat/messages", json={"id": str(uuid.uuid4()), "text": line.rstrip("\n")}
            )
            if sent.status_code != httpx.codes.ACCEPTED:
                parts.say(_error(sent))
                continue
            screen.wait_for_answer()
    return 0


class _Screen:
    """Shows each message of the coach once, whether it answers or comes by itself."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._seen = 0
        self._passed: set[str] = set()  # of what no record keeps, and so has no number
        self._lock = threading.Lock()

    def show_new(self) -> bool:
        """Show what is new; returns whether the coach is still writing."""
        with self._lock:
            answer = self._client.get("/chat/messages", params={"after": self._seen})
            if answer.status_code != httpx.codes.OK:
                return False
            page = answer.json()
            for message in page["messages"]:
                self._seen = message["seq"]
                if message["from"] == "coach":
                    _show(message)
            for message in page["passing"]:
                if message["id"] not in self._passed:
                    self._passed.add(message["id"])
                    if message["from"] == "coach":
                        _show(message)
            return bool(page["typing"])

    def wait_for_answer(self) -> None:
        """Until the coach has stopped writing."""
        deadline = time.monotonic() + ANSWER_PATIENCE_SECONDS
        time.sleep(0.1)
        while self.show_new() and time.monotonic() < deadline:
            time.sleep(0.1)

    def listen(self) -> None:
        """Show check-ins that come by themselves."""
        while True:
            time.sleep(2)
            try:
                self.show_new()
            except httpx.HTTPError:
                continue


def _show(message: dict[str, Any]) -> None:
    choices = f"\n  [{' | '.join(message['buttons'])}]" if message["buttons"] else ""
    print(f"\n{message['text']}{choices}\n", flush=True)


def _take_up_session(chosen: Settings, client: httpx.Client) -> None:
    kept = chosen.data / "terminal-session.json"
    if kept.exists():
        client.cookies.set(COOKIE, json.loads(kept.read_text())["token"], path="/chat")
    answer = client.post("/chat/session")
    if answer.status_code != httpx.codes.NO_CONTENT:
        raise Failure(f"The chat did not open a session: {_error(answer)}")
    token = answer.cookies.get(COOKIE)
    if token:
        with os.fdopen(os.open(kept, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            json.dump({"token": token}, file)


def _error(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"])
    except (ValueError, KeyError):
        return f"the bot answered {answer.status_code}"


@contextmanager
def _running_bot(chosen: Settings) -> Iterator[None]:
    health = f"{chosen.bot_url}/internal/health"
    if answers(health):
        yield
        return
    prepare(chosen)
    parts.say("Starting the coach; this takes half a minute ...")
    log_path = chosen.data / "terminal-bot.log"
    with log_path.open("w") as log:
        bot = subprocess.Popen(
            [sys.executable, "-m", "backstay", "bot"], stdout=log, stderr=subprocess.STDOUT
        )
    try:
        deadline = time.monotonic() + START_PATIENCE_SECONDS
        while not answers(health):
            if bot.poll() is not None or time.monotonic() > deadline:
                raise Failure(f"The coach did not start; {log_path} says why.")
            time.sleep(0.5)
        yield
    finally:
        bot.terminate()
        bot.wait(30)
