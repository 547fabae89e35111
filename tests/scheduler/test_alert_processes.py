"""Whole scheduler processes that tell people of alerts: several on one record, and killed ones."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from records.events import AlertRaised, Draft
from records.sqlite_store import SqliteStore
from scheduler.escalation import LEASE
from tests.scheduler import scheduler_process
from tests.scheduler.bot_standin import BotStandIn
from tests.scheduler.mail_standin import MailStandIn
from tests.scheduler.simulated import FakeClock

pytestmark = pytest.mark.servers

PATIENCE = 30.0


@pytest.fixture
def mail() -> Iterator[MailStandIn]:
    server = MailStandIn()
    yield server
    server.close()


@pytest.fixture
def wanted(store: SqliteStore, clock: FakeClock) -> set[str]:
    """The ids of the mails about eight emergencies."""
    made = set()
    for n in range(8):
        her = store.join("simulated", str(n), clock())
        (event,) = store.append(her, Draft(AlertRaised("emergency", ("clot",), "m"), clock()))
        made.add(f"<{event.id}-1@clinic.example>")
    return made


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def told(store: SqliteStore) -> int:
    return len(store.read(kinds=("alert_escalated",)))


def test_two_schedulers_on_one_record_send_each_mail_once(
    store: SqliteStore,
    standin: BotStandIn,
    mail: MailStandIn,
    clock: FakeClock,
    wanted: set[str],
    tmp_path: Path,
) -> None:
    mail.delay = 0.1  # so that both are at it
    beats = [tmp_path / f"beat{n}" for n in range(2)]
    processes = [
        scheduler_process.start(store.path, standin.url, beat, clock(), mail.port) for beat in beats
    ]
    wait_for(lambda: told(store) == 8 and all(beat.exists() for beat in beats))
    for process in processes:
        process.terminate()
        process.join(PATIENCE)
        assert process.exitcode == 0
    assert Counter(message["Message-ID"] for message in mail.mail) == Counter(wanted)
    assert store.verify().intact


def test_killed_while_it_sends_another_sends_it_and_none_is_lost(
    store: SqliteStore,
    standin: BotStandIn,
    mail: MailStandIn,
    clock: FakeClock,
    wanted: set[str],
    tmp_path: Path,
) -> None:
    for number in range(3):
        before = len(mail.mail)
        mail.delay = 0.05
        process = scheduler_process.start(
            store.path, standin.url, tmp_path / "beat", clock(), mail.port
        )
        wait_for(lambda: len(mail.mail) > before)  # noqa: B023
        process.kill()
        process.join(PATIENCE)
        clock.advance(seconds=LEASE.seconds + 1)
        assert told(store) < 8, f"the test is to kill in the middle of the work, {number}"
    mail.delay = 0
    process = scheduler_process.start(
        store.path, standin.url, tmp_path / "beat", clock(), mail.port
    )
    wait_for(lambda: told(store) >= 8)
    process.terminate()
    process.join(PATIENCE)
    sent = Counter(message["Message-ID"] for message in mail.mail)
    assert wanted <= set(sent)
    again = sum(sent[each] - 1 for each in wanted)
    assert again <= 3, "at most what was in hand when it was killed comes twice"
    assert store.verify().intact
