"""Telegram: the channel, the pusher and the front door against a Bot API server on loopback."""

from __future__ import annotations

import asyncio
import itertools
import socket
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from bot.context import BotContext, install
from bot.delivery import Proactive, Undeliverable
from bot.wire import Wire
from policies.safety.screen import Screening
from records.events import (
    ChannelLinked,
    ChannelUnlinked,
    ConsentGiven,
    Draft,
    Event,
    MessageDelivered,
    MessageReceived,
    MessageSent,
    RemindersChanged,
)
from records.sqlite_store import SqliteStore
from records.store import StoreError
from tests.bot.channels.telegram_standin import (
    TOKEN,
    Person,
    TelegramStandIn,
    Trouble,
    telegram_server,
)

pytestmark = [
    pytest.mark.models,  # Rasa's channel module brings TensorFlow with it
    pytest.mark.asyncio(loop_scope="session"),
]

UNUSED: Any = None
ADA = 4711


class Dialogue:
    """Says back what it hears; it holds its answers while the test wants it to."""

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def handle_message(self, message: Any) -> None:
        await self.may_answer.wait()
        replies = message.output_channel
        if message.text == "long":
            await replies.send_text_message("", "\n\n".join(["A paragraph. " * 60] * 12))
            return
        await replies.send_text_message("", f"You said: {message.text}")
        titles = ["Yes", "No", "Only when I lift him out of the cot at night, and then for an hour"]
        buttons = [{"title": title} for title in titles]
        await replies.send_text_with_buttons("", "Is that right? https://nhs.uk", buttons)

    def take_failure(self, participant: str) -> None:
        return None


class Bot:
    """Our side: the channel in a Sanic server, with everything behind it but the dialogue."""

    def __init__(self, record: Path, server: TelegramStandIn) -> None:
        self.server, self.dialogue = server, Dialogue()
        self.context = BotContext(
            SqliteStore(record),
            lambda text: Screening("none", (), ()),  # type: ignore[arg-type]
            UNUSED,
            lambda: datetime.now(timezone.utc),
            Wire(),
            "token",
        )
        self.channel: Any = None
        self.door: Any = None
        self.url = ""
        self._running: Any = None

    async def start(self, *, webhook: bool = False, token: str = TOKEN) -> Bot:
        from rasa.core.channels.channel import register
        from sanic import Sanic
        from sanic.response import empty

        from bot.channels.telegram import TelegramChannel, TelegramSettings
        from bot.intake import FrontDoor

        install(self.context)
        listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}/webhooks/telegram/webhook"
        where = self.url if webhook else None
        settings = TelegramSettings(token, where, self.server.url)
        self.channel = TelegramChannel(settings, self.context)
        dialogue: Any = self.dialogue
        senders = {"telegram": self.channel.pusher}
        self.door = FrontDoor(self.context, dialogue, dialogue, senders)
        app = Sanic(f"telegram_{uuid4().hex}")
        app.add_route(lambda request: empty(), "/")  # a router of none knows not even 404
        register([self.channel], app, route="/webhooks/")
        self._running = await app.create_server(
            sock=listening, return_asyncio_server=True, access_log=False
        )
        await self._running.startup()
        await self._running.start_serving()
        await self.channel.open(self.door)
        self.door.resume()
        return self

    async def stop(self) -> None:
        if self._running is None:
            return
        running, self._running = self._running, None
        self.dialogue.may_answer.set()
        await self.door.settle()
        await self.channel.close()
        running.close()
        await running.wait_closed()

    @property
    def her(self) -> str:
        found = self.context.store.find("telegram", str(ADA))
        assert found is not None, "she hasn't written yet"
        return found

    def events(self, kind: type[Any]) -> list[Any]:
        return [event.body for event in self.context.store.read(self.her, kinds=[kind.kind])]

    def agree(self) -> None:
        """She has consented, so that she may be written to first."""
        given = ConsentGiven("test", "given")
        self.context.store.append(self.her, Draft(given, self.context.clock()))

    def says(self, text: str, *, old: timedelta = timedelta(0), **more: Any) -> Event:
        """The coach says something, as the clock makes it or as a turn before a crash did."""
        at = self.context.clock() - old
        sent = MessageSent("telegram", text, **more)
        return self.context.store.append(self.her, Draft(sent, at))[0]

    async def settled(self) -> None:
        """All that was said has been handed over or given up."""
        await self.door.settle()
        await self.server.until(
            lambda: len(self.events(MessageDelivered)) == len(self.events(MessageSent)),
            lambda: self.events(MessageDelivered),
        )


