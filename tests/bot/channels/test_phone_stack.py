"""All of Backstay with both WhatsApps and SMS open, and the providers' stand-ins around it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from twilio.request_validator import RequestValidator

from bot.channels.carrier_words import GOODBYE, WHO_WE_ARE
from bot.channels.whatsapp_signature import sign
from tests.bot.channels import twilio_standin, whatsapp_standin
from tests.bot.channels.phone_server import PUBLIC
from tests.bot.channels.twilio_standin import Twilio
from tests.bot.channels.whatsapp_standin import WhatsApp, payload
from tests.conftest import link_prepared
from tests.stack import PATIENCE_SECONDS, Stack

pytestmark = [pytest.mark.models, pytest.mark.servers]


@pytest.fixture(scope="module")
def providers() -> Iterator[tuple[Twilio, WhatsApp]]:
    both = Twilio(), WhatsApp()
    yield both
    for standin in both:
        standin.close()


@pytest.fixture(scope="module")
def stack(
    tmp_path_factory: pytest.TempPathFactory,
    prepared: Path,
    providers: tuple[Twilio, WhatsApp],
) -> Iterator[Stack]:
    twilio, whatsapp = providers
    started = Stack(
        link_prepared(tmp_path_factory.mktemp("phones") / "data", prepared),
        BACKSTAY_PUBLIC_URL=PUBLIC,
        BACKSTAY_TWILIO_ACCOUNT=twilio_standin.SID,
        BACKSTAY_TWILIO_TOKEN=twilio_standin.TOKEN,
        BACKSTAY_TWILIO_NUMBER=twilio_standin.NUMBER,
        BACKSTAY_TWILIO_API=twilio.url,
        BACKSTAY_WHATSAPP_TOKEN=whatsapp_standin.TOKEN,
        BACKSTAY_WHATSAPP_SECRET=whatsapp_standin.SECRET,
        BACKSTAY_WHATSAPP_VERIFY=whatsapp_standin.VERIFY,
        BACKSTAY_WHATSAPP_NUMBER_ID=whatsapp_standin.NUMBER_ID,
        BACKSTAY_WHATSAPP_API=whatsapp.url,
    ).start()
    yield started
    started.stop()


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def text(stack: Stack, form: dict[str, str]) -> None:
    """A text message of hers, as Twilio brings it."""
    path = "/webhooks/sms/webhook"
    validator = RequestValidator(twilio_standin.TOKEN)
    answer = httpx.post(
        f"http://127.0.0.1:{stack.bot_port}{path}",
        content=urlencode(form),
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": validator.compute_signature(f"{PUBLIC}{path}", form),
        },
    )
    assert answer.status_code == 200


def whatsapp_message(stack: Stack, message: dict[str, Any]) -> None:
    body = json.dumps(payload({"messages": [message]})).encode()
    answer = httpx.post(
        f"http://127.0.0.1:{stack.bot_port}{whatsapp_standin.PATH}",
        content=body,
        headers={"X-Hub-Signature-256": sign(whatsapp_standin.SECRET, body)},
    )
    assert answer.status_code == 200


def test_she_begins_by_text_message_asks_who_we_are_and_stops(
    stack: Stack, providers: tuple[Twilio, WhatsApp]
) -> None:
    twilio, _ = providers
    text(stack, twilio.message("hi"))
    until(lambda: any("You can answer:" in said for said in twilio.said))
    assert all(taken.to == twilio_standin.HERS for taken in twilio.taken)
    text(stack, twilio.message("HELP"))
    until(lambda: WHO_WE_ARE in twilio.said)
    text(stack, twilio.message("STOP"))
    until(lambda: GOODBYE in twilio.said)
    for secret in (twilio_standin.HERS.lstrip("+"), twilio_standin.TOKEN, whatsapp_standin.SECRET):
        assert secret not in stack.printed


def test_she_begins_by_whatsapp_and_presses_the_buttons(
    stack: Stack, providers: tuple[Twilio, WhatsApp]
) -> None:
    _, whatsapp = providers
    whatsapp_message(stack, whatsapp.message("hi"))
    until(lambda: whatsapp.taken and whatsapp.taken[-1]["type"] == "interactive")
    asked = whatsapp.taken[-1]["interactive"]["action"]["buttons"][0]["reply"]
    reply = {"type": "button_reply", "button_reply": asked}
    said = len(whatsapp.taken)
    whatsapp_message(stack, whatsapp.message({"type": "interactive", "interactive": reply}))
    until(lambda: len(whatsapp.taken) > said)
