"""A first conversation on Telegram with the real agent, against a Bot API server on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.bot.channels.telegram_standin import TOKEN, telegram_server

if TYPE_CHECKING:
    from tests.conversations.conftest import Stage

pytestmark = [pytest.mark.models, pytest.mark.asyncio(loop_scope="session")]


async def test_she_comes_checks_in_and_stops_the_messages(stage: Stage) -> None:
    from bot.channels.telegram import TelegramChannel, TelegramSettings

    context: Any = stage.context
    door: Any = stage.door
    async with telegram_server() as server:
        channel = TelegramChannel(TelegramSettings(TOKEN, None, server.url), context)
        await channel.open(door)
        her = server.person(31415)
        try:
            her.writes("/start")
            asked = await her.hears("Is that OK with you?")
            her.presses(asked.titles[0])
            await server.until(lambda: len(her.seen) > 1 and not asked.keyboard)
            participant = context.store.find("telegram", "31415")
            await server.until(
                lambda: context.store.participant(participant).consent == "given", lambda: her.texts
            )
            her.writes("pain 6")
            await server.until(lambda: context.store.values(participant), lambda: her.texts)
            her.writes("/stop")
            await her.hears("I won't write first")
            assert context.store.participant(participant).reminders == "stopped"
            her.writes("my left leg went numb and I can't feel it when I wipe")
            await server.until(lambda: context.store.alerts(participant), lambda: her.texts)
            await her.hears("call your local emergency number now")
            await door.settle()
        finally:
            await channel.close()
