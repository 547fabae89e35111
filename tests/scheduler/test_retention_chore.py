"""The chore that tells and forgets whoever has been silent, against a bot on loopback."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from records.erasing import erase
from records.events import Draft, MessageReceived, MessageSent
from records.sqlite_store import SqliteStore
from scheduler.bot_client import HttpBot
from scheduler.chores import do_chores
from scheduler.retention import retention_chores
from tests.scheduler.bot_standin import BotStandIn
from tests.scheduler.simulated import FakeClock, Onboard

DAYS = 100


def run(store: SqliteStore, bot: HttpBot, clock: FakeClock, days: int) -> None:
    """So many days of the scheduler, hour by hour."""

    def forget(participant: str) -> bool:
        return erase(store, participant, "retention", clock())

    chores = retention_chores(store, bot, forget, DAYS, clock)
    for _ in range(days * 24):
        do_chores(store, chores, clock)
        clock.advance(hours=1)


@pytest.fixture
def says(store: SqliteStore, standin: BotStandIn, clock: FakeClock) -> list[tuple[str, datetime]]:
    """To whom and when the bot said something; it is in the record, as with the real one."""
    said: list[tuple[str, datetime]] = []

    def render(checkin: str) -> None:
        her = checkin.split(":")[0]
        said.append((her, clock()))
        message = Draft(MessageSent("rest", "soon", checkin=checkin), clock(), checkin)
        store.append(her, message)

    standin.on_ask = render
    return said


def test_without_the_setting_nobody_is_forgotten(
    store: SqliteStore, bot: HttpBot, clock: FakeClock
) -> None:
    assert retention_chores(store, bot, lambda participant: None, None, clock) == []


@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Auckland", "America/Los_Angeles"])
def test_she_is_told_by_day_and_forgotten_two_weeks_later(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard,
    says: list[tuple[str, datetime]], zone: str, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.INFO, "scheduler")
    her, other = onboard(zone=zone), onboard("other")
    begun = clock()
    run(store, bot, clock, 90)
    store.append(other, Draft(MessageReceived("rest", "hi"), clock()))
    (told,) = [at for whom, at in says if whom == her]
    assert 86 <= (told - begun).days <= 87
    assert 8 <= told.astimezone(ZoneInfo(zone)).hour <= 20
    (asked,) = [name for name in standin.nudges if name.startswith(her)]
    words = standin.nudges[asked]["text"]
    assert "just say hi" in words and "pain" not in words
    run(store, bot, clock, 13)
    assert {who.id for who in store.participants()} == {other}
    assert store.verify().intact
    assert her not in caplog.text and '"forgotten": 1' in caplog.text


def test_a_word_of_hers_keeps_everything(
    store: SqliteStore,
    bot: HttpBot,
    clock: FakeClock,
    onboard: Onboard,
    says: list[tuple[str, datetime]],
) -> None:
    her = onboard()
    run(store, bot, clock, 90)
    store.append(her, Draft(MessageReceived("rest", "hi"), clock()))
    run(store, bot, clock, 60)
    assert [who.id for who in store.participants()] == [her] and len(says) == 1


def test_a_bot_that_does_not_answer_costs_her_nothing(
    store: SqliteStore, bot: HttpBot, standin: BotStandIn, clock: FakeClock, onboard: Onboard
) -> None:
    her = onboard()
    standin.answer = lambda checkin, n: (500, {})
    run(store, bot, clock, 101)
    assert [who.id for who in store.participants()] == [her]  # two weeks more
    clock.now = datetime(2026, 6, 1, tzinfo=timezone.utc) + timedelta(days=DAYS + 15)
    run(store, bot, clock, 1)
    assert store.participants() == []
