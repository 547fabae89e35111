"""Floods: what is let in, what has to wait, and that a cry for help is heard in any case."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from bot.context import BotContext, install
from bot.wire import Wire
from policies.safety.screen import Evidence, Screening
from records.events import MessageReceived
from records.sqlite_store import SqliteStore

pytestmark = pytest.mark.models  # Rasa's channel module brings TensorFlow with it

START = datetime(2026, 6, 1, 8, 0, tzinfo=timezone.utc)
UNUSED: Any = None


class House:
    """A front door with a stand-in for the dialogue and a screen that knows one word."""

    def __init__(self, folder: Path) -> None:
        from bot.intake import FrontDoor

        self.now = START
        self.context = BotContext(
            SqliteStore(folder / "record.db"), self.screen, UNUSED, lambda: self.now, Wire(), "t"  # type: ignore[arg-type]
        )  # fmt: skip
        install(self.context)
        dialogue: Any = self
        self.door = FrontDoor(self.context, dialogue, dialogue)
        self.screened: list[str] = []

    def screen(self, text: str) -> Screening:
        self.screened.append(text)
        if "bleeding" not in text:
            return Screening("none", (), ())
        found = Evidence("haemorrhage", "emergency", 0, 8, "bleeding", "a rule", "")
        return Screening("emergency", (found.flag,), (found,))

    async def handle_message(self, message: Any) -> None:
        await message.output_channel.send_text_message("", f"You said: {message.text}")

    def take_failure(self, participant: str) -> None:
        return None

    def write(self, number: int, text: str = "hi", who: str = "77", **more: Any) -> Any:
        from bot.inbound import Inbound

        return self.door.receive(Inbound("telegram", who, f"m{number}", text, **more))

    def recorded(self, who: str = "77") -> list[str]:
        her = self.context.store.find("telegram", who)
        events = [] if her is None else self.context.store.read(her, kinds=["message_received"])
        return [e.body.text for e in events if isinstance(e.body, MessageReceived)]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr("bot.gate.PACE", 0)
    yield House(tmp_path)


def flood(house: House, count: int = 20, **more: Any) -> None:
    for number in range(count):
        house.write(number, **more)


async def test_a_flood_is_stopped_and_a_minute_later_all_is_well(house: House) -> None:
    from bot.gate import TooFast

    flood(house)
    with pytest.raises(TooFast) as stopped:
        house.write(20)
    assert 0 < stopped.value.wait <= 10
    house.now += timedelta(seconds=stopped.value.wait)
    assert house.write(20).turn is not None
    await house.door.settle()
    assert len(house.recorded()) == 21


async def test_a_steady_stream_is_stopped_as_well(house: House) -> None:
    from bot.gate import MESSAGES_LONG, TooFast

    for number in range(MESSAGES_LONG):
        house.write(number)
        house.now += timedelta(seconds=1)
    with pytest.raises(TooFast) as stopped:
        house.write(999)
    house.now += timedelta(seconds=stopped.value.wait)
    assert house.write(999).turn is not None
    await house.door.settle()


async def test_others_are_let_in_meanwhile(house: House) -> None:
    from bot.gate import TooFast

    flood(house)
    with pytest.raises(TooFast):
        house.write(20)
    assert house.write(0, who="78").turn is not None
    await house.door.settle()


async def test_danger_in_a_flood_is_recorded_and_answered_with_the_fixed_words(
    house: House,
) -> None:
    from bot.gate import TooFast

    flood(house)
    with pytest.raises(TooFast) as stopped:
        house.write(20, "there is so much bleeding")
    assert stopped.value.late is not None
    said = await stopped.value.late
    assert any("emergency" in each.text.lower() or "999" in each.text for each in said)
    assert house.recorded()[-1] == "there is so much bleeding"
    her = house.context.store.find("telegram", "77")
    assert [alert.tier for alert in house.context.store.alerts(her)] == ["emergency"]
    house.now += timedelta(seconds=11)  # the channel brings it again: nothing happens twice
    assert house.write(20, "there is so much bleeding").turn is None


async def test_harmless_messages_of_a_flood_are_screened_and_not_kept(house: House) -> None:
    from bot.gate import TooFast

    flood(house)
    with pytest.raises(TooFast) as stopped:
        house.write(20, "my back hurts")
    assert stopped.value.late is not None and await stopped.value.late == []
    assert "my back hurts" in house.screened and "my back hurts" not in house.recorded()


async def test_late_looks_do_not_pile_up_without_end(house: House) -> None:
    from bot.gate import WAITING, TooFast

    flood(house)
    late = []
    for number in range(WAITING + 30):
        with pytest.raises(TooFast) as stopped:
            house.write(20 + number)
        late.append(stopped.value.late)
    looks = [look for look in late if look is not None]
    assert len(looks) == WAITING
    await asyncio.gather(*looks)
    with pytest.raises(TooFast) as stopped:
        house.write(999)
    assert stopped.value.late is not None
    await stopped.value.late


async def test_long_messages_count_as_several(house: House) -> None:
    from bot.gate import TooFast

    for number in range(3):
        house.write(number, "a" * 20_000)
    with pytest.raises(TooFast):
        house.write(3, "a" * 30_000)
    assert house.write(4).turn is not None
    await house.door.settle()


async def test_what_piled_up_while_a_phone_was_off_is_let_in(house: House) -> None:
    """The provider says when she wrote."""
    for number in range(60):
        house.write(number, sent_at=START.timestamp() - 3600 + number * 20)
    await house.door.settle()
    assert len(house.recorded()) == 60


async def test_newcomers_behind_one_internet_address_are_limited(house: House) -> None:
    from bot.gate import NEWCOMERS, TooFast

    for number in range(NEWCOMERS):
        house.write(0, who=f"new {number}", place="192.0.2.1")
    with pytest.raises(TooFast):
        house.write(0, who="one more", place="192.0.2.1")
    assert house.context.store.find("telegram", "one more") is None
    assert house.write(1, who="new 3", place="192.0.2.1").turn is not None
    assert house.write(0, who="elsewhere", place="192.0.2.2").turn is not None
    await house.door.settle()


async def test_many_senders_behind_one_internet_address_share_a_limit(house: House) -> None:
    from bot.gate import MESSAGES_OF_PLACE, TooFast

    for number in range(MESSAGES_OF_PLACE):
        who = f"{number % 10}"
        house.write(number, who=who, place="192.0.2.1")
    with pytest.raises(TooFast):
        house.write(0, who="9", place="192.0.2.1")
    await house.door.settle()


async def test_40_kb_are_kept_up_to_the_cap_and_answered_kindly(house: House) -> None:
    from bot.plain_text import KEPT_LENGTH, TOO_LONG

    said = await house.write(0, "my back hurts. " * 2700).turn
    assert [each.text for each in said] == [TOO_LONG]
    assert [len(text) for text in house.recorded()] == [KEPT_LENGTH]
    said = await house.write(1, "bleeding " + "a " * 20_000, who="78").turn
    assert TOO_LONG not in [each.text for each in said]  # safety has the word