@pytest.fixture
async def server() -> AsyncIterator[TelegramStandIn]:
    async with telegram_server() as running:
        yield running


@pytest.fixture
async def bots(
    tmp_path: Path, server: TelegramStandIn, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Callable[[], Bot]]:
    """Makes bots that share one record, each as after a new start of the process."""
    from sanic import Sanic

    monkeypatch.setattr(Sanic, "test_mode", True)  # or a process can start only one server
    monkeypatch.setattr("bot.pushing.FIRST_PAUSE", 0.01)
    made: list[Bot] = []

    def make() -> Bot:
        made.append(Bot(tmp_path / "record.db", server))
        return made[-1]

    yield make
    for each in made:
        await each.stop()


@pytest.fixture
async def bot(bots: Callable[[], Bot]) -> Bot:
    return await bots().start()


@pytest.fixture
def ada(server: TelegramStandIn) -> Person:
    return server.person(ADA)


# --- a conversation ---


async def test_she_writes_and_is_answered_in_order(bot: Bot, ada: Person) -> None:
    ada.writes("hello")
    await ada.hears("Is that right?")
    assert ada.texts == ["You said: hello", "Is that right? https://nhs.uk"]
    assert not any(sent.preview for sent in ada.seen)
    await bot.settled()
    assert [d.state for d in bot.events(MessageDelivered)] == ["accepted", "accepted"]


async def test_it_asks_for_what_it_reads_and_offers_its_commands(
    bot: Bot, server: TelegramStandIn
) -> None:
    await server.until(lambda: server.allowed)
    assert server.allowed == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert server.commands == ["start", "help", "pause", "resume", "stop"]
    assert bot.context.links == {"telegram": "https://t.me/backstay_bot?start={code}"}


async def test_she_sees_that_it_works_on_an_answer(
    bot: Bot, ada: Person, server: TelegramStandIn
) -> None:
    bot.dialogue.may_answer.clear()
    ada.writes("hello")
    await server.until(lambda: server.typing)
    assert server.typing == [ADA] and ada.texts == []
    bot.dialogue.may_answer.set()
    await ada.hears("You said: hello")


async def test_a_long_answer_is_cut_at_the_end_of_a_paragraph(bot: Bot, ada: Person) -> None:
    ada.writes("long")
    await bot.server.until(lambda: len(ada.seen) == 3)
    said = bot.events(MessageSent)[0].text
    assert "\n\n".join(ada.texts).split() == said.split()
    assert all(text.endswith("paragraph.") for text in ada.texts)


async def test_a_button_sends_its_title_once_and_its_keyboard_goes(
    bot: Bot, ada: Person, server: TelegramStandIn
) -> None:
    ada.writes("hello")
    asked = await ada.hears("Is that right?")
    yes, no, longest = asked.titles
    assert (yes, no) == ("Yes", "No") and len(longest) > 64
    first = ada.presses(longest)
    server.tell("callback_query", first["callback_query"])  # delivered again
    ada.presses("No")  # pressed again before the keyboard was gone
    await ada.hears(f"You said: {longest}")
    await server.until(lambda: len(server.confirmed) == 3)
    await server.until(lambda: not asked.keyboard)
    await bot.settled()
    heard = [each.text for each in bot.events(MessageReceived)]
    assert heard == ["hello", longest]
    assert server.confirmed[0][1] == longest
    assert "answered this one" in server.confirmed[2][1]


