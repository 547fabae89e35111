"""Notifications, against a push service on loopback that reads them as a browser would."""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from bot.channels.web_messages import Refused
from bot.channels.web_push import WebPush, end, read_subscription, subscriptions
from bot.channels.web_push_message import encrypt, from_base64url, new_key, private_key
from bot.context import BotContext
from bot.delivery import Proactive, deliver
from bot.wire import Wire
from records.events import ChannelLinked, Draft, MessageSent
from records.sqlite_store import SqliteStore
from tests.bot.channels.push_service import Browser, PushService, push_service

UNUSED: Any = None
NOW = datetime(2026, 6, 1, 9, tzinfo=timezone.utc)
CONTACT = "mailto:ops@example.org"


@pytest.fixture
def context(tmp_path: Path) -> BotContext:
    store = SqliteStore(tmp_path / "record.db")
    return BotContext(store, UNUSED, UNUSED, lambda: NOW, Wire(), "token")


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with push_service() as running:
        yield running


@pytest.fixture
async def push(context: BotContext, service: PushService) -> AsyncIterator[WebPush]:
    client = service.client()
    yield WebPush(context, new_key(), CONTACT, client=client)
    await client.aclose()


@pytest.fixture
def her(context: BotContext) -> str:
    """Somebody with two browsers, for whom a check-in has been written."""
    her = context.store.join("web", "phone", NOW)
    context.store.append(her, Draft(ChannelLinked("web", "tablet"), NOW))
    text = "Good morning! How is your back today?"
    context.store.append(her, Draft(MessageSent("web", text, checkin="c1"), NOW))
    return her


async def test_the_example_of_rfc_8291() -> None:
    """https://www.rfc-editor.org/rfc/rfc8291#section-5, byte for byte, both ways."""
    text = b"When I grow up, I want to be a watermelon"
    secret = from_base64url("BTBZMqHH6r4Tts7J_aSIgg")
    browser_key = from_base64url(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    )
    body = encrypt(
        text,
        browser_key,
        secret,
        salt=from_base64url("DGv6ra1nlYgDCS1FRnbzlw"),
        sender=private_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
    )
    assert base64.urlsafe_b64encode(body).rstrip(b"=") == (
        b"DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmY"
        b"WAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexS"
        b"gSxsj_Qulcy4a-fN"
    )
    receiver = private_key("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")
    assert Browser(key=receiver, secret=secret).read(body) == text


async def test_every_message_is_sealed_anew() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    browser = Browser(key=key, secret=b"s" * 16)
    asked = read_subscription(browser.subscription())
    bodies = {encrypt(b"same", from_base64url(asked.p256dh), b"s" * 16) for _ in range(5)}
    assert len({body[:16] for body in bodies}) == len({body[21:86] for body in bodies}) == 5
    assert {browser.read(body) for body in bodies} == {b"same"}


# --- what comes ---


async def test_a_check_in_tells_her_browser_and_reveals_nothing(
    context: BotContext, push: WebPush, service: PushService, her: str
) -> None:
    browser = Browser("token-of-hers")
    push.subscribe(her, "phone", browser.subscription())
    assert await deliver(context, {"web": push}, "c1", her) == Proactive("delivered")
    [came] = service.pushes
    assert came.path == "/fcm/send/token-of-hers"
    assert browser.read(came.body) == b"You have a message"
    assert came.headers["content-encoding"] == "aes128gcm"
    assert came.headers["topic"] == "message" and came.headers["urgency"] == "normal"
    assert int(came.headers["ttl"]) == 4 * 60 * 60
    claims = came.claims(push.public_key)
    assert claims["sub"] == CONTACT
    assert NOW.timestamp() < int(str(claims["exp"])) <= (NOW + timedelta(hours=24)).timestamp()


async def test_without_a_subscription_her_page_is_enough(
    context: BotContext, push: WebPush, service: PushService, her: str
) -> None:
    assert await deliver(context, {"web": push}, "c1", her) == Proactive("delivered")
    push.subscribe(her, "phone", Browser().subscription())
    end(context, her, "phone", "off")
    assert await deliver(context, {"web": push}, "c1", her) == Proactive("delivered")
    assert service.pushes == []


async def test_all_of_her_browsers_and_nobody_elses(
    context: BotContext, push: WebPush, service: PushService, her: str
) -> None:
    other = context.store.join("web", "someone else", NOW)
    push.subscribe(other, "someone else", Browser("other").subscription())
    push.subscribe(her, "phone", Browser("old").subscription())
    push.subscribe(her, "phone", Browser("new").subscription())
    push.subscribe(her, "tablet", Browser("tablet").subscription())
    push.subscribe(her, "lent", Browser("not hers any more").subscription())
    await deliver(context, {"web": push}, "c1", her)
    assert {came.path for came in service.pushes} == {"/fcm/send/new", "/fcm/send/tablet"}


# --- trouble ---


@pytest.mark.parametrize("status", [404, 410])
async def test_a_subscription_that_is_gone_is_dropped(
    context: BotContext, push: WebPush, service: PushService, her: str, status: int
) -> None:
    push.subscribe(her, "phone", Browser().subscription())
    push.subscribe(her, "tablet", Browser("tablet").subscription())
    service.answers["/fcm/send/one"] = (status, "X: y")
    for _ in range(2):
        assert await deliver(context, {"web": push}, "c1", her) == Proactive("delivered")
    assert [came.path for came in service.pushes].count("/fcm/send/one") == 1
    assert set(subscriptions(context.store, her)) == {"tablet"}
    push.subscribe(her, "phone", Browser().subscription())  # she may come back
    assert set(subscriptions(context.store, her)) == {"phone", "tablet"}


