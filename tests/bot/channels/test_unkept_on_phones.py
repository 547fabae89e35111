"""What is answered without being kept, on a channel that must be handed what we say."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import pushing
from bot.erasure import GOODBYE, WORDS
from records.events import ConsentRefused, Draft, ErasureAsked
from tests.bot.channels.phone_server import Server, serving
from tests.bot.channels.provider_standin import until
from tests.bot.channels.twilio_standin import HERS, Twilio

pytestmark = [pytest.mark.models, pytest.mark.asyncio(loop_scope="session")]


@pytest.fixture
def twilio() -> AsyncIterator[Twilio]:
    standin = Twilio()
    yield standin
    standin.close()


@pytest.fixture
async def server(
    tmp_path: Path, twilio: Twilio, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Server]:
    from bot.channels.twilio import SmsChannel

    monkeypatch.setattr(pushing, "FIRST_PAUSE", 0.01)
    account = twilio.account(None)
    async with serving(tmp_path, lambda context: [SmsChannel(account, context)]) as up:
        yield up


async def test_without_consent_she_is_answered_and_nothing_is_written(
    server: Server, twilio: Twilio, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    her = server.joined("sms", HERS)
    server.context.store.append(her, Draft(ConsentRefused("1", "m"), server.now))
    before = server.context.store.verify().rows
    server.dialogue.buttons = ("Yes", "No")
    form = twilio.message("I leak when I sneeze")
    for _ in range(2):  # delivered again
        await twilio.bring(server, form)
        await server.answered()
    await until(lambda: twilio.said)
    assert twilio.said == ["You said: I leak when I sneeze\n\nYou can answer:\n- Yes\n- No"]
    assert server.context.store.verify().rows == before
    assert "sneeze" not in caplog.text and HERS not in caplog.text


async def test_answers_come_in_the_order_they_were_said(server: Server, twilio: Twilio) -> None:
    her = server.joined("sms", HERS)
    server.context.store.append(her, Draft(ConsentRefused("1", "m"), server.now))
    for n in range(5):
        await twilio.bring(server, twilio.message(f"number {n}"))
        await server.answered()
    await until(lambda: len(twilio.said) == 5)
    assert twilio.said == [f"You said: number {n}" for n in range(5)]


async def test_the_goodbye_reaches_her_and_its_replay_makes_nobody_new(
    server: Server, twilio: Twilio
) -> None:
    her = server.joined("sms", HERS)
    server.context.store.append(her, Draft(ErasureAsked("confirmed", "m"), server.now))
    form = twilio.message(WORDS)
    for _ in range(2):
        assert (await twilio.bring(server, form)).status_code == 200
        await server.answered()
    await until(lambda: twilio.said)
    assert twilio.said == [GOODBYE]
    assert server.context.store.participants() == [] and server.context.store.read(her) == []