async def test_a_button_works_when_telegram_has_lost_sight_of_its_message(
    bot: Bot, ada: Person
) -> None:
    ada.writes("hello")
    asked = await ada.hears("Is that right?")
    ada.presses_data(None, asked.keyboard[0][1]["callback_data"])
    await ada.hears("You said: No")


@pytest.mark.parametrize("place", ["7", "-1", "x", "", "9" * 5000])
async def test_a_button_that_nobody_made_says_so(
    bot: Bot, ada: Person, server: TelegramStandIn, place: str
) -> None:
    ada.writes("hello")
    asked = await ada.hears("Is that right?")
    message = asked.keyboard[0][0]["callback_data"].partition(":")[0]
    ada.presses_data(asked.id, f"{message}:{place}")
    ada.presses_data(asked.id, "nonsense")
    eve = server.person(666)
    eve.presses_data(asked.id, asked.keyboard[0][0]["callback_data"])  # hers, not Eve's
    ada.writes("then")
    await ada.hears("You said: then")
    assert [each.text for each in bot.events(MessageReceived)] == ["hello", "then"]
    assert bot.context.store.find("telegram", "666") is None
    await server.until(lambda: len(server.confirmed) == 3)
    assert all("don't know this button" in said for _, said in server.confirmed)


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("/start", "hello"),
        ("/help", "help"),
        ("/stop@backstay_bot", "stop"),
        ("/PAUSE", "pause"),
        ("/resume", "resume"),
        ("/start K7Q2-MX9P", "link K7Q2-MX9P"),
        ("/unheard of", "/unheard of"),
        ("/", "/"),
    ],
)
async def test_commands_are_words_that_the_coach_knows(
    bot: Bot, ada: Person, written: str, heard: str
) -> None:
    ada.writes(written)
    await bot.server.until(lambda: ada.seen)
    assert [each.text for each in bot.events(MessageReceived)] == [heard]


async def test_what_has_no_words_is_answered_kindly(bot: Bot, ada: Person) -> None:
    ada.writes(voice={"file_id": "v", "duration": 3})
    await ada.hears("I can only read words")
    for _ in range(3):  # an album is one thing
        ada.writes(photo=[{"file_id": "p"}], media_group_id="77")
    ada.writes(photo=[{"file_id": "p"}], caption="pain 4")
    await ada.hears("You said: pain 4")
    ada.writes(pinned_message={"message_id": 1})  # a note of Telegram's own
    ada.writes("then")
    await ada.hears("You said: then")
    assert [each.text for each in bot.events(MessageReceived)] == ["", "", "pain 4", "then"]


async def test_a_changed_message_is_not_taken_for_a_new_one(bot: Bot, ada: Person) -> None:
    first = ada.writes("pain 4")
    await ada.hears("You said: pain 4")
    for text in ("pain 5", "pain 6"):
        bot.server.tell("edited_message", first["message"] | {"text": text, "edit_date": 1})
    await ada.hears("as it was first sent")
    bot.server.tell("edited_message", ada.message(location={"latitude": 1, "longitude": 1}))
    ada.writes("then")
    await ada.hears("You said: then")
    assert [each.text for each in bot.events(MessageReceived)] == ["pain 4", "then"]
    assert sum("first sent" in text for text in ada.texts) == 1


async def test_it_leaves_a_group(bot: Bot, server: TelegramStandIn) -> None:
    group = server.person(-100123, kind="supergroup")
    group.writes("/start@backstay_bot")
    await group.hears("don't chat in groups")
    await server.until(lambda: server.left == [-100123])
    assert bot.context.store.participants() == []


