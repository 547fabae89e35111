"""One person in two chats, against the real agent: codes, what goes on, what is kept apart."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from records.events import ConsentGiven, Draft, MessageSent, Onboarded, ProfileChanged
from tests.conversations.conftest import Stage
from tests.conversations.script import START

pytestmark = pytest.mark.models
_numbers = itertools.count()


@dataclass
class Chat:
    """One chat of one person's; remembers what was said to her last."""

    stage: Any
    channel: str
    address: str

    async def write(self, text: str, message_id: str | None = None) -> str:
        from bot.inbound import Inbound

        self.stage.clock.now += timedelta(seconds=20)
        message = Inbound(self.channel, self.address, message_id or str(next(_numbers)), text)
        turn = self.stage.door.receive(message).turn
        return "" if turn is None else "\n".join(said.text for said in await turn)

    @property
    def her(self) -> str | None:
        found: str | None = self.stage.context.store.find(self.channel, self.address)
        return found

    async def code(self) -> str:
        found = re.search(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b", await self.write("link"))
        assert found is not None
        return found[0]


@pytest.fixture
def chats(stage: Stage) -> Iterator[tuple[Chat, Chat]]:
    """Her web chat, where she is known, and her Telegram, where she isn't."""
    stage.clock.now = START
    number = next(_numbers)
    web, telegram = Chat(stage, "web", f"w{number}"), Chat(stage, "telegram", f"t{number}")
    onboard(stage, web)
    yield web, telegram


def onboard(stage: Stage, chat: Chat) -> str:
    store: Any = stage.context.store  # type: ignore[attr-defined]
    then = START - timedelta(days=1)
    her: str = store.join(chat.channel, chat.address, then)
    store.append(
        her,
        Draft(ConsentGiven("test", "given"), then),
        Draft(ProfileChanged("given", "2026-09-07", "vaginal", "Europe/London", "10:00"), then),
        Draft(Onboarded("given"), then),
    )
    return her


async def test_a_check_in_begun_here_is_finished_there(chats: tuple[Chat, Chat]) -> None:
    web, telegram = chats
    assert "pain" in (await web.write("check in")).lower()
    assert "sleep" in (await web.write("4")).lower()
    her = web.her
    said = await telegram.write(f"link {(await web.code()).lower()}")
    assert "This chat is yours now" in said and "sleep" in said.lower()  # the question again
    assert telegram.her == her
    said = await telegram.write("6 hours")
    store = web.stage.context.store
    assert {v.measure: v.shown for v in store.values(her)} == {"pain_now": 4, "sleep_hours": 6}
    sent = [e.body for e in store.read(her, kinds=["message_sent"])]
    assert [s.channel for s in sent if isinstance(s, MessageSent)][-1] == "telegram"


async def test_the_clock_writes_where_she_wrote_last(chats: tuple[Chat, Chat]) -> None:
    web, telegram = chats
    await telegram.write(await web.code())
    store, door, clock = web.stage.context.store, web.stage.door, web.stage.clock
    for chat in (telegram, web, telegram):
        await chat.write("thanks")
        clock.now += timedelta(hours=3)
        checkin = f"{web.her}:{next(_numbers)}:daily"
        assert (await door.check_in(checkin, web.her)).state == "rendered"
        written = [e.body for e in store.read(web.her, kinds=["message_sent"])]
        assert {m.channel for m in written if m.checkin == checkin} == {chat.channel}


async def test_a_code_delivered_twice_is_answered_once(chats: tuple[Chat, Chat]) -> None:
    web, telegram = chats
    code = await web.code()
    assert "yours now" in await telegram.write(code, "m1")
    before = web.stage.context.store.verify()
    assert await telegram.write(code, "m1") == ""
    assert web.stage.context.store.verify() == before


async def test_after_a_crash_the_code_she_saw_is_the_one_that_holds(
    chats: tuple[Chat, Chat], monkeypatch: pytest.MonkeyPatch
) -> None:
    web, telegram = chats
    store, door = web.stage.context.store, web.stage.door
    with monkeypatch.context() as crash:  # it dies after the last word, before the mark "done"
        crash.setattr(store, "answered", lambda message_id: None)
        code = await web.code()
    assert door.resume() == 1
    await door.settle()
    assert "yours now" in await telegram.write(code)


async def test_after_a_crash_she_is_told_that_the_chat_is_hers(
    chats: tuple[Chat, Chat], monkeypatch: pytest.MonkeyPatch
) -> None:
    web, telegram = chats
    store, door = web.stage.context.store, web.stage.door
    code = await web.code()
    with monkeypatch.context() as crash:  # it dies when the message is recorded
        crash.setattr(door, "_start", lambda answer: answer.close())
        await telegram.write(code)
    assert telegram.her == web.her
    assert door.resume() == 1
    await door.settle()
    last = store.read(web.her, kinds=["message_sent"])[-1].body
    assert "yours now" in last.text and last.channel == "telegram"


async def test_a_chat_that_only_heard_the_consent_question_is_replaced(
    chats: tuple[Chat, Chat],
) -> None:
    web, telegram = chats
    await telegram.write("hello")
    before = telegram.her
    assert before is not None and before != web.her
    assert "yours now" in await telegram.write(await web.code())
    assert telegram.her == web.her
    assert web.stage.context.store.read(before) == []


async def test_two_records_are_never_mixed(chats: tuple[Chat, Chat], stage: Stage) -> None:
    web, telegram = chats
    theirs = onboard(stage, telegram)
    code = await web.code()
    said = await telegram.write(code)
    assert "a record of its own" in said and telegram.her == theirs
    said = await telegram.write("I want to talk to a person")
    assert any("asked_for_person" in a.flags for a in web.stage.context.store.alerts(theirs))


async def test_a_danger_sign_before_consent_is_worth_keeping(chats: tuple[Chat, Chat]) -> None:
    web, telegram = chats
    await telegram.write("I'm bleeding through a pad every half hour and feel faint")
    theirs = telegram.her
    assert "a record of its own" in await telegram.write(await web.code())
    assert telegram.her == theirs and web.stage.context.store.alerts(theirs)


async def test_wrong_codes_are_counted_and_tell_nothing(chats: tuple[Chat, Chat]) -> None:
    web, telegram = chats
    code = await web.code()
    for _ in range(5):
        assert "doesn't work" in await telegram.write("BCDF-2345")
    said = await telegram.write(code)
    assert "wait an hour" in said and telegram.her != web.her


async def test_without_consent_there_is_no_code(stage: Stage) -> None:
    stage.clock.now = START
    fresh = Chat(stage, "web", f"fresh{next(_numbers)}")
    await fresh.write("hi")
    assert "nothing to take along yet" in await fresh.write("link")


async def test_letting_go_of_telegram(chats: tuple[Chat, Chat]) -> None:
    web, telegram = chats
    await telegram.write(await web.code())
    assert "tell me so in your other chat" in await telegram.write("stop using Telegram")
    assert telegram.her == web.her
    assert "won't use Telegram any more" in await web.write("stop using Telegram")
    assert telegram.her is None
    await telegram.write("hello")
    assert telegram.her not in (None, web.her)


async def test_her_own_chat_needs_no_code(chats: tuple[Chat, Chat]) -> None:
    web, telegram = chats
    code = await web.code()
    assert "already yours" in await web.write(code)
    assert "yours now" in await telegram.write(code)


async def test_danger_comes_before_any_wish(chats: tuple[Chat, Chat]) -> None:
    """A code with a cry for help beside it is no code."""
    web, telegram = chats
    code = await web.code()
    said = await telegram.write(f"{code} I want to kill myself")
    assert telegram.her != web.her and "This chat is yours" not in said
    assert web.stage.context.store.alerts(telegram.her)
