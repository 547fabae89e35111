"""kill -9 of the real bot: no message lost, none answered twice, and no check-in sent twice."""

from __future__ import annotations

import json
import subprocess
import time
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import httpx
import pytest

from records.events import ConsentGiven, Draft, MessageSent, Onboarded, ProfileChanged
from records.sqlite_store import SqliteStore
from records.store import Checkin
from tests.conftest import link_prepared
from tests.stack import PATIENCE_SECONDS, Stack

pytestmark = [pytest.mark.servers, pytest.mark.models]


class Bot:
    """`backstay bot` on its own, to be killed and started again on the same data."""

    def __init__(self, data: Path) -> None:
        self.stack = Stack(data, BACKSTAY_DEV_REST="1")
        self.url = f"http://127.0.0.1:{self.stack.bot_port}"
        self.log = data / "bot.log"
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        with self.log.open("a") as log:
            self.process = self.stack.launch("bot", log)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            try:
                if httpx.get(f"{self.url}/internal/health", timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.2)
        raise AssertionError(self.log.read_text())

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def says(self, sender: str, text: str) -> list[str]:
        call = {"sender": sender, "message": text}
        answer = httpx.post(f"{self.url}/webhooks/rest/webhook", json=call, timeout=60)
        return [message["text"] for message in answer.json()]


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Bot]:
    bot = Bot(link_prepared(tmp_path_factory.mktemp("crashes") / "data", prepared))
    yield bot
    bot.kill()


@pytest.fixture(scope="module")
def store(bot: Bot) -> SqliteStore:
    return SqliteStore(bot.stack.data / "record.db")


def onboard(store: SqliteStore, address: str) -> str:
    yesterday = datetime.now(timezone.utc) - timedelta(days=1)
    participant = store.join("rest", address, yesterday)
    store.append(
        participant,
        Draft(ConsentGiven("test", "given"), yesterday),
        Draft(
            ProfileChanged("given", "2026-09-01", "vaginal", "Europe/London", "10:00"), yesterday
        ),
        Draft(Onboarded("given"), yesterday),
    )
    return participant


def sent(store: SqliteStore, participant: str) -> list[MessageSent]:
    events = store.read(participant, kinds=["message_sent"])
    return [event.body for event in events if isinstance(event.body, MessageSent)]


def test_messages_survive_kill_9_and_are_answered_once(bot: Bot, store: SqliteStore) -> None:
    bot.start()
    people = {f"crash-{n}": onboard(store, f"crash-{n}") for n in range(12)}
    # all at once, so that the bot dies with most of them recorded and unanswered
    calls = [
        subprocess.Popen(
            ["curl", "-s", "-m", "20", "-H", "Content-Type: application/json", "-d",
             json.dumps({"sender": name, "message": "pain 6, slept 5 hours",
                         "message_id": f"{name}-1"}),
             f"{bot.url}/webhooks/rest/webhook"],
            stdout=subprocess.DEVNULL,
        )
        for name in people
    ]  # fmt: skip
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not store.unanswered():
        time.sleep(0.005)
    bot.kill()
    for call in calls:
        call.wait()
    recorded = {event.participant for event in store.read(kinds=["message_received"])}
    left = {event.participant for event in store.unanswered()}
    assert left, "the bot had answered everything before it was killed"

    bot.start()
    deadline = time.monotonic() + 60
    while store.unanswered() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not store.unanswered()
    for participant in recorded:
        values = store.values(participant or "", superseded=True)
        assert sorted(v.measure for v in values) == ["pain_now", "sleep_hours"]
        noted = [m for m in sent(store, participant or "") if "pain 6 out of 10" in m.text]
        assert len(noted) == 1
    # the provider delivers again: nothing happens twice
    name, participant = next(item for item in people.items() if item[1] in recorded)
    before = len(sent(store, participant))
    call = {"sender": name, "message": "pain 6, slept 5 hours", "message_id": f"{name}-1"}
    assert httpx.post(f"{bot.url}/webhooks/rest/webhook", json=call, timeout=60).json() == []
    assert len(sent(store, participant)) == before
    assert store.verify().intact


def test_a_check_in_is_rendered_once_however_often_it_is_asked(
    bot: Bot, store: SqliteStore
) -> None:
    participant = onboard(store, "checked")
    checkin = Checkin(f"{participant}:2026-11-22:daily", participant, datetime.now(timezone.utc))
    store.plan_checkin(checkin)
    token = json.loads((bot.stack.data / "secrets.json").read_text())["internal_token"]
    call = {"checkin": checkin.id, "participant": participant}

    def ask(authorization: str) -> httpx.Response:
        headers = {"Authorization": authorization}
        return httpx.post(f"{bot.url}/internal/checkins", json=call, headers=headers, timeout=60)

    assert ask("Bearer wrong").status_code == 401
    assert ask(f"Bearer {token}").json() == {"state": "rendered"}
    first = sent(store, participant)
    assert first and all(message.checkin == checkin.id for message in first)
    bot.kill()
    bot.start()
    assert ask(f"Bearer {token}").json() == {"state": "rendered"}
    assert sent(store, participant) == first
    # her page reads the record, so it has arrived; what was not rendered can't be delivered
    headers = {"Authorization": f"Bearer {token}"}
    deliver = partial(httpx.post, f"{bot.url}/internal/deliveries", headers=headers, timeout=60)
    assert deliver(json=call).json() == {"state": "delivered"}
    assert deliver(json=call | {"checkin": "another"}).status_code == 500
    assert deliver(json=call | {"participant": "nobody"}).status_code == 404
    # right after she has written, the check-in waits
    assert bot.says("checked", "3")
    other = {"checkin": f"{participant}:2026-11-23:daily", "participant": participant}
    answer = httpx.post(
        f"{bot.url}/internal/checkins", json=other, headers=headers, timeout=60
    ).json()
    assert answer["state"] == "deferred" and answer["retry_after_seconds"] > 0


def test_bad_messages_get_a_kind_answer_and_the_log_holds_no_words(
    bot: Bot, store: SqliteStore
) -> None:
    onboard(store, "odd")
    secret = f"zebra{uuid.uuid4().hex}"
    for text in ("", "\U0001f62d", "x" * 10_000, f"<b>{secret}</b>", "\u0007\u202e", "/restart",
                 "\u0645\u0631\u062d\u0628\u0627 \u0638\u0647\u0631\u064a"):  # fmt: skip
        said = bot.says("odd", text)
        assert said and not any("went wrong" in message for message in said), (text, said)
    assert httpx.post(f"{bot.url}/webhooks/rest/webhook", content=b"{").status_code == 400
    assert httpx.post(f"{bot.url}/webhooks/rest/webhook", json={"sender": 1}).status_code == 400
    log = bot.log.read_text()
    assert secret not in log and "Traceback" not in log