async def test_a_flood_is_slowed_and_what_piled_up_overnight_is_not(
    bot: Bot, ada: Person, server: TelegramStandIn
) -> None:
    start = 1_700_000_000
    for minute in range(30):
        ada.writes(f"word {minute}", date=start + 60 * minute)
    await ada.hears("You said: word 29")
    for _ in range(30):
        ada.writes("flood", date=start + 10_000)
    bob = server.person(815)
    bob.writes("hello")
    await bob.hears("You said: hello")
    await ada.hears("a lot at once")
    assert sum(each.text == "flood" for each in bot.events(MessageReceived)) == 20


# --- updates that are replayed, strange or late ---


async def test_replays_and_a_changed_order_record_nothing_twice(
    bot: Bot, ada: Person, server: TelegramStandIn
) -> None:
    first, second = ada.message(text="one"), ada.message(text="two")
    for message in (second, first, second, first):
        server.tell("message", message)
    await ada.hears("You said: one")
    await bot.settled()
    assert [each.text for each in bot.events(MessageReceived)] == ["two", "one"]


@pytest.mark.parametrize(
    "strange",
    [
        {"message": None},
        {"message": "text"},
        {"message": {"text": "no chat"}},
        {"message": {"message_id": "x", "date": 1, "chat": {"id": 1, "type": "private"}}},
        {"callback_query": {"id": "1", "from": {"id": ADA}}},
        {"my_chat_member": {"chat": {"id": ADA, "type": "private"}}},
        {"channel_post": {"message_id": 1, "chat": {"id": -1, "type": "channel"}, "text": "a"}},
        {"a_kind_of_a_later_version": {"id": 1}},
    ],
)
async def test_strange_updates_change_nothing_and_stop_nothing(
    bot: Bot, ada: Person, server: TelegramStandIn, strange: dict[str, Any]
) -> None:
    for kind, content in strange.items():
        server.tell(kind, content)
    ada.writes("half a smiley \ud83d, שלום")
    await ada.hears("You said: half a smiley ?, שלום")
    bob = server.person(815)
    bob.writes("long " * 8000)
    await bob.hears("more than I can take in")
    assert len(bot.context.store.participants()) == 2


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(502, html=True),
        Trouble(500),
        Trouble(500, description=""),
        Trouble(429, "Too Many Requests: retry after 0", retry_after=0),
        Trouble(409, "Conflict: terminated by other getUpdates request"),
        Trouble(401, "Unauthorized"),
    ],
)
async def test_asking_for_updates_survives(
    bots: Callable[[], Bot],
    ada: Person,
    server: TelegramStandIn,
    trouble: Trouble,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.channels.telegram_api.TOKEN_WAIT", timedelta(0))
    monkeypatch.setattr("bot.channels.telegram_api.CONFLICT_WAIT", timedelta(0))
    server.fails("setMyCommands", trouble)
    server.fails("getUpdates", trouble, trouble)
    await bots().start()
    ada.writes("hello")
    await ada.hears("You said: hello")


async def test_a_webhook_of_before_is_taken_down(
    bots: Callable[[], Bot], ada: Person, server: TelegramStandIn
) -> None:
    server.webhook = "https://old.example/webhook"
    await bots().start()
    ada.writes("hello")
    await ada.hears("You said: hello")


# --- the webhook ---


async def test_the_webhook_takes_what_shows_the_secret(
    bots: Callable[[], Bot], ada: Person, server: TelegramStandIn
) -> None:
    bot = await bots().start(webhook=True)
    await server.until(lambda: server.webhook)
    update = ada.writes("hello")
    assert await server.delivers(update) == 200
    assert await server.delivers(update) == 200  # our answer got lost
    await ada.hears("You said: hello")
    for forged in ("", "guessed", server.secret[:-1], "\xe4"):
        assert await server.delivers(ada.writes("forged"), secret=forged) == 403
    assert [each.text for each in bot.events(MessageReceived)] == ["hello"]
    assert server.calls["getUpdates"] == 0
    assert bot.context.refused == {"telegram": 4}
    assert TOKEN not in server.secret and len(server.secret) >= 32


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"7", b"\xff", b"[" * 100_000])
async def test_a_broken_body_is_not_sent_again(
    bots: Callable[[], Bot], server: TelegramStandIn, body: bytes
) -> None:
    bot = await bots().start(webhook=True)
    await server.until(lambda: server.webhook)
    headers = {"X-Telegram-Bot-Api-Secret-Token": server.secret}
    async with httpx.AsyncClient() as client:
        assert (await client.post(bot.url, content=body, headers=headers)).status_code == 200