@pytest.mark.parametrize(
    ("answer", "minutes"),
    [
        ((429, "Retry-After: 600"), 10),
        ((429, "Retry-After: 999999999999999999999"), 1),
        ((503, "Retry-After: Wed, 21 Oct 2026 07:28:00 GMT"), 1),
        ((503, "Retry-After: 86400"), 30),
        ((500, "X: y"), 1),
        (None, 1),
    ],
)
async def test_a_busy_service_is_tried_again(
    context: BotContext,
    push: WebPush,
    service: PushService,
    her: str,
    answer: tuple[int, str] | None,
    minutes: int,
) -> None:
    push.subscribe(her, "phone", Browser().subscription())
    service.answers["/fcm/send/one"] = answer
    later = Proactive("retry", "push_service_busy", timedelta(minutes=minutes))
    assert await deliver(context, {"web": push}, "c1", her) == later
    assert set(subscriptions(context.store, her)) == {"phone"}
    del service.answers["/fcm/send/one"]
    assert await deliver(context, {"web": push}, "c1", her) == Proactive("delivered")


async def test_one_browser_that_was_told_is_enough(
    context: BotContext, push: WebPush, service: PushService, her: str
) -> None:
    push.subscribe(her, "phone", Browser().subscription())
    push.subscribe(her, "tablet", Browser("tablet").subscription())
    service.answers["/fcm/send/one"] = (503, "X: y")
    assert await deliver(context, {"web": push}, "c1", her) == Proactive("delivered")


@pytest.mark.parametrize("status", [400, 401, 403, 413, 302])
async def test_a_service_that_refuses_us_is_not_asked_for_ever(
    context: BotContext,
    push: WebPush,
    service: PushService,
    her: str,
    status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    push.subscribe(her, "phone", Browser("secret-token").subscription())
    service.answers["/fcm/send/secret-token"] = (status, f"Location: {'https://example.org'}")
    assert await deliver(context, {"web": push}, "c1", her) == Proactive("delivered")
    assert len(service.pushes) == 1
    assert str(status) in caplog.text and "secret-token" not in caplog.text


# --- what is kept ---


async def test_asking_twice_is_one_subscription(
    context: BotContext, push: WebPush, her: str
) -> None:
    browser = Browser()
    before = len(context.store.read(her))
    for _ in range(3):
        push.subscribe(her, "phone", browser.subscription())
    assert len(context.store.read(her)) == before + 1


async def test_erasing_her_erases_her_subscriptions(
    context: BotContext, push: WebPush, her: str, tmp_path: Path
) -> None:
    push.subscribe(her, "phone", Browser("endpoint-of-hers").subscription())
    context.store.forget(her)
    assert subscriptions(context.store, her) == {}
    assert context.store.verify().intact
    for file in tmp_path.glob("record.db*"):
        assert b"endpoint-of-hers" not in file.read_bytes()


def changed(**changes: object) -> bytes:
    return Browser().subscription(**changes)


def with_keys(**changes: object) -> bytes:
    whole = json.loads(Browser().subscription())
    return Browser().subscription(keys=whole["keys"] | changes)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b'{"endpoint": "https://fcm.googleapis.com/x"}',
        b"[" * 100_000,
        b"\xff\xfe",
        changed(endpoint=None),
        changed(endpoint=7),
        changed(endpoint=""),
        changed(endpoint="https://"),
        changed(endpoint="https://fcm.googleapis.com:99999/x"),
        changed(endpoint="https://fcm.googleapis.com/" + "x" * 2000),
        changed(endpoint="https://fcm.googleapis.com/\ud800"),
        changed(endpoint="https://fcm.googleapis.com/\r\nHost: x"),
        changed(keys=None),
        changed(keys=[]),
        with_keys(auth=None),
        with_keys(auth="AAAA"),
        with_keys(auth="ä" * 22),
        with_keys(p256dh=""),
        with_keys(p256dh="B" + "A" * 86),
        with_keys(p256dh=7),
    ],
    ids=itertools.count(),  # the bodies hold random keys, and one is long
)
async def test_what_is_no_subscription_is_refused(body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read_subscription(body)
    assert refused.value.status == 400


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://127.0.0.1/x",
        "https://localhost/x",
        "https://169.254.169.254/latest",
        "https://[::1]/x",
        "https://fcm.googleapis.com.example.org/x",
        "https://example.org/fcm.googleapis.com",
        "https://evilpush.apple.com.example/x",
        "https://notpush.apple.com@example.org/x",
        "https://user:word@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://xfcm.googleapis.com/x",
        "file:///etc/passwd",
    ],
)
async def test_only_push_services_we_know_are_called(endpoint: str) -> None:
    with pytest.raises(Refused) as refused:
        read_subscription(Browser().subscription(endpoint=endpoint))
    assert refused.value.status == 400


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:APA91",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://web.push.apple.com/QOid",
        "https://wns2-par02p.notify.windows.com/w/?token=BQY%3d",
    ],
)
async def test_the_services_of_the_common_browsers_are_known(endpoint: str) -> None:
    asked = read_subscription(Browser().subscription(endpoint=endpoint))
    assert asked.endpoint == endpoint