async def test_without_a_webhook_there_is_no_address_for_one(bot: Bot) -> None:
    async with httpx.AsyncClient() as client:
        assert (await client.post(bot.url, json={})).status_code == 404


# --- what we say, and trouble in handing it over ---


@pytest.mark.parametrize(
    "troubles",
    [
        [Trouble(429, "Too Many Requests: retry after 1", retry_after=1)],
        [Trouble(500), Trouble(503, "Service Unavailable"), Trouble(500, description="")],
        [Trouble(502, html=True)],
        [Trouble(200, html=True)],
        [Trouble(401, "Unauthorized")],
    ],
)
async def test_what_can_not_be_handed_over_now_comes_later_in_order(
    bot: Bot,
    ada: Person,
    server: TelegramStandIn,
    troubles: list[Trouble],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.channels.telegram_api.TOKEN_WAIT", timedelta(0))
    server.fails("sendMessage", *troubles)
    ada.writes("one")
    ada.writes("two")
    await ada.hears("You said: two")
    await bot.settled()
    asks = "Is that right? https://nhs.uk"
    assert ada.texts == ["You said: one", asks, "You said: two", asks]
    assert server.calls["sendMessage"] == 4 + len(troubles)


async def test_one_who_waits_makes_nobody_else_wait(
    bot: Bot, ada: Person, server: TelegramStandIn
) -> None:
    server.fails("sendMessage", Trouble(429, "Too Many Requests", retry_after=3600))
    ada.writes("one")
    await server.until(lambda: server.calls["sendMessage"] == 1)
    bob = server.person(815)
    bob.writes("hello")
    await bob.hears("You said: hello")
    assert ada.seen == []


async def test_silence_counts_as_trouble(
    bots: Callable[[], Bot],
    ada: Person,
    server: TelegramStandIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.channels.telegram_api.TIMEOUT", 0.2)
    server.fails("sendMessage", Trouble(200, after=2))
    await bots().start()
    ada.writes("hello")
    await ada.hears("You said: hello")


async def test_a_message_that_telegram_refuses_does_not_hold_up_the_next(
    bot: Bot, ada: Person, server: TelegramStandIn
) -> None:
    server.fails("sendMessage", Trouble(400, "Bad Request: something new is wrong"))
    ada.writes("hello")
    await ada.hears("Is that right?")
    await bot.settled()
    told = [(each.state, each.reason) for each in bot.events(MessageDelivered)]
    assert told == [("failed", "refused"), ("accepted", None)]
    assert bot.context.store.participant(bot.her).reminders == "active"


@pytest.mark.parametrize(
    ("state", "reason"), [("blocked", "blocked"), ("deactivated", "deactivated")]
)
async def test_whoever_is_gone_is_not_written_to_any_more(
    bot: Bot, ada: Person, server: TelegramStandIn, state: str, reason: str
) -> None:
    bot.dialogue.may_answer.clear()
    ada.writes("hello")
    await server.until(lambda: bot.context.store.find("telegram", str(ADA)))
    ada.state = state
    bot.dialogue.may_answer.set()
    await bot.settled()
    assert [each.reason for each in bot.events(MessageDelivered)] == [reason, reason]
    stopped = bot.events(RemindersChanged)
    assert [(each.state, each.reason) for each in stopped] == [("stopped", reason)]


async def test_the_news_that_she_blocked_us_stops_the_reminders_and_start_brings_them_back(
    bot: Bot, ada: Person, server: TelegramStandIn
) -> None:
    ada.writes("hello")
    await ada.hears("Is that right?")
    ada.blocks()
    await server.until(lambda: bot.events(RemindersChanged))
    assert bot.events(RemindersChanged)[0] == RemindersChanged("stopped", reason="blocked")
    ada.state = "here"
    ada.writes("/start")
    await ada.hears("You said: start again")


# --- what we say first ---


async def test_a_check_in_is_hidden_from_the_lock_screen(bot: Bot, ada: Person) -> None:
    ada.writes("hello")
    await ada.hears("Is that right?")
    bot.agree()
    bot.says("How is the pain \N{SLIGHTLY SMILING FACE}?", checkin="c1", buttons=("Not now",))
    assert await bot.door.deliver("c1", bot.her) == Proactive("delivered")
    shown = ada.seen[-1]
    first, _, rest = shown.text.partition("\n")
    assert first == "When you have a quiet moment:" and "pain" in rest
    (hidden,) = shown.entities
    units = shown.text.encode("utf-16-le")
    covered = units[2 * hidden["offset"] : 2 * (hidden["offset"] + hidden["length"])]
    assert hidden["type"] == "spoiler" and covered.decode("utf-16-le") == rest
    assert shown.titles == ["Not now"]
    assert await bot.door.deliver("c1", bot.her) == Proactive("delivered")  # asked again
    assert ada.seen[-1] is shown


async def test_the_clock_is_told_to_wait(
    bot: Bot, ada: Person, server: TelegramStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada.writes("hello")
    await ada.hears("Is that right?")
    bot.agree()
    monkeypatch.setattr("bot.pushing.PATIENCE", 0.1)
    server.fails("sendMessage", Trouble(429, "Too Many Requests", retry_after=3600))
    bot.says("Hello.", checkin="c1")
    answer = await bot.door.deliver("c1", bot.her)
    assert (answer.state, answer.reason) == ("retry", "provider_busy")


@pytest.mark.parametrize("how", ["stopped", "withdrawn", "late", "blocked"])
async def test_a_check_in_that_must_not_or_can_not_arrive(
    bot: Bot, ada: Person, server: TelegramStandIn, how: str
) -> None:
    ada.writes("hello")
    await ada.hears("Is that right?")
    if how != "withdrawn":
        bot.agree()
    if how == "stopped":
        stopped = Draft(RemindersChanged("stopped"), bot.context.clock())
        bot.context.store.append(bot.her, stopped)
    if how == "blocked":
        ada.state = "blocked"
    bot.says("Hello.", checkin="c1", old=timedelta(hours=4) if how == "late" else timedelta(0))
    answer = await bot.door.deliver("c1", bot.her)
    reasons = {"withdrawn": "stopped", "late": "too_late"}
    assert answer == Proactive("impossible", reasons.get(how, how))
    assert "Hello." not in " ".join(ada.texts)


async def test_she_goes_on_in_a_new_chat_where_telegram_counts_anew(
    bot: Bot, ada: Person, server: TelegramStandIn
) -> None:
    ada.writes("hello")
    await ada.hears("Is that right?")
    await bot.settled()
    bot.context.store.append(
        bot.her,
        Draft(ChannelUnlinked("telegram", str(ADA)), bot.context.clock()),
        Draft(ChannelLinked("telegram", "4712"), bot.context.clock()),
    )
    server.sent_numbers = itertools.count(1)
    anew = server.person(4712)
    anew.writes("hello")
    await anew.hears("Is that right?")
    await server.until(lambda: len(server.sent) == 4)
    them = bot.context.store.find("telegram", "4712")
    told = bot.context.store.read(them, kinds=[MessageDelivered.kind])
    assert len(told) == 4 and server.calls["sendMessage"] == 4


async def test_where_there_is_no_address_any_more_nothing_can_arrive(bot: Bot, ada: Person) -> None:
    ada.writes("hello")
    await ada.hears("Is that right?")
    her = bot.her
    bot.agree()
    bot.says("Hello.", checkin="c1")
    gone = Draft(ChannelUnlinked("telegram", str(ADA)), bot.context.clock())
    bot.context.store.append(her, gone)
    assert await bot.door.deliver("c1", her) == Proactive("impossible", "no_address")


# --- crashes ---


@pytest.mark.parametrize("webhook", [False, True])
async def test_a_record_that_can_not_be_reached_loses_no_message(
    bots: Callable[[], Bot],
    ada: Person,
    server: TelegramStandIn,
    webhook: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bot = await bots().start(webhook=webhook)
    await server.until(lambda: server.webhook if webhook else server.allowed)
    join, failures = bot.context.store.join, iter([StoreError("locked"), StoreError("locked")])

    def fails_twice(*asked: Any) -> str:
        for failure in failures:
            raise failure
        return join(*asked)

    monkeypatch.setattr(bot.context.store, "join", fails_twice)
    update = ada.writes("hello")
    if webhook:
        assert [await server.delivers(update) for _ in range(3)] == [503, 503, 200]
    await ada.hears("You said: hello")
    assert [each.text for each in bot.events(MessageReceived)] == ["hello"]


async def test_what_was_recorded_but_not_handed_over_is_handed_over_at_the_next_start(
    bots: Callable[[], Bot], ada: Person
) -> None:
    first = await bots().start()
    ada.writes("hello")
    await ada.hears("Is that right?")
    await first.settled()
    await first.stop()
    first.says("An answer of two days ago.", old=timedelta(days=2))
    first.says("An answer of an hour ago.", old=timedelta(hours=1))
    first.says("An answer of just now.")
    ada.writes("written while nobody listened")
    await bots().start()
    await ada.hears("You said: written while nobody listened")
    assert ada.texts[2:4] == ["An answer of an hour ago.", "An answer of just now."]
    assert "two days" not in " ".join(ada.texts)


async def test_a_crash_before_the_updates_were_confirmed_answers_nothing_twice(
    bots: Callable[[], Bot], ada: Person, server: TelegramStandIn
) -> None:
    first = await bots().start()
    update = ada.writes("hello")
    await ada.hears("Is that right?")
    await first.settled()
    await first.stop()
    server.updates.insert(0, update)  # as if it had died before its next call for updates
    ada.writes("then")
    second = await bots().start()
    await ada.hears("You said: then")
    await second.settled()
    assert [each.text for each in second.events(MessageReceived)] == ["hello", "then"]
    assert ada.texts.count("You said: hello") == 1


async def test_a_message_of_several_parts_goes_on_where_it_was_held_up(
    bot: Bot, ada: Person, server: TelegramStandIn
) -> None:
    ada.writes("long")
    await server.until(lambda: len(ada.seen) == 3)
    whole = ada.texts
    await bot.settled()
    server.fails("sendMessage", Trouble(500))
    ada.writes("long")
    await server.until(lambda: len(ada.seen) == 6)
    await bot.settled()
    assert ada.texts == whole * 2


async def test_an_erased_participant_leaves_nothing_to_hand_over(
    bot: Bot, ada: Person, server: TelegramStandIn
) -> None:
    server.fails("sendMessage", Trouble(500), Trouble(500))
    ada.writes("hello")
    await server.until(lambda: server.calls["sendMessage"] >= 1)
    bot.context.store.forget(bot.her)
    bob = server.person(815)
    bob.writes("hello")
    await bob.hears("You said: hello")


async def test_a_sender_says_what_became_of_each(bot: Bot, ada: Person) -> None:
    ada.writes("hello")
    await ada.hears("Is that right?")
    await bot.settled()
    too_old = bot.says("Late.", old=timedelta(hours=5), checkin="c1")
    with pytest.raises(Undeliverable, match="too_late"):
        await bot.channel.pusher.send("", [too_old])
